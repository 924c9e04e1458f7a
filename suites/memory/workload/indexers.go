package workload

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/store"
)

// indexers are small indexes of one round, whose runs meet every fault that a walker, a chunker, an embedder, a tree and a context
// can have. They lie below a folder of their own.
type indexers struct {
	folder   string
	round    int
	store    *store.Store
	embedder *moodyEmbedder
	walked   func(walk.Entry) walk.Entry // changes what the walk finds; nil for nothing
	extra    []walk.Entry                // that the walk also finds
}

// Walk implements indexer.Walker, over a real one of the tree.
func (x *indexers) Walk(ctx context.Context, visit func(walk.Entry) error) error {
	walker, err := walk.New(x.tree(), walk.Options{})
	if err != nil {
		return err
	}
	for _, entry := range x.extra {
		if err := visit(entry); err != nil {
			return err
		}
	}
	return walker.Walk(ctx, func(entry walk.Entry) error {
		if x.walked != nil {
			entry = x.walked(entry)
		}
		return visit(entry)
	})
}

func (x *indexers) tree() string { return filepath.Join(x.folder, "tree\n") }

// indexers do all that in each round.
func (l *life) indexers(ctx context.Context) (err error) {
	x := &indexers{folder: filepath.Join(l.aside, fmt.Sprintf("indexers-%d", l.round)), round: l.round, embedder: &moodyEmbedder{Embedder: shortVectors{}}}
	if err := plant(x.tree(), x.files(0)); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(x.folder)) }()
	if x.store, err = store.Open(ctx, filepath.Join(x.folder, "index.duckdb"), indexer.StoreOptions(config.Default(), 0, x.embedder)); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.store.Close()) }()
	for _, step := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"chunk", x.chunked}, {"make", x.made}, {"interrupt", x.interrupted}, {"embed wrongly", x.embedded}, {"read what changes", x.changing}, {"run twice", x.twice}, {"empty", x.emptied}, {"grow", x.grown},
	} {
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	return nil
}

// files are those of the tree: one of many chunks, one that is large, one whose name is odd.
func (x *indexers) files(version int) map[string]string {
	v := fmt.Sprintf("%d %d", x.round, version)
	return map[string]string{
		"a/many.go": "package p\n" + strings.Repeat("\n// F returns "+v+".\nfunc F() string {\n\treturn \""+strings.Repeat("a long text ", 70)+"\"\n}\n", 150),
		"b/c.py":    "x = '" + v + "'\n", "b/odd\nname.py": "y = '" + v + "'\n", "z.txt": strings.Repeat(v+" "+strings.Repeat("words of a text that is large ", 20)+"\n", 900),
	}
}

func (x *indexers) indexer(options indexer.Options) (*indexer.Indexer, error) {
	return indexer.New(x.tree(), indexer.Parts{Walker: x, Chunker: indexer.NewChunker(config.Default(), 0), Embedder: x.embedder, Store: indexer.InStore(x.store)}, options)
}

// made makes indexers that can't be made, and runs one of a tree that isn't there.
func (x *indexers) made(ctx context.Context) error {
	_, parts := indexer.New(x.tree(), indexer.Parts{}, indexer.Options{})
	_, workers := x.indexer(indexer.Options{Workers: -1})
	_, budget := x.indexer(indexer.Options{Budget: 1})
	lost, err := indexer.New(x.tree()+"/no-such", indexer.Parts{Walker: x, Chunker: indexer.NewChunker(config.Default(), 0), Embedder: x.embedder, Store: indexer.InStore(x.store)}, indexer.Options{})
	if err != nil {
		return err
	}
	if parts == nil || workers == nil || budget == nil || lost.FullIndex(ctx) == nil || lost.Status().State != indexer.Failed {
		return errors.New("an indexer that makes no sense is made")
	}
	return nil
}

