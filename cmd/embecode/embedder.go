package main

import (
	"context"
	"fmt"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer/config"
)

// model is the embedder that the configuration asks for.
type model struct {
	embed.Embedder
	close func() error
}

func (p *program) embedder(_ context.Context, cfg config.Config) (model, error) {
	if cfg.Embeddings.Provider == config.ProviderNone {
		return model{embed.None{}, func() error { return nil }}, nil
	}
	return model{}, fmt.Errorf("provider %s", cfg.Embeddings.Provider)
}
