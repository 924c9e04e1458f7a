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
		Include   *[]string      `toml:"include"`
		Exclude   *[]string      `toml:"exclude"`
		Languages map[string]int `toml:"languages"`
	} `toml:"index"`
	Embeddings struct {
		Model *string `toml:"model"`
	} `toml:"embeddings"`
}

// parse reads the file's content over the defaults, for a tree. Problems name path, line and column.
func parse(path string, data []byte, tree *os.Root) (Config, error) {
	var doc document
	if err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&doc); err != nil {
		return Config{}, fmt.Errorf("load configuration: %w", placed(path, err))
	}
	config := doc.over(Default())
	config.Source = path
	problems := slices.Concat(config.problems(),
		absolute("index.include", config.Index.Include, tree), absolute("index.exclude", config.Index.Exclude, tree))
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
		config.Index.Exclude = *d.Index.Exclude
	}
	maps.Copy(config.Index.Languages, d.Index.Languages)
	if d.Embeddings.Model != nil {
		config.Embeddings.Model = *d.Embeddings.Model
	}
	return config
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
