// Package store keeps an index in one DuckDB file.
//
// Goals: the last good index stays current until a new one is complete; whatever is opened is closed, on every path;
// memory does not depend on how much is written.
//
// Non-goals: deciding what to index, embedding, schema migration (an index of another schema is built anew).
//
// A Store holds the file's lock from Open to Close, so that neither this process nor another opens it twice. Writing
// goes to a second file beside it, which takes the first one's place when the Writer commits. An Update changes the current
// index itself, each file in one transaction; until it ends, the index is marked as incomplete. One that replaces much of a large index
// writes a second file, too, and copies what stays.
//
// What an update has committed may be in a write-ahead log beside the file, which is emptied into it after the
// transaction with which it passes 4 MB, after eight updates at the latest, and by Close. One transaction adds 20 MB to it at most:
// larger ones go to the file. A killed process leaves it there, and the next Open reads it.
//
// DuckDB scans, writes and rewrites 2,048 rows of a table together, and holds them within its memory limit. So that they fit,
// a chunk's texts, and a vector of more than 768 numbers, are sliced into several rows. MinMemoryLimit suffices for chunks and
// vectors of any length, and for paths of up to 4 KB; a longer one now and then does no harm.
//
// An update compares what was found with what the index holds outside of DuckDB, in lists on disk (see spool), within 2 MB at
// any number of files.
//
// Rows that an update deletes leave free space, which DuckDB uses again: in 1,000 updates of 10 of 2,000 files each the file was
// 1.3 to 1.8 times as large as a new one, from the hundredth on.
//
// Memory while writing a full index doesn't depend on its size. That of an update in place does: to complete the file, DuckDB reads
// 22 bytes for each chunk of the index, and holds 32 KB for each row group with deleted rows, of each table, beyond its limit. So an
// index of more than 768 row groups in all, some 500,000 chunks, is written anew by the update with which 64 files have been deleted
// or replaced since it was; a smaller one, of 8 row groups at least, when more than half of its files have. That takes the time and the
// disk space of a full index, without chunking or embedding what stays. Files that have another modification time, but hold what they
// held, don't count.
//
// Searches compare with every vector, or with the words of every chunk (docs/search.md says how); look-ups scan. They run one
// after the other, since several at once exceed the memory limit, and wait while an Update writes, because DuckDB can't be used
// any more after a checkpoint that runs out of memory.
//
// Errors name the file. Sizes are in bytes, vectors are 768 float32 unless Options says otherwise, or that there
// are none.
package store