// interrupted cancels full indexes and updates at other moments in each round.
func (x *indexers) interrupted(ctx context.Context) error {
	ix, err := x.indexer(indexer.Options{Workers: 1})
	if err != nil {
		return err
	}
	const step = 25
	first, version := 1+x.round%5*5, 0
	if err := interruptedEach(ctx, first, step, ix.FullIndex); err != nil {
		return err
	}
	return interruptedEach(ctx, first, step, func(ctx context.Context) error {
		version++
		files := x.files(version)
		delete(files, "a/many.go")
		if err := plant(x.tree(), files); err != nil {
			return err
		}
		return ix.Update(ctx)
	})
}

// embedded has the embedder answer wrongly, at the first call and in the midst of a file.
func (x *indexers) embedded(ctx context.Context) error {
	ix, err := x.indexer(indexer.Options{})
	if err != nil {
		return err
	}
	odd := func(number float64) mood {
		return func(ctx context.Context, texts []string) ([][]float32, error) {
			vectors, err := shortVectors{}.Embed(ctx, texts)
			vectors[len(vectors)-1][0] = float32(number)
			return vectors, err
		}
	}
	defer func() { x.embedder.mood = nil }()
	for _, wrong := range append([]mood{odd(math.NaN()), odd(math.Inf(1)), func(context.Context, []string) ([][]float32, error) { panic(errMood) }}, moods...) {
		for left := 1; left <= 2; left++ {
			x.embedder.mood, x.embedder.left = wrong, left
			if err := ix.FullIndex(ctx); err == nil {
				return errors.New("an embedder that answers wrongly is believed")
			}
		}
	}
	// A cause that isn't the context's own error is told beside what failed.
	caused, cancel := context.WithCancelCause(ctx)
	x.embedder.left, x.embedder.mood = 1, func(context.Context, []string) ([][]float32, error) {
		cancel(errMood)
		return nil, errors.New("another fault")
	}
	if err := ix.FullIndex(caused); !errors.Is(err, errMood) {
		return fmt.Errorf("the cause is lost: %w", err)
	}
	return nil
}

// changing has files be something else when they are read than when they were found.
func (x *indexers) changing(ctx context.Context) error {
	tree := x.tree()
	err := errors.Join(syscall.Mkfifo(filepath.Join(tree, "fifo.py"), 0o600), os.Symlink("z.txt", filepath.Join(tree, "link.py")),
		os.WriteFile(filepath.Join(tree, "grown.txt"), []byte(strings.Repeat("larger than it was\n", 150_000)), 0o600))
	if err != nil {
		return err
	}
	for _, path := range []string{"fifo.py", "link.py", "grown.txt", "z.txt/below.py", "b", "nowhere/a.py", "odd\xff.py"} {
		x.extra = append(x.extra, walk.Entry{Path: strings.TrimSuffix(path, ".py"), Size: 10})
		x.extra = append(x.extra, walk.Entry{Path: path, Size: 10})
	}
	x.extra = append(x.extra, walk.Entry{Path: "unreadable.py", Err: errors.New("an error of no kind")})
	defer func() { x.extra = nil }()
	ix, err := x.indexer(indexer.Options{})
	if err != nil {
		return err
	}
	if err := ix.FullIndex(ctx); err != nil {
		return err
	}
	// Touched, and otherwise the same.
	now := time.Unix(int64(x.round)*1_000, 0)
	if err := errors.Join(os.Chtimes(filepath.Join(tree, "b/c.py"), now, now), ix.Update(ctx)); err != nil {
		return err
	}
	x.walked = func(entry walk.Entry) walk.Entry {
		entry.Err = syscall.EMFILE
		return entry
	}
	defer func() { x.walked = nil }()
	if ix.Update(ctx) == nil || ix.FullIndex(ctx) == nil {
		return errors.New("a run goes on when nothing can be opened")
	}
	return nil
}

