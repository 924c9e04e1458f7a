//go:build linux

package store_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/embecode/embecode/pkg/store"
)

// BenchmarkWrite writes one chunk per iteration, with a text of about 1.3 KB and a vector that doesn't compress, six to
// a file, and commits. The processor's time disturbs less on a busy machine than the clock. The peak is the process's,
// so each size wants a process of its own:
//
//	go test ./pkg/store -run '^$' -bench Write -benchtime 120000x
func BenchmarkWrite(b *testing.B) {
	runtime.LockOSThread() // as Writer advises
	defer runtime.UnlockOSThread()
	ctx := b.Context()
	path := filepath.Join(b.TempDir(), "index.duckdb")
	s, err := store.Open(ctx, path, store.Options{Dimension: *flagDimension})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	w, err := s.Replace(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = w.Discard() }()
	random := newRandomChunks(b.N)

	b.ReportAllocs()
	before, written := processorTime(b), writtenBytes(b)
	b.ResetTimer()
	for i := 0; i < b.N; i += chunksPerFile {
		file := fileNamed(fmt.Sprintf("src/package_%d/file_%d.py", i/600, i))
		if err := w.Append(ctx, file, random.next(min(chunksPerFile, b.N-i))); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Commit(ctx); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()

	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	chunks := float64(b.N)
	b.ReportMetric(float64((processorTime(b)-before).Nanoseconds())/1e3/chunks, "cpu-µs/chunk")
	b.ReportMetric(chunks/b.Elapsed().Seconds(), "chunks/s")
	b.ReportMetric(float64(random.bytes)/1e6/b.Elapsed().Seconds(), "MB/s")
	b.ReportMetric(float64(info.Size())/chunks, "db-B/chunk")
	b.ReportMetric((writtenBytes(b)-written)/float64(info.Size()), "written/db")
	b.ReportMetric(procField(b, "/proc/self/status", "VmHWM:")/1e3*1.024, "peak-MB")
	b.ReportMetric(0, "ns/op") // says the same as chunks/s
}

const chunksPerFile = 6

var flagDimension = flag.Int("dimension", 768, "of the vectors in benchmarks")

// randomChunks makes chunks cheaply: each is a window on a text and on numbers that were made once.
type randomChunks struct {
	random  *rand.Rand
	text    string
	numbers []float32
	bytes   int // of text and vectors made so far
}

func newRandomChunks(seed int) *randomChunks {
	r := &randomChunks{random: rand.New(rand.NewPCG(1, uint64(seed)))}
	var text strings.Builder
	for text.Len() < 1e6 {
		fmt.Fprintf(&text, "    value_%x = compute(self.%x, %d)\n", r.random.IntN(1<<16), r.random.IntN(1<<24), r.random.IntN(1e5))
	}
	r.text = text.String()
	r.numbers = make([]float32, 1e6)
	for i := range r.numbers {
		r.numbers[i] = float32(r.random.NormFloat64())
	}
	return r
}

// next makes count chunks of 0.6 to 2 KB.
func (r *randomChunks) next(count int) []store.Chunk {
	dimension := *flagDimension
	chunks := make([]store.Chunk, count)
	for i := range chunks {
		size := 600 + r.random.IntN(1400)
		start, number := r.random.IntN(len(r.text)-size), r.random.IntN(len(r.numbers)-dimension)
		chunks[i] = store.Chunk{
			Language: "python", FirstLine: 10 * i, LastLine: 10*i + 9, Content: r.text[start : start+size],
			Context: r.text[start : start+90], Names: []string{r.text[start : start+9], "compute"},
			Hash:   fmt.Sprintf("%016x%016x%08x", r.random.Uint64(), r.random.Uint64(), r.random.Uint32()),
			Vector: r.numbers[number : number+dimension],
		}
		r.bytes += size + 4*dimension
	}
	return chunks
}

// processorTime is what this process has used so far, in all threads, in the kernel too.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// writtenBytes is what this process has passed to write calls so far.
func writtenBytes(b *testing.B) float64 {
	b.Helper()
	return procField(b, "/proc/self/io", "wchar:")
}

func procField(b *testing.B, path, name string) float64 {
	b.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		b.Skip(err)
	}
	var value float64
	if _, rest, found := strings.Cut(string(text), name); found {
		if _, err := fmt.Sscan(rest, &value); err != nil {
			b.Fatal(err)
		}
	}
	return value
}
