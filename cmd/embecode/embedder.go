package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/embed/api"
	"github.com/embecode/embecode/pkg/embed/vectors"
	"github.com/embecode/embecode/pkg/indexer/config"
)

// usualKey is where OpenAI's own programs look for the key of OpenAI's own server. It is sent to no other.
const usualKey = "OPENAI_API_KEY"

// embedder is the one that the configuration asks for, with vectors of the given dimension, or one that is found out where that is
// 0. The caller closes it.
func (p *program) embedder(ctx context.Context, cfg config.Config, dimension int) (embedder, error) {
	if cfg.Embeddings.Provider == config.ProviderNone {
		return none{}, nil
	}
	options, err := p.server(cfg.Embeddings)
	if err != nil {
		return nil, err
	}
	c, err := openCache()
	if err != nil {
		return nil, err
	}
	known, err := c.openVectors(ctx)
	if err != nil {
		return nil, err
	}
	options.Memory, options.Dimension = known, dimension
	client, err := api.Connect(ctx, options)
	if err != nil {
		return nil, errors.Join(err, known.Close())
	}
	return remote{client, known}, nil
}

// remote is a model behind a server, with the vectors that it has made before.
type remote struct {
	*api.Client
	known *vectors.Cache
}

func (r remote) Close() error {
	r.Client.Close()
	return r.known.Close()
}

// embedder is what the program does with a model.
type embedder interface {
	embed.Embedder
	Query(ctx context.Context, text string) ([]float32, error)
	Shortened() int64
	Close() error
}

// none is no model.
type none struct{ embed.None }

func (none) Query(context.Context, string) ([]float32, error) { return nil, nil }
func (none) Shortened() int64                                 { return 0 }
func (none) Close() error                                     { return nil }

// server is where the configuration says that the model is.
func (p *program) server(e config.Embeddings) (api.Options, error) {
	protocol := api.OpenAI
	if e.Provider == config.ProviderOllama {
		protocol = api.Ollama
	}
	variable := e.APIKeyEnv
	if variable == "" && e.Provider == config.ProviderOpenAI && e.URL == "" {
		variable = usualKey
	}
	key := ""
	if variable != "" {
		if key = strings.TrimSpace(p.getenv(variable)); key == "" {
			return api.Options{}, fmt.Errorf("there is no key for provider %s: the variable that api_key_env names, or %s, is not set",
				e.Provider, usualKey)
		}
	}
	return api.Options{
		Protocol: protocol, URL: e.URL, Key: key, Model: e.Model, DocumentPrefix: e.DocumentPrefix, QueryPrefix: e.QueryPrefix,
		MaxTokens: e.MaxTokens, Batch: e.Batch, Concurrency: e.Concurrency, Timeout: time.Duration(e.TimeoutSeconds) * time.Second,
	}, nil
}
