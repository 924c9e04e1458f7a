//go:build linux

package store_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/embecode/embecode/pkg/store"
)

// BenchmarkSearch searches indexes of 12,000 and 200,000 chunks, without vectors, for questions of six words. A chunk has 100
// words, of a vocabulary of 50,000 in which the n-th is as frequent as 1/n. The processor's time disturbs less on a busy machine
// than the clock. The peak is the process's, so each size wants a process of its own:
//
//	go test ./pkg/store -run '^$' -bench Search/200000 -benchtime 100x
func BenchmarkSearch(b *testing.B) {
	for _, chunks := range []int{12_000, 200_000} {
		b.Run(fmt.Sprint(chunks), func(b *testing.B) { benchmarkSearch(b, chunks) })
	}
}

func benchmarkSearch(b *testing.B, chunks int) {
	runtime.LockOSThread() // as Writer advises
	defer runtime.UnlockOSThread()
	ctx := b.Context()
	s, err := store.Open(ctx, filepath.Join(b.TempDir(), "index.duckdb"), store.Options{Dimension: store.NoVectors})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	words := rand.New(rand.NewPCG(1, 1))
	before := processorTime(b)
	w, err := s.Replace(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = w.Discard() }()
	for i := 0; i < chunks; i += chunksPerFile {
		file := make([]store.Chunk, min(chunksPerFile, chunks-i))
		for n := range file {
			file[n] = goChunk(zipfWords(words, 100))
			file[n].Names = []string{zipfWords(words, 2)}
		}
		if err := w.Append(ctx, fileNamed(fmt.Sprintf("src/package_%d/file_%d.go", i/600, i)), file); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Commit(ctx); err != nil {
		b.Fatal(err)
	}
	written := processorTime(b) - before

	before = processorTime(b)
	searches := 0
	for b.Loop() {
		if _, err := s.Search(ctx, store.Query{Text: zipfWords(words, 6)}); err != nil {
			b.Fatal(err)
		}
		searches++
	}
	stats, err := s.Stats(ctx)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64((processorTime(b)-before).Milliseconds())/float64(searches), "cpu-ms/search")
	b.ReportMetric(float64(searches)/b.Elapsed().Seconds(), "searches/s")
	b.ReportMetric(float64(written.Microseconds())/float64(chunks), "write-cpu-µs/chunk")
	b.ReportMetric(float64(stats.FileBytes)/float64(chunks), "db-B/chunk")
	b.ReportMetric(procField(b, "/proc/self/status", "VmHWM:")/1e3*1.024, "peak-MB")
	b.ReportMetric(0, "ns/op")
}

// zipfWords draws words as frequent as 1/n.
func zipfWords(random *rand.Rand, count int) string {
	words := make([]string, count)
	for i := range words {
		n := int(math.Exp(random.Float64() * math.Log(50_000)))
		words[i] = string([]rune{rune('a' + n%26), 'o', rune('a' + n/26%26), 'u', rune('a' + n/676%26), 'i', rune('a' + n/17576%26)})
	}
	return strings.Join(words, " ")
}
