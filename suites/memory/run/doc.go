// Package run carries out what the memory specs judge: one watched full index, or several cycles of it, over a
// generated or a real source tree.
//
// Goals: the real parts of the indexer, wired as production wires them; a report that says everything a verdict or a
// table needs, also of a run that was stopped.
//
// Non-goals: judging, which is package gmem's; printing.
//
// Whatever a run opens it closes, on every path. A run is for one goroutine, but RSS and Progress may be read from any.
package run
