package indexer_test

import (
	"context"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/javascript"
	"github.com/smacker/go-tree-sitter/python"
	"github.com/smacker/go-tree-sitter/typescript/tsx"
	"github.com/smacker/go-tree-sitter/typescript/typescript"
	"golang.org/x/sync/errgroup"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/store"
	"github.com/embecode/embecode/pkg/synth"
)

var benchScale = flag.Float64("index.scale", 1, "size of the tree that the benchmarks index: 1 is 2,000 files")

// BenchmarkFullIndex compares a full index with what the parser alone takes for the same files on the same cores. Both, and
// the index without its store, alternate within each round, so that a busy machine slows them alike:
//
//	%parse-only      the rate of the full index against that of reading and parsing alone
//	%parse-only-CPU  the same in processor time, which other processes disturb less
//	%chunked-CPU     the part of it that walking and chunking reach, without embedding and storing
func BenchmarkFullIndex(b *testing.B) {
	tree := generated(b, *benchScale)
	var parse, chunked, full cost
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
	if status.Indexed != int64(len(tree.files)) {
		b.Fatalf("indexed %d files of %d", status.Indexed, len(tree.files))
	}
	rounds, files, seconds := float64(b.N), float64(len(tree.files)), full.wall.Seconds()
	b.ReportMetric(0, "ns/op") // of all three together: of no interest
	b.ReportMetric(rounds*files/seconds, "files/s")
	b.ReportMetric(rounds*float64(tree.bytes)/1e6/seconds, "MB/s")
	b.ReportMetric(rounds*float64(status.Chunks)/seconds, "chunks/s")
	b.ReportMetric(float64(allocated)/rounds/files, "allocs/file")
	b.ReportMetric(float64(peak)/1e6, "peak-MB")
	b.ReportMetric(100*parse.wall.Seconds()/seconds, "%parse-only")
	b.ReportMetric(100*parse.cpu.Seconds()/full.cpu.Seconds(), "%parse-only-CPU")
	b.ReportMetric(100*parse.cpu.Seconds()/chunked.cpu.Seconds(), "%chunked-CPU")
	b.ReportMetric(full.cpu.Seconds()*1e6/rounds/files, "CPU-µs/file")
}

// cost adds up the time and the processor time of this process.
type cost struct{ wall, cpu time.Duration }

func (c *cost) add(b *testing.B, work func()) {
	began, used := time.Now(), processorTime(b)
	work()
	c.wall += time.Since(began)
	c.cpu += processorTime(b) - used
}

func processorTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	check(b, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func mallocs() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.Mallocs
}

func check(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// generatedTree is a tree on disk, with the paths of the files that are to be indexed.
type generatedTree struct {
	root  string
	files []string
	bytes int64
}

func generated(b *testing.B, scale float64) generatedTree {
	tree := generatedTree{root: b.TempDir()}
	summary, err := synth.Generate(b.Context(), tree.root, synth.Options{Seed: 1, Scale: scale})
	check(b, err)
	walker, err := indexer.NewWalker(tree.root, config.Default())
	check(b, err)
	check(b, walker.Walk(b.Context(), func(entry walk.Entry) error {
		if _, source := chunk.LanguageOf(entry.Path); source {
			tree.files = append(tree.files, filepath.Join(tree.root, filepath.FromSlash(entry.Path)))
			tree.bytes += entry.Size
		}
		return nil
	}))
	if len(tree.files) != summary.Files {
		b.Fatalf("found %d of %d generated files", len(tree.files), summary.Files)
	}
	return tree
}

// parseAll reads and parses every file and does nothing else: the rate that the parser sets.
func parseAll(ctx context.Context, files []string, workers int) error {
	queue := make(chan string, 256)
	group, ctx := errgroup.WithContext(ctx)
	for range workers {
		group.Go(func() error {
			for path := range queue {
				if err := parseOne(ctx, path); err != nil {
					return err
				}
			}
			return nil
		})
	}
	group.Go(func() error {
		defer close(queue)
		for _, path := range files {
			select {
			case queue <- path:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return group.Wait()
}

var bareGrammars = map[string]func() *sitter.Language{
	".py": python.GetLanguage, ".ts": typescript.GetLanguage, ".tsx": tsx.GetLanguage, ".js": javascript.GetLanguage,
}

func parseOne(ctx context.Context, path string) error {
	source, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	grammar, known := bareGrammars[filepath.Ext(path)]
	if !known {
		return &fs.PathError{Op: "parse", Path: path, Err: fs.ErrInvalid}
	}
	parser := sitter.NewParser()
	defer parser.Close()
	parser.SetLanguage(grammar())
	tree, err := parser.ParseCtx(ctx, nil, source)
	if err != nil {
		return err
	}
	tree.Close()
	return nil
}

// indexIntoFile builds a full index with incompressible vectors in a new database.
func indexIntoFile(b *testing.B, root string) indexer.Status {
	embedder := embed.Random{Seed: 1}
	path := filepath.Join(b.TempDir(), "index.duckdb")
	s, err := store.Open(b.Context(), path, store.Options{Model: embedder.Model(), Dimension: embedder.Dimension()})
	check(b, err)
	status := indexInto(b, root, indexer.InStore(s), embedder)
	check(b, s.Close())
	check(b, os.Remove(path))
	return status
}

func indexInto(b *testing.B, root string, s indexer.Store, embedder embed.Embedder) indexer.Status {
	cfg := config.Default()
	walker, err := indexer.NewWalker(root, cfg)
	check(b, err)
	ix, err := indexer.New(root, indexer.Parts{
		Walker: walker, Chunker: indexer.NewChunker(cfg, 0), Embedder: embedder, Store: s,
	}, indexer.Options{})
	check(b, err)
	check(b, ix.FullIndex(b.Context()))
	return ix.Status()
}

// discarding is a store that keeps nothing.
type discarding struct{}

func (discarding) Replace(context.Context) (indexer.Writer, error) { return discarding{}, nil }

func (discarding) Update(context.Context) (indexer.Updater, error) {
	return nil, store.ErrFullNeeded
}
func (discarding) Append(context.Context, store.File, []store.Chunk) error { return nil }
func (discarding) AppendMore(context.Context, []store.Chunk) error         { return nil }
func (discarding) Commit(context.Context) error                            { return nil }
func (discarding) Discard() error                                          { return nil }

// noVectors embeds everything as one and the same vector.
type noVectors struct{}

var sameVector = make([]float32, embed.Dimension)

func (noVectors) Model() string  { return "none" }
func (noVectors) Dimension() int { return embed.Dimension }
func (noVectors) Embed(_ context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i := range vectors {
		vectors[i] = sameVector
	}
	return vectors, nil
}
