// Package store keeps an index in one DuckDB file.
//
// Goals: the last good index stays in force until a new one is complete; whatever is opened is closed, on every path;
// memory does not depend on how much is written.
//
// Non-goals: deciding what to index, embedding, schema migration (an index of another schema is built anew).
//
// A Store holds the file's lock from Open to Close, so that neither this process nor another opens it twice. Writing
// goes to a second file beside it, which takes the first one's place when the Writer commits.
//
// Errors name the file. Sizes are in bytes, vectors are 768 float32 unless Options says otherwise.
package store
