package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/store"
)

// life is a draw that is lived through.
type life struct {
	*draw
	at     string // of the index
	config config.Config
	store  *store.Store
	index  *indexer.Indexer

	process *gmem.Process
	peak    gmem.Bytes // of this step so far
}

// live does the steps of a draw in a folder.
func (d *draw) live(ctx context.Context, folder string) outcome {
	came := outcome{Draw: d.String(), Budget: gmem.Bytes(cmp.Or(d.budget, indexer.DefaultBudget))}
	l := &life{draw: d, at: filepath.Join(folder, "index.duckdb"), config: config.Default()}
	l.config.Index.Languages = map[string]int{config.DefaultLanguage: d.limit}
	l.config.Index.Generated = true
	var err error
	if l.process, err = gmem.Self(); err == nil {
		err = l.unmeasured(func() error { return d.grow(filepath.Join(folder, "tree")) })
		debug.FreeOSMemory()
		l.peak = 0
	}
	if err == nil {
		err = l.open(ctx)
	}
	if err != nil {
		if d.budget != 0 && d.budget < indexer.MinBudget {
			came.Refused = err.Error()
		} else {
			came.Failed = fmt.Sprintf("open: %v", err)
		}
		return came
	}
	for n, name := range d.steps {
		err := l.do(ctx, name)
		if err == nil {
			err = l.unmeasured(func() error { return l.check(ctx) })
		}
		came.Peaks = append(came.Peaks, step{name, l.peak})
		l.peak = 0
		if err != nil {
			came.Failed = fmt.Sprintf("step %d, %s: %v", n, name, err)
			break
		}
	}
	if err := l.store.Close(); err != nil {
		came.Failed += fmt.Sprintf("; close: %v", err)
	}
	return came
}

// open opens the index with an indexer, as a program does.
func (l *life) open(ctx context.Context) (err error) {
	embedder := l.embedder()
	if l.store, err = store.Open(ctx, l.at, indexer.StoreOptions(l.config, l.budget, embedder)); err != nil {
		return err
	}
	walker, err := indexer.NewWalker(l.root, l.config)
	if err == nil {
		l.index, err = indexer.New(l.root, indexer.Parts{
			Walker: walker, Chunker: indexer.NewChunker(l.config, l.budget), Embedder: embedder, Store: indexer.InStore(l.store),
		}, indexer.Options{Budget: l.budget})
	}
	if err != nil {
		return errors.Join(err, l.store.Close())
	}
	return nil
}

// embedder is one of vectors that don't compress, or of none.
func (l *life) embedder() embed.Embedder {
	if l.dimension == 0 {
		return embed.None{}
	}
	return embed.Random{Numbers: l.dimension}
}

// unmeasured does what is the spec's own. What that takes doesn't count while it is at it, and stays as it would with any program that
// does something beside indexing.
func (l *life) unmeasured(work func() error) error {
	highest, err := l.process.HighWater()
	if err != nil {
		return err
	}
	l.peak = max(l.peak, highest)
	return errors.Join(work(), l.process.ResetHighWater())
}

func (l *life) do(ctx context.Context, step string) error {
	some := l.random.IntN(1 + oneOf(l.random, 0, 10, l.files/10, l.files))
	if l.changed > 0 {
		some = l.changed
	}
	switch step {
	case "full":
		return l.index.FullIndex(ctx)
	case "update":
		return l.changeAndUpdate(ctx, func() error { return l.rewrite(some) })
	case "touch":
		return l.changeAndUpdate(ctx, l.touch)
	case "shrink":
		return l.changeAndUpdate(ctx, func() error { return l.shrink(l.random.IntN(1 + l.files/3)) })
	case "move":
		return l.changeAndUpdate(ctx, l.move)
	case "given up":
		if err := l.unmeasured(func() error { return l.rewrite(l.files / 2) }); err != nil {
			return err
		}
		if err := l.cancelled(ctx, l.index.Update); err != nil {
			return err
		}
		return l.index.Update(ctx)
	case "cancelled":
		return l.cancelled(ctx, l.index.FullIndex)
	case "searched beside":
		return l.searchedBeside(ctx, some)
	case "search":
		return l.search(ctx)
	case "look up":
		return l.lookUp(ctx)
	case "reopen":
		return errors.Join(l.store.Close(), l.open(ctx))
	case "killed":
		return l.killed(ctx, nil)
	case "damaged log":
		return l.killed(ctx, damageLog)
	case "damaged file":
		return l.killed(ctx, damageFile)
	}
	return fmt.Errorf("no such step")
}

func (l *life) changeAndUpdate(ctx context.Context, change func() error) error {
	if err := l.unmeasured(change); err != nil {
		return err
	}
	return l.index.Update(ctx)
}

