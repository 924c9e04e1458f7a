package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Budgets of one chunk, in non-whitespace characters. Below the least a chunk says nothing any more; above the most no
// embedding model reads it to its end, and the store's share of the memory budget doesn't hold the texts that it writes at
// once.
const (
	MinBudget = 100
	MaxBudget = 8_000
)

// DefaultLanguage is the key in [index.languages] that holds for every language without a budget of its own.
const DefaultLanguage = "default"

// FromDefaults is the Source of a Config that no file gave.
const FromDefaults = "defaults"

// languages are the keys that [index.languages] may hold.
var languages = []string{
	"python", "typescript", "tsx", "javascript", "go", "rust", "java", "c", "cpp",
	"markdown", "json", "yaml", "toml", "shell", "sql", "html", "css", "csharp", "php", "ruby", "kotlin", "swift", "scala", "lua",
	"protobuf", "terraform", "objective-c", "perl", "r", "dart", "elixir", "erlang", "haskell", "ocaml", "fsharp", "clojure", "groovy",
	"julia", "zig", "nim", "assembly", "powershell", "batch", "tcl", "awk", "graphql", "solidity", "nix", "thrift", "starlark",
	"dockerfile", "makefile", "cmake", "xml", "ini", "text", "vue", "svelte", "astro",
	"fortran", "pascal", "ada", "vhdl", "verilog", "lisp", "scheme", "vim", "coffeescript", "visualbasic", "crystal", "d", "elm", "qml",
	"shader", "prisma",
	DefaultLanguage,
}

// Config is what the program is told about a tree.
type Config struct {
	Index      Index
	Embeddings Embeddings
	Search     Search
	Cache      Cache

	// Source is the path of the file that the configuration came from, or FromDefaults.
	Source string
}

// Index says which files are indexed and how they are cut.
type Index struct {
	// Include and Exclude are gitignore patterns, read from the root of the tree. An empty Include means everything.
	// Exclude leaves out what git tracks as well.
	Include, Exclude []string

	// DefaultExclude are patterns of what is left out unless git tracks it. A file that gives an exclude list takes its place.
	DefaultExclude []string

	// GitExcludes says that the user's own excludes file counts, as for git, and so do those of the repository and the ignore
	// files between the root and the repository that it lies in.
	GitExcludes bool

	// Generated has lock files, minified files and generated ones indexed as well.
	Generated bool

	// Encodings gives the files that are in an encoding, by its name, as gitignore patterns. Where it says nothing of a file
	// its encoding is told by its content.
	Encodings map[string][]string

	// Languages gives the budget of one chunk by language, in non-whitespace characters, between MinBudget and
	// MaxBudget. A language that is missing takes the budget of DefaultLanguage.
	Languages map[string]int
}

// Default is the configuration where no file says otherwise.
func Default() Config {
	return Config{
		Index: Index{
			Include: []string{},
			Exclude: []string{},
			DefaultExclude: []string{
				"node_modules/", "dist/", "build/", ".git/", "*.min.js",
				"__pycache__/", ".pytest_cache/", "venv/", ".venv/",
			},
			GitExcludes: true,
			Languages: map[string]int{
				DefaultLanguage: 1000,
				"python":        1500,
				"typescript":    1200,
				"javascript":    1200,
			},
		},
		Embeddings: Embeddings{
			Provider: ProviderNone, Model: "nomic-embed-text-v1.5", Batch: 16, Concurrency: 4, TimeoutSeconds: 60,
		},
		Search: Search{Results: 10},
		Cache:  Cache{MaxGB: 10},
		Source: FromDefaults,
	}
}

// Validate reports everything in the configuration that the indexer can't work with, joined, each problem with its key.
func (c Config) Validate() error {
	var problems []error
	for _, problem := range c.problems() {
		problems = append(problems, problem)
	}
	return errors.Join(problems...)
}

// problem is one thing that is wrong with the value under a key. A list is one key, whichever of its entries is wrong.
type problem struct {
	key  string
	text string
}

func (p problem) Error() string { return p.key + ": " + p.text }

// problems is everything that is wrong with c, in the order of the file.
func (c Config) problems() []problem {
	found := slices.Concat(badPatterns("index.include", c.Index.Include), badPatterns("index.exclude", c.Index.Exclude))
	if takesAllBack(c.Index.Include) {
		found = append(found, problem{
			"index.include",
			"no file is included before the first is taken back: write the patterns without ! into exclude instead",
		})
	}
	for _, name := range slices.Sorted(maps.Keys(c.Index.Languages)) {
		key, budget := "index.languages."+name, c.Index.Languages[name]
		if !slices.Contains(languages, name) {
			found = append(found, problem{key, "unknown language; known are " + strings.Join(languages, ", ")})
		}
		if budget < MinBudget || budget > MaxBudget {
			found = append(found, problem{key, fmt.Sprintf(
				"want a budget between %d and %d non-whitespace characters, not %d", MinBudget, MaxBudget, budget)})
		}
	}
	found = append(found, c.Index.encodingProblems()...)
	found = append(found, c.Embeddings.problems()...)
	found = append(found, c.Search.problems()...)
	return append(found, c.Cache.problems()...)
}
