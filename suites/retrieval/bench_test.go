package retrieval_test

import (
	"context"
	"flag"
	"fmt"
	"os/exec"
	"path/filepath"
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
	measure(b, func(ctx context.Context) ([]retrieval.Function, error) {
		root, err := goSources(ctx)
		if err != nil {
			return nil, err
		}
		return retrieval.GoFunctions(root)
	})
}

// BenchmarkPython does the same with Python's standard library.
func BenchmarkPython(b *testing.B) {
	measure(b, func(ctx context.Context) ([]retrieval.Function, error) {
		return retrieval.PythonFunctions(ctx, *library)
	})
}

func measure(b *testing.B, read func(context.Context) ([]retrieval.Function, error)) {
	ctx := b.Context()
	all, err := read(ctx)
	check(b, err)
	all = retrieval.Different(all)
	s, err := store.Open(ctx, filepath.Join(b.TempDir(), "index.duckdb"), store.Options{Dimension: store.NoVectors})
	check(b, err)
	defer func() { check(b, s.Close()) }()
	check(b, retrieval.Index(ctx, s, all))
	asked := retrieval.Sample(all, *tuning, *seed, *questions)
	for b.Loop() {
		quality, err := retrieval.Measure(ctx, s, asked)
		check(b, err)
		b.ReportMetric(float64(len(all)), "functions")
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
