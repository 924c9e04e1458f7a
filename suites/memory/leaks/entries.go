package leaks

import (
	"slices"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/judge"
)

// Catalogue lists every leak that can be injected, and at its end what looks like a leak and is none.
var Catalogue = slices.Concat(duckdbLeaks, treeSitterLeaks, goLeaks, nativeLeaks, unbounded, varied, notLeaks)

var duckdbLeaks = []Leak{
	{
		Name: "bound-vectors", What: "writes each chunk by an INSERT with its vector bound as a parameter",
		Incident: "go-duckdb v2.4.3 never frees the elements of a bound slice (duckdb-go#123)",
		Verdict:  gmem.VerdictLive, Place: partCPlusPlus, inject: boundVectors,
	},
	{
		Name: "open-appenders", What: "opens an appender for each file and never closes it",
		Incident: "one open appender keeps a 2,048-row chunk of vectors alive (duckdb-go#23, go-duckdb#111)",
		Verdict:  gmem.VerdictHandles, Place: "DuckDB appender", inject: openAppenders,
	},
	{
		Name: "open-statements", What: "prepares a statement for each file and never closes it",
		Incident: "a statement is left open when Exec fails (go-duckdb#307)",
		Verdict:  gmem.VerdictHandles, Place: "DuckDB statement", inject: openStatements,
	},
	{
		Name: "open-rows", What: "queries once for each file and never closes the rows",
		Incident: "rows that are not read to their end hold their statement and its connection (go-duckdb#111)",
		Verdict:  gmem.VerdictHandles, Place: "DuckDB result", inject: openRows,
	},
	{
		Name: "open-connections", What: "opens a connection for each file and never closes it",
		Incident: "one open connection keeps the whole database alive (go-duckdb#111)",
		Verdict:  gmem.VerdictHandles, Place: "DuckDB connection", inject: openConnections,
	},
}

var treeSitterLeaks = []Leak{
	{
		Name: "open-trees", What: "parses each file once more and keeps the tree",
		Incident: "all trees were held until the end of a pass (grafel#5962)",
		Verdict:  judge.VerdictReleased, Place: partTreeSitter, inject: openTrees,
	},
	{
		Name: "error-trees", What: "loses the tree of one file in fifty, as if its parse had come back with an error",
		Incident: "a live tree returned together with an error was never closed, mostly for the largest files (grafel#5963)",
		Verdict:  gmem.VerdictLive, Place: partTreeSitter, inject: errorTrees,
	},
	{
		Name: "open-parsers", What: "makes a parser for each file and never closes it",
		Incident: "release was left to finalizers, which never ran while the Go heap stayed flat (go-tree-sitter#181)",
		Verdict:  gmem.VerdictHandles, Place: "tree-sitter parser", inject: openParsers,
	},
	{
		Name: "parse-bomb", What: "parses 13 KB of Java without a guard, and then frees all of it",
		Incident: "a pathological file was parsed into gigabytes (codebase-memory-mcp#563)",
		Verdict:  gmem.VerdictCeiling, Place: partTreeSitter, inject: parseBomb,
	},
}

var goLeaks = []Leak{
	{
		Name: "go-slices", What: "keeps a slice for each file", Amount: 1 * gmem.KB,
		Incident: "source text was kept for a second pass (codebase-memory-mcp e85c7d69)",
		Verdict:  gmem.VerdictLive, Place: gmem.PartGoInUse, inject: goSlices,
	},
	{
		Name: "substrings", What: "keeps ten bytes of each file's text, and through them all of it",
		Incident: "a name cut out of the source keeps the whole source alive (a whole table in memory, codegraph#653)",
		Verdict:  gmem.VerdictLive, Place: gmem.PartGoInUse, inject: substrings,
	},
	{
		Name: "endless-map", What: "remembers each file of each cycle in a map that is never emptied",
		Incident: "re-indexes stacked up before memory was released (grafel#5822)",
		Verdict:  gmem.VerdictLive, Place: gmem.PartGoInUse, inject: endlessMap,
	},
	{
		Name: "blocked-goroutines", What: "starts a goroutine for each file that waits for ever",
		Incident: "goroutines blocked in open() on a FIFO (grafel#1723)",
		Verdict:  gmem.VerdictHandles, Place: "goroutine", inject: blockedGoroutines,
	},
	{
		Name: "descriptors", What: "opens each file once more and never closes it",
		Incident: "handles of lock files were never closed (grepai#115)",
		Verdict:  gmem.VerdictHandles, Place: "file descriptor", inject: descriptors,
	},
}

