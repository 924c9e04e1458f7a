package config

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// document is the file as it is written. A nil pointer or slice stands for a key that is missing, which keeps its
// default; an empty list is a list.
type document struct {
	Index struct {
		Include     *[]string           `toml:"include"`
		Exclude     *[]string           `toml:"exclude"`
		GitExcludes *bool               `toml:"git_excludes"`
		Generated   *bool               `toml:"generated"`
		Languages   map[string]int      `toml:"languages"`
		Encodings   map[string][]string `toml:"encodings"`
	} `toml:"index"`
	Embeddings struct {
		Provider       *string `toml:"provider"`
		URL            *string `toml:"url"`
		APIKeyEnv      *string `toml:"api_key_env"`
		Model          *string `toml:"model"`
		DocumentPrefix *string `toml:"document_prefix"`
		QueryPrefix    *string `toml:"query_prefix"`
		MaxTokens      *int    `toml:"max_tokens"`
		Batch          *int    `toml:"batch"`
		Concurrency    *int    `toml:"concurrency"`
		TimeoutSeconds *int    `toml:"timeout_seconds"`
	} `toml:"embeddings"`
	Search struct {
		Mode    *string `toml:"mode"`
		Results *int    `toml:"results"`
	} `toml:"search"`
	Cache struct {
		MaxGB *float64 `toml:"max_gb"`
	} `toml:"cache"`
}

// parse reads the content of a user's own file, for a tree.
func parse(path string, data []byte, tree *os.Root) (Config, error) {
	return parseOver(Default(), path, data, tree, true)
}

// parseOver reads a file's content over the defaults. Problems name path, line and column. What a file says that is not the
// user's own is a problem where it decides about more than its tree.
func parseOver(defaults Config, path string, data []byte, tree *os.Root, own bool) (Config, error) {
	var doc document
	if err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&doc); err != nil {
		return Config{}, fmt.Errorf("load configuration: %w", placed(path, err))
	}
	config := doc.over(defaults)
	config.Source = path
	problems := slices.Concat(config.problems(),
		absolute("index.include", config.Index.Include, tree), absolute("index.exclude", config.Index.Exclude, tree))
	if !own {
		problems = append(doc.presumptions(), problems...)
	}
	if len(problems) > 0 {
		where := findPositions(data)
		var found []error
		for _, problem := range problems {
			found = append(found, fmt.Errorf("%s%s: %w", path, where.of(problem.key), problem))
		}
		return Config{}, fmt.Errorf("load configuration: %w", errors.Join(found...))
	}
	return config, nil
}

// over lays what the document says over defaults: a list replaces the whole list, budgets merge language by language.
func (d document) over(defaults Config) Config {
	config := defaults
	if d.Index.Include != nil {
		config.Index.Include = *d.Index.Include
	}
	if d.Index.Exclude != nil {
		config.Index.Exclude, config.Index.DefaultExclude = *d.Index.Exclude, []string{}
	}
	replace(&config.Index.GitExcludes, d.Index.GitExcludes)
	replace(&config.Index.Generated, d.Index.Generated)
	maps.Copy(config.Index.Languages, d.Index.Languages)
	config.Index.Encodings = d.Index.Encodings
	e, said := &config.Embeddings, d.Embeddings
	replace(&e.Provider, said.Provider)
	replace(&e.URL, said.URL)
	replace(&e.APIKeyEnv, said.APIKeyEnv)
	replace(&e.Model, said.Model)
	replace(&e.DocumentPrefix, said.DocumentPrefix)
	replace(&e.QueryPrefix, said.QueryPrefix)
	replace(&e.MaxTokens, said.MaxTokens)
	replace(&e.Batch, said.Batch)
	replace(&e.Concurrency, said.Concurrency)
	replace(&e.TimeoutSeconds, said.TimeoutSeconds)
	replace(&config.Search.Mode, d.Search.Mode)
	replace(&config.Search.Results, d.Search.Results)
	replace(&config.Cache.MaxGB, d.Cache.MaxGB)
	return config
}

// replace sets a value that the document holds.
func replace[T any](value, said *T) {
	if said != nil {
		*value = *said
	}
}

// presumptions are what a tree's file says although it is the user's alone to say.
func (d document) presumptions() []problem {
	var found []problem
	for _, one := range []struct {
		key  string
		said bool
		what string
	}{
		{"index.git_excludes", d.Index.GitExcludes != nil, "which of the user's own rules count"},
		{"embeddings.provider", d.Embeddings.Provider != nil, "where its text is sent"},
		{"embeddings.url", d.Embeddings.URL != nil, "where its text is sent"},
		{"embeddings.api_key_env", d.Embeddings.APIKeyEnv != nil, "which secret is read"},
		{"cache.max_gb", d.Cache.MaxGB != nil, "what is kept of other trees"},
	} {
		if one.said {
			found = append(found, problem{one.key, fmt.Sprintf(
				"a tree's own file can't decide %s; remove it here and set it in ~/%s", one.what, HomeFile)})
		}
	}
	return found
}

// placed puts file, line and column in front of what the TOML library found wrong: the first problem of syntax or
// type, or all unknown keys.
func placed(path string, err error) error {
	if unknown, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		var found []error
		for _, one := range unknown.Errors {
			row, column := one.Position()
			found = append(found, fmt.Errorf("%s:%d:%d: %s: unknown key: correct or remove it",
				path, row, column, strings.Join(one.Key(), ".")))
		}
		return errors.Join(found...)
	}
	if wrong, ok := errors.AsType[*toml.DecodeError](err); ok {
		row, column := wrong.Position()
		if key := strings.Join(wrong.Key(), "."); key != "" {
			return fmt.Errorf("%s:%d:%d: %s: %w", path, row, column, key, err)
		}
		return fmt.Errorf("%s:%d:%d: %w", path, row, column, err)
	}
	return fmt.Errorf("%s: %w", path, err)
}
