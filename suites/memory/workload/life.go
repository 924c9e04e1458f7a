package workload

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/embed/api"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/store"
	"github.com/embecode/embecode/suites/memory/leaks"
)

// Life is a task: an index lives through everything that can befall it, round after round, with one indexer and one store.
const Life Task = "life"

// living is what lives for many rounds, each of which does the same amount of work.
type living interface {
	live(ctx context.Context) (int64, error)
	end(ctx context.Context, result *Result) error // closes everything
}

// life is one index over the tree of everything. Each round does the same amount of work, seeded, with fresh names, contents
// and questions.
type life struct {
	alone    bool // without what goes on beside it, which no leak is injected into
	tree     *everything
	database string // the index
	remains  remains
	aside    string // what belongs to neither tree nor index
	around   *repositories
	server   *served
	index    leaks.Index
	indexer  *indexer.Indexer
	embedder *moodyEmbedder
	random   *rand.Rand
	round    int
	skipped  map[store.SkipReason]int64
}

// newLife writes the tree below the setup's, and opens the index of it.
func newLife(ctx context.Context, setup Setup) (l *life, err error) {
	l = &life{
		alone: setup.Leak != "", database: setup.Database, remains: remains{folder: filepath.Dir(setup.Database)}, aside: filepath.Join(setup.Home, "aside"),
		embedder: &moodyEmbedder{Embedder: embed.Random{Seed: 1}},
		random:   rand.New(rand.NewPCG(1, 1)), //nolint:gosec // so that each run does the same
	}
	if l.tree, err = newEverything(setup.Tree); err != nil {
		return nil, fmt.Errorf("write the tree of everything: %w", err)
	}
	if l.around, err = newRepositories(filepath.Join(l.aside, "repositories")); err != nil {
		return nil, fmt.Errorf("write repositories: %w", err)
	}
	if l.index, l.indexer, err = assemble(ctx, setup, l.embedder, vanishing); err != nil {
		return nil, err
	}
	l.server = newServed()
	client, err := l.server.connected(ctx)
	if err != nil {
		return nil, errors.Join(err, l.close())
	}
	livedIndexer, livedClient = l.indexer, client
	livedHurried = chunk.New(chunk.Budgets{}, chunk.Limits{Time: time.Microsecond})
	return l, nil
}

// What lives as long as a life is judged as variables of the product's are: what a field of theirs keeps is seen to the byte.
var (
	livedIndexer *indexer.Indexer //nolint:unused // read in the heap's dump, with its store
	livedClient  *api.Client
	livedHurried *chunk.Chunker // whose parses run out of time
)

// hurried cuts files for which there is no time.
func (l *life) hurried(ctx context.Context) error {
	source := []byte(strings.Repeat("def f(a):\n    return a\n\n\n", 4_000))
	for i := range crowd {
		if _, err := livedHurried.Split(ctx, fmt.Sprintf("hurried-%d-%d.py", l.round, i), source); err != nil {
			return err
		}
	}
	return nil
}

func (l *life) close() error {
	livedIndexer, livedClient, livedHurried = nil, nil, nil
	l.server.Close()
	return errors.Join(l.index.Close(), os.RemoveAll(l.remains.folder), os.RemoveAll(l.aside))
}

// end closes everything, and counts the rows of the index that belong to nothing.
func (l *life) end(ctx context.Context, result *Result) (err error) {
	result.Disk, result.Skipped = l.remains.disk, l.skipped
	if len(result.Disk) > 0 {
		if err = l.index.Close(); err == nil {
			result.Stored.Orphans, err = orphans(ctx, l.database)
		}
	}
	return errors.Join(err, l.close())
}

// live is one round.
func (l *life) live(ctx context.Context) (int64, error) {
	l.round++
	debug.SetGCPercent(100)
	if err := l.tree.renew(); err != nil {
		return 0, err
	}
	steps := []step{
		{"fail an update", l.failing(l.indexer.Update)},
		{"cancel an update", l.cancelled(l.indexer.Update)},
		{"update", l.indexer.Update},
		{"update without a change", l.indexer.Update},
		{"look up", l.lookUp},
		{"fail a full index", l.failing(l.indexer.FullIndex)},
		{"cancel a full index", l.cancelled(l.indexer.FullIndex)},
		{"index another tree beside it", l.beside},
		{"index in full", l.indexer.FullIndex},
	}
	if !l.alone {
		steps = append(steps, []step{
			{"make indexers of nothing", l.assembled},
			stopCollections,
			{"live through other runs", l.indexers},
			{"cut in no time", l.hurried},
			{"walk repositories", l.around.walkAll},
			{"read configurations", func(ctx context.Context) error { return configure(ctx, l.aside, l.round) }},
			{"embed with a server", func(ctx context.Context) error {
				return errors.Join(l.server.embedAll(ctx, l.aside, l.round), l.server.again(ctx, livedClient, l.round))
			}},
		}...)
	}
	if err := inTurn(ctx, steps); err != nil {
		return 0, err
	}
	l.skipped = l.indexer.Status().Skipped
	return 1, l.remains.note()
}

// step is a part of a round.
type step struct {
	what string
	do   func(context.Context) error
}

// stopCollections has no collection from there to the reading behind the round: one closes the files that nobody has closed.
var stopCollections = step{"stop collections", func(context.Context) error { debug.SetGCPercent(-1); return nil }}

func inTurn(ctx context.Context, steps []step) error {
	for _, step := range steps {
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	return nil
}

// failing does a run whose embedder fails in one of its ways.
func (l *life) failing(run func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		l.embedder.mood = moods[l.round%len(moods)]
		l.embedder.left = 1 + l.random.IntN(3)
		defer func() { l.embedder.mood = nil }()
		if err := run(ctx); err == nil {
			return errors.New("it succeeded")
		}
		return nil
	}
}

