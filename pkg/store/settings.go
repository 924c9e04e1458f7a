package store

import "fmt"

const (
	// defaultMemoryLimit bounds DuckDB's buffer pool. DuckDB's own default is 80 % of the machine's memory.
	defaultMemoryLimit = 32_000_000
	// MinMemoryLimit is the least memory limit, in bytes. With it everything works, whatever the size of the index, its chunks,
	// paths and vectors. With 14 MB searches among vectors of 768 numbers still did, with 12 MB they didn't.
	MinMemoryLimit = 18_000_000
)

// rowGroup is the number of rows that DuckDB writes to the file at once. Its default of 122,880 rows holds 370 MB of
// vectors, and rewrites what is incomplete at each checkpoint. It isn't kept in the file: each attach states it.
const rowGroup = 2048

// settings are DuckDB's settings for the whole instance.
func (o Options) settings(temporary string) []string {
	return []string{
		memoryLimit(o.MemoryLimit),
		// One writer needs one thread; each further one has buffers of its own.
		"SET threads = 1",
		// Freed buffers go back to the system at 1 MB, not at 128 MB: 160 MB of peak become 119 MB.
		"SET allocator_flush_threshold = '1MB'",
		"SET allocator_bulk_deallocation_flush_threshold = '1MB'",
		// Compressing costs more than all the rest of writing, and gains a fifth of the file: a vector's bits look random,
		// and the texts are the smaller part.
		"SET force_compression = 'uncompressed'",
		// DuckDB would empty the write-ahead log after each transaction of 16 MB, which takes memory and time for every row
		// group that there is, and create the next log for everybody to read. An Update does it by logLimit.
		"SET checkpoint_threshold = '1TB'",
		// What doesn't fit spills beside the database, instead of into the working directory.
		"SET temp_directory = " + literal(temporary),
	}
}

func memoryLimit(bytes int64) string { return fmt.Sprintf("SET memory_limit = '%dB'", bytes) }
