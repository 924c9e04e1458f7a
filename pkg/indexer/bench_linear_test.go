package indexer_test

import (
	"flag"
	"testing"
)

var benchLarger = flag.Float64("index.larger", 10, "how many times larger the tree is that BenchmarkLinear compares with")

// BenchmarkLinear compares the cost of each file in a large tree with that in a small one. Both are indexed in each round:
//
//	x-CPU/file  how many times the processor time for each file is in the larger tree, the median of the rounds
func BenchmarkLinear(b *testing.B) {
	small, large := generated(b, *benchScale), generated(b, *benchScale**benchLarger)
	var one, many costs
	for b.Loop() {
		one.add(b, func() { expectAll(b, small, indexIntoFile(b, small.root)) })
		many.add(b, func() { expectAll(b, large, indexIntoFile(b, large.root)) })
	}
	few, lots := float64(len(small.files)), float64(len(large.files))
	b.ReportMetric(0, "ns/op") // of both together: of no interest
	b.ReportMetric(ratio(many.cpu, one.cpu)*few/lots, "x-CPU/file")
	b.ReportMetric(float64(large.bytes)/lots/(float64(small.bytes)/few), "x-bytes/file")
	b.ReportMetric(best(many.cpu)*1e6/lots, "CPU-µs/file")
	b.ReportMetric(lots/best(many.wall), "files/s")
}
