// Package reach tells which statements of the product the judged rounds of the memory suite execute: a verdict speaks only of
// code that ran.
//
// Build builds the program that does the rounds with counters, workload.Job's Counters has them written, Read sums them up, and
// Judge holds the sum against the limits and the named exceptions. Nothing that is measured or judged otherwise carries counters.
package reach
