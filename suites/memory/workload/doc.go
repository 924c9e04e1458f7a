// Package workload is the work that the memory specs measure: source trees, the real indexer over them with a fake embedder
// and, where asked for, a leak in it, done once or again and again, in this process or in one of its own.
//
// It judges nothing. Whatever it opens is closed when a call returns, but for an Index, which its caller finishes.
package workload
