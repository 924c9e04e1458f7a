package store

import "time"

// File is one file of the tree that was found: indexed, or skipped with a reason.
type File struct {
	Path    string    // slash-separated, relative to the tree's root, valid UTF-8
	Size    int64     // bytes
	ModTime time.Time // as the walk saw it
	Hash    string    // SHA-1 of the content in hex; empty for a skipped file
	Skipped SkipReason
}

// Chunk is one chunk of a file, with its vector.
type Chunk struct {
	Language            string
	FirstLine, LastLine int    // from 1, inclusive
	Content             string // valid UTF-8 without NUL
	Context             string // the header: path, language, what the chunk defines
	Names               []string
	// Continues says that no definition begins in this chunk, and that it goes on with the one that the chunk before it in the
	// same file ends in: a search tells the two as one.
	Continues bool
	Hash      string    // SHA-1 of Content in hex
	Vector    []float32 // of the store's dimension; empty in an index without vectors
}

// Stats describes the current index. It is the zero value before the first commit.
type Stats struct {
	Files       int64     // indexed
	Skipped     int64     // found, and skipped with a reason
	Chunks      int64     // each with its vector, if Dimension is not 0
	LastUpdated time.Time // when the index was committed, or last changed by an update
	// Incomplete says that an update has changed some files and not ended: it is under way, or was given up or killed.
	// Each file of the index is whole, and the next update completes it.
	Incomplete  bool
	Model       string
	Dimension   int   // of the vectors; 0 for an index without any
	FileBytes   int64 // size of the database file and its write-ahead log
	BufferBytes int64 // held by DuckDB's buffer manager, for every open database of this store
}

// Match is a chunk that was looked for and found. Its Vector is nil.
type Match struct {
	Path string // of the file that holds the chunk
	Chunk
	// Distance is the cosine distance to the vector that Nearest was asked for, from 0 (the same direction) through 1 (at
	// right angles) to 2 (the opposite); 0 where no vector was asked for.
	Distance float64
	// Score is how well the match answers a Search. Scores of two searches can't be compared.
	Score float64
	// Lines are those of the match, ascending and three at most, that hold most of what a Search asked for in words.
	Lines []int
}
