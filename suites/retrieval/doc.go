// Package retrieval measures how well searches answer questions about code.
//
// The question is the first sentence of a function's comment without the function's own name, the answer that function. The
// comments of all functions are left out of what is searched. Reported are the mean reciprocal rank (1 for an answer at the
// first rank, 1/2 at the second, 0 where it isn't among the first ten) and the share of answers among the first ten.
//
// The functions are divided into two halves by a hash of where they are. Searches were tuned on one half of Go's source tree; what
// is reported are functions of the other half, and of Python's standard library, on which nothing was tuned.
package retrieval