// cancelled cancels a run while it embeds.
func (l *life) cancelled(run func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		l.embedder.left = 1 + l.random.IntN(3)
		l.embedder.mood = func(ctx context.Context, _ []string) ([][]float32, error) {
			cancel()
			<-ctx.Done()
			return nil, ctx.Err()
		}
		defer func() { l.embedder.mood = nil }()
		if err := run(ctx); !errors.Is(err, context.Canceled) {
			return fmt.Errorf("want it cancelled, got %w", err)
		}
		return nil
	}
}

// searcher is what the real index offers beside what runs need.
type searcher interface {
	Search(ctx context.Context, query store.Query) ([]store.Match, error)
	ChunksByHash(ctx context.Context, hash string, limit int) ([]store.Match, error)
	FilesByHash(ctx context.Context, hash string, limit int) ([]store.File, error)
	Skipped(ctx context.Context, examples int) ([]store.SkippedFiles, error)
}

// lookUp asks everything that can be asked, with questions that were never asked before: what there is, and what there isn't.
func (l *life) lookUp(ctx context.Context) error {
	index, searches := l.index.(searcher)
	if !searches {
		return errors.New("the index can't be searched")
	}
	folder := filepath.Base(l.tree.folder())
	var problems []error
	for i := range 2 {
		question := fmt.Sprintf("balance %d %d", l.round, i)
		vectors, err := embed.Random{Seed: uint64(l.round)}.Embed(ctx, []string{question})
		if err != nil {
			return err
		}
		for _, query := range []store.Query{
			{Text: question}, {Text: question, Vector: vectors[0], K: 50}, {Vector: vectors[0], Path: folder}, {Text: "nothing" + question, Path: "no/such"},
		} {
			_, err := index.Search(ctx, query)
			problems = append(problems, err)
		}
		_, err = l.index.Nearest(ctx, vectors[0], 10)
		problems = append(problems, err)
		path := fmt.Sprintf("%s/%02d-valid.py", folder, i)
		var chunks []store.Chunk
		file, err := l.index.FileAt(ctx, path, func(c store.Chunk) error {
			chunks = append(chunks, c)
			return nil
		})
		if err != nil || len(chunks) == 0 {
			return fmt.Errorf("look up %s: %d chunks, %w", path, len(chunks), err)
		}
		_, err = index.FilesByHash(ctx, file.Hash, 100)
		problems = append(problems, err)
		_, err = index.ChunksByHash(ctx, chunks[0].Hash, 100)
		problems = append(problems, err)
		none := fmt.Sprintf("%040d", l.round*100+i)
		_, err = index.ChunksByHash(ctx, none, 10)
		problems = append(problems, err)
		_, err = index.FilesByHash(ctx, none, 10)
		problems = append(problems, err)
		if _, err := l.index.FileAt(ctx, question, nil); !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("look up what is not there: %w", err)
		}
	}
	for _, examples := range []int{1, 5, 1_000} {
		_, err := index.Skipped(ctx, examples)
		problems = append(problems, err)
	}
	_, statsErr := l.index.Stats(ctx)
	return errors.Join(append(problems, statsErr)...)
}

// beside indexes a small tree into another database, and opens that again: nothing of it may stay.
func (l *life) beside(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "beside-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // of a temporary folder
	setup := Setup{Tree: filepath.Join(folder, "tree"), Database: filepath.Join(folder, "index.duckdb"), Home: folder, Random: true}
	if err := os.Mkdir(setup.Tree, 0o700); err != nil {
		return err
	}
	if err := edit(setup.Tree, fmt.Sprintf("a%d.py", l.round), l.round); err != nil {
		return err
	}
	for range 2 {
		opened, err := open(ctx, setup)
		if err != nil {
			return err
		}
		err = opened.indexer.Update(ctx)
		if err := errors.Join(err, opened.index.Close()); err != nil {
			return err
		}
	}
	return nil
}

// vanishing has the walker also find a file which is gone when it is to be read.
func vanishing(parts *indexer.Parts) { parts.Walker = vanishingWalker{parts.Walker} }

type vanishingWalker struct{ indexer.Walker }

func (w vanishingWalker) Walk(ctx context.Context, visit func(walk.Entry) error) error {
	for i := range crowd {
		if err := visit(walk.Entry{Path: fmt.Sprintf("gone-%d.py", i), Size: 10}); err != nil {
			return err
		}
	}
	return w.Walker.Walk(ctx, visit)
}

// mood is a way in which an embedder misbehaves.
type mood func(ctx context.Context, texts []string) ([][]float32, error)

var errMood = errors.New("the embedder is out of order")

var moods = []mood{
	func(context.Context, []string) ([][]float32, error) { return nil, errMood },
	func(_ context.Context, texts []string) ([][]float32, error) {
		return make([][]float32, max(len(texts)-1, 0)), nil
	},
	func(_ context.Context, texts []string) ([][]float32, error) {
		vectors := make([][]float32, len(texts))
		for i := range vectors {
			vectors[i] = make([]float32, 3)
		}
		return vectors, nil
	},
}

// moodyEmbedder embeds until its mood breaks out: with the call that is so many ahead.
type moodyEmbedder struct {
	embed.Embedder
	mood mood
	left int
}

// Embed implements embed.Embedder.
func (m *moodyEmbedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	if m.mood == nil {
		return m.Embedder.Embed(ctx, texts)
	}
	if m.left--; m.left <= 0 {
		return m.mood(ctx, texts)
	}
	return m.Embedder.Embed(ctx, texts)
}
