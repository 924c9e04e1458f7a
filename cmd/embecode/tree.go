package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/embecode/embecode/pkg/indexer/config"
)

// place is a tree and where its index is.
type place struct {
	tree  string // absolute, without symbolic links
	index string
	cache cache // the zero value where --index names a file
}

// placeOf finds the tree at path, and its index.
func (p *program) placeOf(path string) (place, error) {
	tree, err := resolveTree(path)
	if err != nil {
		return place{}, err
	}
	if p.flags.index != "" {
		return place{tree: tree, index: p.flags.index}, nil
	}
	c, err := openCache()
	if err != nil {
		return place{}, err
	}
	return place{tree: tree, index: c.indexOf(tree), cache: c}, nil
}

// nearestPlace is placeOf, but for a folder without an index it finds the nearest one above it that has one. It is an error
// when there is none.
func (p *program) nearestPlace(path string) (place, error) {
	at, err := p.placeOf(path)
	if err != nil {
		return place{}, err
	}
	if p.flags.index == "" {
		tree, _ := at.cache.nearest(at.tree)
		at.tree, at.index = tree, at.cache.indexOf(tree)
	}
	if _, err := os.Stat(at.index); errors.Is(err, fs.ErrNotExist) {
		return place{}, fmt.Errorf("there is no index of %s yet; run: embecode index %s", at.tree, at.tree)
	}
	if p.flags.index == "" {
		at.cache.touch(at.tree)
	}
	return at, nil
}

// resolveTree is the absolute path of a tree, the same by whatever link it is reached.
func resolveTree(path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err == nil {
		absolute, err = filepath.EvalSymlinks(absolute)
	}
	if err != nil {
		return "", fmt.Errorf("find the tree: %w", err)
	}
	info, err := os.Stat(absolute)
	if err != nil {
		return "", fmt.Errorf("find the tree: %w", err)
	}
	if !info.IsDir() {
		return "", fmt.Errorf("%s is not a folder; name the tree that it is in", path)
	}
	return absolute, nil
}

// configOf is a tree's configuration, with what the environment and the flags say over it: both are the user's own.
func (p *program) configOf(tree string) (config.Config, error) {
	cfg, err := config.Load(tree, "")
	if err != nil {
		return config.Config{}, err
	}
	for _, own := range []struct {
		value             *string
		variable, flagged string
	}{
		{&cfg.Embeddings.Provider, "EMBECODE_PROVIDER", p.flags.provider},
		{&cfg.Embeddings.URL, "EMBECODE_URL", p.flags.url},
		{&cfg.Embeddings.Model, "EMBECODE_MODEL", p.flags.model},
		{&cfg.Embeddings.APIKeyEnv, "EMBECODE_API_KEY_ENV", p.flags.apiKeyName},
	} {
		if set := p.getenv(own.variable); set != "" {
			*own.value = set
		}
		if own.flagged != "" {
			*own.value = own.flagged
		}
	}
	if err := cfg.Validate(); err != nil {
		return config.Config{}, fmt.Errorf("environment and flags over %s: %w", cfg.Source, err)
	}
	if cfg.Embeddings.Provider == config.ProviderNone && p.flags.url+p.flags.model+p.flags.apiKeyName != "" {
		return config.Config{}, errors.New("--url, --model and --api-key-env say nothing without a provider; add --provider openai or ollama")
	}
	return cfg, nil
}