// twice starts a run while another one is under way.
func (x *indexers) twice(ctx context.Context) error {
	ix, err := x.indexer(indexer.Options{})
	if err != nil {
		return err
	}
	running, release := make(chan struct{}), make(chan struct{})
	x.embedder.left, x.embedder.mood = 1, func(ctx context.Context, texts []string) ([][]float32, error) {
		x.embedder.mood = nil
		close(running)
		<-release
		return shortVectors{}.Embed(ctx, texts)
	}
	handle, err := ix.Start(ctx)
	if err != nil {
		return err
	}
	<-running
	_, second := ix.Start(ctx)
	full, update := ix.FullIndex(ctx), ix.Update(ctx)
	other, err := x.indexer(indexer.Options{})
	if err == nil {
		_, replaced := indexer.InStore(x.store).Replace(ctx)
		if replaced == nil || other.FullIndex(ctx) == nil || other.Update(ctx) == nil {
			err = errors.New("an index is written twice")
		}
	}
	close(release)
	<-handle.Done()
	if second == nil || full == nil || update == nil {
		err = errors.Join(err, errors.New("two runs are under way"))
	}
	return errors.Join(err, handle.Wait())
}

// emptied indexes a tree in which nothing is left.
func (x *indexers) emptied(ctx context.Context) error {
	ix, err := x.indexer(indexer.Options{})
	if err != nil {
		return err
	}
	if err := errors.Join(os.Rename(x.tree(), x.tree()+"-former"), os.Mkdir(x.tree(), 0o700)); err != nil {
		return err
	}
	if ix.FullIndex(ctx) == nil || ix.Update(ctx) == nil {
		return errors.New("an index of nothing replaces one")
	}
	if ix, err = x.indexer(indexer.Options{AllowEmpty: true}); err != nil {
		return err
	}
	return errors.Join(ix.Update(ctx), ix.FullIndex(ctx), ix.Update(ctx))
}

// grown reads files of several folders, one of which has become too large meanwhile. None is of the size behind which the indexer collects
// garbage, and with it files that nobody has closed.
func (x *indexers) grown(ctx context.Context) error {
	large := strings.Repeat("larger than it was\n", 150_000)
	if err := plant(x.tree(), map[string]string{"a/b.py": "x = 1\n", "c/grown.txt": large, "d/e.py": "y = 1\n"}); err != nil {
		return err
	}
	x.walked = func(entry walk.Entry) walk.Entry {
		entry.Size = 10
		return entry
	}
	defer func() { x.walked = nil }()
	ix, err := x.indexer(indexer.Options{})
	if err != nil {
		return err
	}
	return errors.Join(ix.FullIndex(ctx), ix.Update(ctx))
}

// chunked cuts files as no indexer does: with the defaults, with hardly any native memory, cancelled, and only in part.
func (x *indexers) chunked(ctx context.Context) error {
	source := []byte(x.files(0)["a/many.go"])
	for _, native := range []int{0, 1, 300_000} {
		chunks, err := chunk.New(chunk.Budgets{}, chunk.Limits{NativeBytes: native}).Split(ctx, "a.go", source)
		if err != nil {
			return err
		}
		for range chunks {
			break
		}
	}
	// In nearly a half of these the parser of Python is abandoned, which keeps 40 bytes where its scanner is lost.
	endless := []byte(strings.Repeat("(", 10_000))
	for more := range 1_000 {
		if _, err := chunk.New(chunk.Budgets{}, chunk.Limits{NativeBytes: 80_000 + 80*more}).Split(ctx, "a.py", endless); err != nil {
			return err
		}
	}
	// Chunks that are smaller than a definition, so often that 16 bytes of C are seen that are lost when its head is looked at.
	for _, definition := range []string{
		"class A(Base):  # why\n    # and more\n    a = one(1)\n    b = two(2)\n\n", "def f(a, b):  # why\n    one(1)\n    two(2)\n    three(3)\n    four(4)\n",
	} {
		if _, err := chunk.New(chunk.Budgets{Default: 20}, chunk.Limits{}).Split(ctx, "a.py", []byte(strings.Repeat(definition, 300))); err != nil {
			return err
		}
	}
	_, unknown := chunk.New(chunk.Budgets{}, chunk.Limits{}).Split(ctx, "a.unknown", source)
	if unknown == nil || len(chunk.Languages()) == 0 {
		return errors.New("a file of no kind is cut")
	}
	return interrupted(ctx, func(ctx context.Context) error {
		_, err := chunk.New(chunk.Budgets{}, chunk.Limits{}).Split(ctx, strings.Repeat("long/", 80)+"\x01a.go", source)
		return err
	})
}
