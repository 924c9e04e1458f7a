// Package leaks injects leaks into an indexer on purpose, so that the memory suite can show that it sees them.
//
// Each entry of the Catalogue is modelled on a leak of a real program, and decorates one seam of the indexer: the
// chunker, the embedder or the index. Production code has no hook or switch for it. Two entries are not leaks at all;
// the suite must stay green on them.
//
// Non-goals: leaks that can be switched off again. What has leaked stays until the process ends; run each in a process
// of its own.
package leaks
