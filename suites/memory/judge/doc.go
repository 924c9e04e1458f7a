// Package judge holds the promises about memory that are embecode's own: that its figures add up, that its peak doesn't grow
// with the tree, and that nothing is kept for each file within one run. The others are package gmem's.
package judge
