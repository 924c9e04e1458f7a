package retrieval_test

import (
	"context"
	"flag"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/embecode/embecode/pkg/store"
	"github.com/embecode/embecode/suites/retrieval"
)

var (
	questions = flag.Int("questions", 2000, "how many functions are asked for")
	seed      = flag.Uint64("seed", 1, "by which they are drawn")
	tuning    = flag.Bool("tuning", false, "ask for functions of the half on which searches are tuned, instead of the other one")
	library   = flag.String("python", "/usr/lib/python3.11", "Python's standard library")
)

// BenchmarkGo measures how well functions of Go's source tree are found:
//
//	go test ./suites/retrieval -run '^$' -bench Go -benchtime 1x -timeout 1h
func BenchmarkGo(b *testing.B) {
	root, err := goSources(b.Context())
	check(b, err)
	all, err := retrieval.GoFunctions(root)
	check(b, err)
	measure(b, root, all)
}

// BenchmarkPython does the same with Python's standard library.
func BenchmarkPython(b *testing.B) {
	all, err := retrieval.PythonFunctions(b.Context(), *library)
	check(b, err)
	measure(b, *library, all)
}

// measure asks for functions among all functions, each of which is a chunk, or among the files in chunks as the indexer makes them.
func measure(b *testing.B, root string, all []retrieval.Function) {
	different := retrieval.Different(slices.Clone(all))
	asked := retrieval.Sample(different, *tuning, *seed, *questions)
	b.Run("functions", func(b *testing.B) {
		answer(b, asked, func(s *store.Store) error { return retrieval.Index(b.Context(), s, different) })
	})
	b.Run("chunks", func(b *testing.B) {
		answer(b, asked, func(s *store.Store) error { return retrieval.IndexChunks(b.Context(), s, root, all) })
	})
}

func answer(b *testing.B, asked []*retrieval.Function, index func(*store.Store) error) {
	ctx := b.Context()
	s, err := store.Open(ctx, filepath.Join(b.TempDir(), "index.duckdb"), store.Options{Dimension: store.NoVectors})
	check(b, err)
	defer func() { check(b, s.Close()) }()
	check(b, index(s))
	stats, err := s.Stats(ctx)
	check(b, err)
	for b.Loop() {
		quality, err := retrieval.Measure(ctx, s, asked)
		check(b, err)
		b.ReportMetric(float64(stats.Chunks), "chunks")
		b.ReportMetric(float64(quality.Questions), "questions")
		b.ReportMetric(quality.MRR, "MRR@10")
		b.ReportMetric(quality.Found, "found@10")
		b.ReportMetric(float64(quality.Questions)/b.Elapsed().Seconds(), "searches/s")
	}
}

// goSources is the folder of the sources of the Go that runs this.
func goSources(ctx context.Context) (string, error) {
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("look for Go's sources: %w", err)
	}
	return filepath.Join(strings.TrimSpace(string(root)), "src"), nil
}

func check(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
