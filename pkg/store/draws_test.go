package store_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var (
	flagDraws = flag.Int("draws", 16, "how many random uses of a store are tried")
	flagDraw  = flag.Uint64("draw", 0, "try this `SEED` alone, as a failure names it")
)

var _ = Describe("A store", Label("slow"), func() {
	It("does whatever is drawn within any memory limit that it accepts", func(ctx SpecContext) {
		if *flagDraw != 0 {
			Expect(newDraw(*flagDraw).try(ctx)).To(Succeed())
			return
		}
		for n := range *flagDraws {
			seed := uint64(GinkgoRandomSeed())*1000 + uint64(n)
			d := newDraw(seed)
			Expect(d.try(ctx)).To(Succeed(),
				"%s; again: go test ./pkg/store -run TestStore -ginkgo.focus='whatever is drawn' -draw=%d", d, seed)
		}
	}, SpecTimeout(time.Hour))
})

// draw is a random use of a store.
type draw struct {
	corpus
	limit   int64
	k       int
	steps   []string
	path    string
	store   *store.Store
	version int
	whole   int64 // bytes of the file after the last full index
}

func newDraw(seed uint64) *draw {
	random := rand.New(rand.NewPCG(seed, 7))
	d := &draw{limit: oneOf[int64](random, store.MinMemoryLimit-1, store.MinMemoryLimit, store.MinMemoryLimit, store.MinMemoryLimit, 20_000_000, 32_000_000, 64_000_000)}
	d.k = oneOf(random, 1, 10, 300, store.MaxMatches)
	d.corpus = corpus{
		dimension: oneOf(random, store.NoVectors, 4, 384, 768, 769, 1024, 1536, 2048, 3072, 4096),
		size:      oneOf(random, 1, 25, 500, 2000, 8000, 23_000, 32_000),
		longPaths: oneOf(random, 0, 0, 100, 1000, 4000),
		random:    random,
		words:     random.IntN(2) == 0,
	}
	each := d.size + d.longPaths + 4*max(0, d.dimension) + 100 // bytes of a chunk
	chunks := min(12_000, (5+random.IntN(35))*1_000_000/each)
	d.chunks = min(chunks, oneOf(random, 0, 1, 1, 10, 100, 1000))
	d.files = max(1, min(chunks/max(1, d.chunks), 6000))
	d.steps = []string{"full"}
	for range 2 + random.IntN(5) {
		d.steps = append(d.steps, oneOf(random, "full", "update", "update", "shrink", "given up", "search", "words", "look up", "reopen"))
	}
	d.steps = append(d.steps, "update", "search")
	return d
}

func oneOf[T any](random *rand.Rand, values ...T) T { return values[random.IntN(len(values))] }

func (d *draw) String() string {
	return fmt.Sprintf("limit %d, dimension %d, %d files of %d chunks of %d bytes (words: %v), paths of %d, k %d, %s",
		d.limit, d.dimension, d.files, d.chunks, d.size, d.words, d.longPaths, d.k, strings.Join(d.steps, ", "))
}

// try does the steps. A refusal is no error if Open alone refuses, and says what is needed.
func (d *draw) try(ctx context.Context) (err error) {
	folder, err := os.MkdirTemp("", "draw")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	d.path = filepath.Join(folder, "index.duckdb")
	if err := d.open(ctx); err != nil {
		if d.limit < store.MinMemoryLimit && errors.Is(err, store.ErrMemory) && strings.Contains(err.Error(), fmt.Sprint(store.MinMemoryLimit)) {
			return nil
		}
		return err
	}
	defer func() { err = errors.Join(err, d.store.Close()) }()
	for n, step := range d.steps {
		err := d.do(ctx, step)
		if err == nil {
			err = d.check(ctx, step)
		}
		if err != nil {
			return fmt.Errorf("step %d, %s: %w", n, step, err)
		}
	}
	return nil
}

func (d *draw) open(ctx context.Context) (err error) {
	d.store, err = store.Open(ctx, d.path, store.Options{Dimension: d.dimension, MemoryLimit: d.limit})
	return err
}

func (d *draw) do(ctx context.Context, step string) error {
	d.version++
	switch step {
	case "full":
		return d.index(ctx, d.store)
	case "update":
		return d.update(ctx, d.store, d.version, d.random.IntN(1+oneOf(d.random, 0, 10, d.files/10, d.files)))
	case "shrink":
		d.files = max(1, d.files-d.random.IntN(1+d.files/3))
		return d.update(ctx, d.store, d.version, 0)
	case "given up":
		cancelled, cancel := context.WithCancel(ctx)
		time.AfterFunc(time.Duration(d.random.IntN(200))*time.Millisecond, cancel)
		defer cancel()
		if err := d.update(cancelled, d.store, d.version, d.files/2); err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
		return d.update(ctx, d.store, d.version+1, d.files/2)
	case "search":
		return d.search(ctx)
	case "words":
		_, err := d.store.Search(ctx, store.Query{Text: "line of the word " + d.word(3) + " " + d.word(77), K: d.k})
		return err
	case "look up":
		if _, err := d.store.ChunksByHash(ctx, "h", d.k); err != nil {
			return err
		}
		_, chunks, err := fileAt(ctx, d.store, d.corpus.path(d.files-1))
		if err == nil && len(chunks) != d.chunks {
			err = fmt.Errorf("%d chunks of a file, want %d", len(chunks), d.chunks)
		}
		return err
	default: // reopen
		if err := d.store.Close(); err != nil {
			return err
		}
		return d.open(ctx)
	}
}

func (d *draw) search(ctx context.Context) error {
	if d.dimension == store.NoVectors {
		return nil
	}
	matches, err := d.store.Nearest(ctx, d.vector(), d.k)
	if err != nil {
		return err
	}
	if want := min(d.k, d.files*d.chunks); len(matches) != want {
		return fmt.Errorf("%d matches, want %d", len(matches), want)
	}
	for _, match := range matches {
		if match.Content != d.content(match.Path, match.FirstLine) {
			return fmt.Errorf("another content of %s", match.Path)
		}
	}
	return nil
}

// check compares what the index says of itself with what was written.
func (d *draw) check(ctx context.Context, step string) error {
	stats, err := d.store.Stats(ctx)
	if err != nil {
		return err
	}
	if step == "full" {
		d.whole = stats.FileBytes
	}
	if stats.Incomplete || stats.Files != int64(d.files) || stats.Chunks != int64(d.files*d.chunks) {
		return fmt.Errorf("%d files and %d chunks, incomplete: %v; want %d and %d", stats.Files, stats.Chunks, stats.Incomplete, d.files, d.files*d.chunks)
	}
	if most := 4*d.whole + 20_000_000; stats.FileBytes > most {
		return fmt.Errorf("%d bytes on disk, after a full index %d", stats.FileBytes, d.whole)
	}
	return nil
}
