package indexer_test

import (
	"flag"
	"runtime"
	"testing"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/indexer"
)

var benchScale = flag.Float64("index.scale", 1, "size of the tree that the benchmarks index: 1 is 2,000 files")

// BenchmarkFullIndex compares a full index with what the parser alone takes for the same files on the same cores. Both, and
// the index without its store, alternate within each round, so that a busy machine slows them alike. Ratios are medians of
// the rounds, rates those of the best round:
//
//	%parse-only      the rate of the full index against that of reading and parsing alone
//	%parse-only-CPU  the same in processor time, which other processes disturb less
//	%chunked-CPU     the part of it that walking and chunking reach, without embedding and storing
func BenchmarkFullIndex(b *testing.B) {
	tree := generated(b, *benchScale)
	var parse, chunked, full costs
	var peak gmem.Bytes
	self, err := gmem.Self()
	check(b, err)
	var status indexer.Status
	var allocated uint64
	for b.Loop() {
		parse.add(b, func() { check(b, parseAll(b.Context(), tree.files, runtime.GOMAXPROCS(0))) })
		chunked.add(b, func() { indexInto(b, tree.root, discarding{}, noVectors{}) })
		runtime.GC()
		check(b, self.ResetHighWater())
		before := mallocs()
		full.add(b, func() { status = indexIntoFile(b, tree.root) })
		allocated += mallocs() - before
		mark, err := self.HighWater()
		check(b, err)
		peak = max(peak, mark)
	}
	expectAll(b, tree, status)
	files, megabytes := float64(len(tree.files)), float64(tree.bytes)/1e6
	b.ReportMetric(0, "ns/op") // of all three together: of no interest
	b.ReportMetric(files/best(full.wall), "files/s")
	b.ReportMetric(megabytes/best(full.wall), "MB/s")
	b.ReportMetric(float64(status.Chunks)/best(full.wall), "chunks/s")
	b.ReportMetric(files/best(parse.wall), "parsed-files/s")
	b.ReportMetric(files/best(chunked.wall), "chunked-files/s")
	b.ReportMetric(float64(allocated)/float64(b.N)/files, "allocs/file")
	b.ReportMetric(float64(peak)/1e6, "peak-MB")
	b.ReportMetric(100*ratio(parse.wall, full.wall), "%parse-only")
	b.ReportMetric(100*ratio(parse.cpu, full.cpu), "%parse-only-CPU")
	b.ReportMetric(100*ratio(parse.cpu, chunked.cpu), "%chunked-CPU")
	b.ReportMetric(best(full.cpu)*1e6/files, "CPU-µs/file")
}

// BenchmarkWalkAndChunk walks a tree and cuts its files, without embedding and storing: the rate is that of the best round.
func BenchmarkWalkAndChunk(b *testing.B) {
	tree := generated(b, *benchScale)
	var chunked costs
	var status indexer.Status
	for b.Loop() {
		chunked.add(b, func() { status = indexInto(b, tree.root, discarding{}, noVectors{}) })
	}
	expectAll(b, tree, status)
	b.ReportMetric(float64(len(tree.files))/best(chunked.wall), "files/s")
	b.ReportMetric(float64(tree.bytes)/1e6/best(chunked.wall), "MB/s")
	b.ReportMetric(float64(status.Chunks)/best(chunked.wall), "chunks/s")
	b.ReportMetric(best(chunked.cpu)*1e6/float64(len(tree.files)), "CPU-µs/file")
}

// expectAll fails where not every file of the tree was indexed: its rate would say nothing.
func expectAll(b *testing.B, tree generatedTree, status indexer.Status) {
	b.Helper()
	if status.Indexed != int64(len(tree.files)) {
		b.Fatalf("indexed %d files of %d", status.Indexed, len(tree.files))
	}
}