var varied = []Leak{
	{
		Name: "cache-by-path", What: "remembers the size of each file by its path",
		Incident: "re-indexes stacked up before memory was released (grafel#5822)",
		Verdict:  gmem.VerdictLive, Place: gmem.PartGoInUse, Varied: true, inject: cacheByPath,
	},
	{
		Name: "cache-by-content", What: "remembers the path of each file by its content",
		Incident: "any cache by a hash of what is edited for ever",
		Verdict:  gmem.VerdictLive, Place: gmem.PartGoInUse, Varied: true, inject: cacheByContent,
	},
	{
		Name: "cache-by-question", What: "remembers what was found for each question",
		Incident: "any cache of answers; the same question again and again never fills it",
		Verdict:  gmem.VerdictLive, Place: gmem.PartGoInUse, Varied: true, inject: cacheByQuestion,
	},
	{
		Name: "error-list", What: "keeps every error of the embedder with the texts that it is about",
		Incident: "any list of errors that nobody empties",
		Verdict:  gmem.VerdictLive, Place: gmem.PartGoInUse, Varied: true, inject: errorList,
	},
	{
		Name: "one-language", What: "keeps a slice for each file of one language out of twenty", Amount: 1 * gmem.KB,
		Incident: "any way out that is of one grammar alone",
		Verdict:  gmem.VerdictLive, Place: gmem.PartGoInUse, Varied: true, inject: oneLanguage,
	},
	{
		Name: "rare-lumps", What: "keeps a slice for one file in five hundred", Amount: 4096,
		Incident: "only the largest files were never closed (grafel#5963)",
		Verdict:  gmem.VerdictLive, Place: gmem.PartGoInUse, Rare: true, inject: rareLumps,
	},
	{
		Name: "open-look-ups", What: "leaves a query open when it looks a file up that isn't there",
		Incident: "a statement is left open when Exec fails (go-duckdb#307)",
		Verdict:  gmem.VerdictHandles, Place: "DuckDB result", Varied: true, inject: openLookUps,
	},
	{
		Name: "former-indexes", What: "keeps a copy of each index that is replaced",
		Incident: "any backup that nobody deletes",
		Verdict:  judge.VerdictDisk, Place: judge.DiskFiles, Varied: true, inject: formerIndexes,
	},
	{
		Name: "orphan-vectors", What: "deletes chunks and not their vectors",
		Incident: "any DELETE that forgets a table; no key holds them together",
		Verdict:  judge.VerdictOrphans, Place: "vectors without a chunk", Varied: true, inject: orphanVectors,
	},
}

var unbounded = []Leak{
	{
		Name: "unlimited-pool", What: "lets DuckDB's buffer pool take 80 % of the machine's memory, with row groups of the default size",
		Incident: "the buffer pool defaults to 80 % of RAM (embecode d6c2aed)",
		Verdict:  judge.VerdictFlatness, Place: partDuckDB, inject: unlimitedPool,
	},
	{
		Name: "one-transaction", What: "writes the whole index in one transaction, into row groups of the default size",
		Incident: "appends without a checkpoint pile up (duckdb-go#23)",
		Verdict:  judge.VerdictFlatness, Place: partDuckDB, inject: oneTransaction,
	},
	{
		Name: "collect-first", What: "collects all chunks and vectors before the first one is written",
		Incident: "all chunks and embeddings were collected before the first write (codanna#23)",
		Verdict:  judge.VerdictWithinRun, Place: gmem.PartGoInUse, inject: collectFirst,
	},
	{
		Name: "list-first", What: "walks the whole tree into a list before the first file is read",
		Incident: "a whole table was read into memory (codegraph#653)",
		Verdict:  judge.VerdictWithinRun, Place: gmem.PartGoInUse, inject: listFirst,
	},
}
