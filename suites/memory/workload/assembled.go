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
	"github.com/embecode/embecode/pkg/store"
)

// assembled makes indexers of a tree that isn't there, from every part.
func (l *life) assembled(ctx context.Context) error {
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	cfg := config.Default()
	cfg.Index.GitExcludes = false
	root := filepath.Join(l.tree.root, fmt.Sprintf("no-such-%d", l.round))
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
	return nil
}
