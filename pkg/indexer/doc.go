// Package indexer indexes a source tree: it walks it, cuts each file into chunks, embeds them and writes them to a
// store.
//
// Goals: memory that does not depend on the size of the tree; a file that can't be indexed is counted with its reason
// and never stops the run; a full index that fails or is cancelled leaves the former one in place.
//
// Non-goals: searching, watching for changes, choosing a model.
//
// The work is a pipeline: one goroutine walks, a few workers read and chunk, one embeds and appends, a window of chunks at a
// time. What is between them is bounded by its bytes. An Indexer opens nothing between runs; the store and the embedder belong to
// the caller, who closes them.
package indexer
