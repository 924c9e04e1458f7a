// Command mutants writes leaks into the product's code, one at a time, and runs the memory suite on each. It prints which of
// them turn the suite red, by which verdict, and whether the right part of memory is named.
//
// Nothing is written into the tree: a mutant is an overlay of go build. The suite has to be green without one first. What
// each mutant has shown is added to a file as it ends, and isn't measured again while the suite and the product are the same.
//
// A mutant counts when it compiles into another program, the work still succeeds, and equivalent.txt doesn't say why it
// changes nothing that is kept.
package main