// cancelled starts a run and cancels it at a random moment.
func (l *life) cancelled(ctx context.Context, run func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer time.AfterFunc(time.Duration(l.random.IntN(400))*time.Millisecond, cancel).Stop()
	if err := run(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// searchedBeside updates the index while somebody searches it.
func (l *life) searchedBeside(ctx context.Context, some int) error {
	if err := l.unmeasured(func() error { return l.rewrite(some) }); err != nil {
		return err
	}
	updated := make(chan error, 1)
	go func() { updated <- l.index.Update(ctx) }()
	var problems error
	for {
		select {
		case err := <-updated:
			return errors.Join(problems, err)
		default:
			if problems == nil {
				_, problems = l.store.Search(ctx, l.query())
			}
		}
	}
}

func (l *life) query() store.Query {
	query := store.Query{Text: "def of the word " + word(3) + " " + word(77), K: l.k}
	if l.dimension > 0 {
		random := rand.New(rand.NewPCG(l.random.Uint64(), 0))
		for range l.dimension {
			query.Vector = append(query.Vector, random.Float32()-0.5)
		}
	}
	return query
}

func (l *life) search(ctx context.Context) error {
	query := l.query()
	if _, err := l.store.Search(ctx, query); err != nil || l.dimension == 0 {
		return err
	}
	stats, err := l.store.Stats(ctx)
	if err != nil {
		return err
	}
	matches, err := l.store.Nearest(ctx, query.Vector, l.k)
	if err == nil && len(matches) != min(l.k, int(stats.Chunks)) {
		err = fmt.Errorf("%d matches among %d chunks, want %d", len(matches), stats.Chunks, l.k)
	}
	return err
}

// lookUp looks up all that is equal to what a search finds, and a file.
func (l *life) lookUp(ctx context.Context) error {
	matches, err := l.store.Search(ctx, l.query())
	if err != nil {
		return err
	}
	if len(matches) > 0 {
		if _, err := l.store.ChunksByHash(ctx, matches[0].Hash, l.k); err != nil {
			return err
		}
	}
	file, err := l.store.FileAt(ctx, l.pathOf(l.random.IntN(l.files)), func(store.Chunk) error { return nil })
	if err == nil {
		_, err = l.store.FilesByHash(ctx, file.Hash, l.k)
	}
	return err
}

// killed goes on with a copy of the index as a killed process leaves it after an update, damaged or not.
func (l *life) killed(ctx context.Context, damage func(path string) error) error {
	if err := l.changeAndUpdate(ctx, func() error { return l.rewrite(min(3, l.files)) }); err != nil {
		return err
	}
	left := l.at + "x"
	if err := errors.Join(copyIfThere(l.at, left), copyIfThere(l.at+".wal", left+".wal"), l.store.Close(), os.Remove(l.at)); err != nil {
		return err
	}
	l.at = left
	if damage == nil {
		return l.open(ctx)
	}
	if err := damage(left); err != nil {
		return err
	}
	if err := l.open(ctx); err == nil {
		return nil // nothing that is read was hit
	} else if !errors.Is(err, store.ErrDamaged) {
		return err
	}
	aside, err := store.Recover(ctx, left)
	if err == nil && len(aside) == 0 {
		err = errors.New("nothing was set aside of what is damaged")
	}
	if err == nil {
		err = l.open(ctx)
	}
	if err != nil {
		return err
	}
	return l.index.Update(ctx)
}

func copyIfThere(from, to string) error {
	source, err := os.Open(from)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	target, err := os.Create(to)
	if err == nil {
		_, err = io.Copy(target, source)
		err = errors.Join(err, target.Close())
	}
	return errors.Join(err, source.Close())
}

func damageLog(path string) error {
	file, err := os.OpenFile(path+".wal", os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		return damageFile(path)
	}
	if err != nil {
		return err
	}
	_, err = file.WriteAt([]byte{0x55}, 100)
	return errors.Join(err, file.Close())
}

func damageFile(path string) error { return os.Truncate(path, 9000) }

// check compares the index with the tree.
func (l *life) check(ctx context.Context) error {
	stats, err := l.store.Stats(ctx)
	if err != nil {
		return err
	}
	if stats.Incomplete || stats.Files != int64(l.files) {
		return fmt.Errorf("%d files, %d skipped, incomplete: %v; want %d", stats.Files, stats.Skipped, stats.Incomplete, l.files)
	}
	if l.size > 100_000 {
		return nil // all of a large file's chunks would be garbage of the spec's own
	}
	some := l.random.IntN(l.files)
	var joined strings.Builder
	_, err = l.store.FileAt(ctx, l.pathOf(some), func(chunk store.Chunk) error {
		joined.WriteString(chunk.Content)
		return nil
	})
	if err != nil {
		return err
	}
	if got, want := withoutBlanks(joined.String()), withoutBlanks(l.contentOf(some)); got != want {
		return fmt.Errorf("another content of file %d: %d characters, want %d", some, len(got), len(want))
	}
	return nil
}

// withoutBlanks is a text without those of its characters that a chunk may leave out at its ends.
func withoutBlanks(text string) string { return strings.Join(strings.Fields(text), "") }
