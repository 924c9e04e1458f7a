package workload

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/store"
)

// often does again what takes next to no time: what is kept of a call that a round makes a few times is too little to be told from
// noise.
func (l *life) often(ctx context.Context) error {
	const times = 6
	for range times {
		err := errors.Join(l.configure(ctx), l.around.often(ctx), l.assembled(ctx))
		if err != nil {
			return err
		}
	}
	return nil
}

// fresh numbers what is done more than once in a round.
func (l *life) fresh() int { l.made++; return l.made }

func (l *life) configure(ctx context.Context) error { return configure(ctx, l.aside, l.fresh()) }

func (l *life) serve(ctx context.Context) error { return l.server.embedAll(ctx, l.aside, l.fresh()) }

// often walks what few of the trees are, and asks for the user's own rules.
func (r *repositories) often(ctx context.Context) error {
	const times = 4
	top := filepath.Join(r.folder, fmt.Sprintf("round-%d", r.round))
	for range times {
		err := r.userExcludes()
		for _, tree := range []string{"outside/o", "named/o", "strange/o"} {
			err = errors.Join(err, r.walk(ctx, filepath.Join(top, tree), walk.Options{}))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// assembled makes indexers of trees that aren't there, from every part.
func (l *life) assembled(ctx context.Context) error {
	const times = 50
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	for range times {
		cfg := config.Default()
		cfg.Index.GitExcludes = false
		root := filepath.Join(l.tree.root, fmt.Sprintf("no-such-%d", l.fresh()))
		_, walked := indexer.NewWalker(root, cfg)
		walker, err := indexer.NewWalker(l.tree.root, cfg)
		if err != nil {
			return err
		}
		ix, err := indexer.New(root, indexer.Parts{
			Walker: walker, Chunker: indexer.NewChunker(cfg, 0), Embedder: embed.None{}, Store: indexer.InStore(new(store.Store)),
		}, indexer.Options{})
		if err != nil {
			return err
		}
		handle, err := ix.Start(ctx)
		if err != nil {
			return err
		}
		started := handle.Wait()
		_ = indexer.StoreOptions(cfg, indexer.DefaultBudget, embed.None{})
		if walked == nil || started == nil || ix.FullIndex(stopped) == nil || ix.Update(ctx) == nil || len(chunk.Languages()) == 0 {
			return errors.New("a tree that isn't there is indexed")
		}
		texts := []string{root}
		for _, embedder := range []embed.Embedder{embed.None{}, embed.Fake{}, embed.Random{}} {
			if _, err := embedder.Embed(ctx, texts); err != nil {
				return err
			}
		}
	}
	return nil
}
