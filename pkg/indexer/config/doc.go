// Package config loads the indexer's configuration: which files of a tree are to be indexed, how large their chunks
// become, and which embedding model the index is for.
//
// The first of these that exists is the configuration, whole; they are never merged with one another:
//
//  1. .embecode.toml in the root of the tree,
//  2. .config/embecode/config.toml in the home directory,
//  3. the defaults.
//
// A file looks like this; every key may be left out:
//
//	[index]
//	include = ["src/", "*.md"]           # default: [], which means everything
//	exclude = ["node_modules/", "dist/"] # replaces the default list as a whole
//
//	[index.languages]                    # budget of one chunk, in non-whitespace characters
//	python = 1500                        # one language changes, the others keep their budget
//	default = 1000
//
//	[embeddings]
//	model = "nomic-embed-text-v1.5"
//
// Include and exclude hold gitignore patterns, read from the root of the tree, so that they hold at any depth.
//
// Goals: a mistake in the file is an error that names the file and, wherever the file shows one, the line and the
// column: unknown keys, wrong types, unknown languages, amounts that no chunk can have, patterns that can match nothing. Whatever lies in the file's
// place, loading neither blocks nor reads more than MaxFileSize bytes.
//
// Non-goals: environment variables, several files on top of one another, watching the file for changes.
//
// A Config is a plain value that owns its slices and maps; Load and Default give back a new one each time and may be
// called from several goroutines at once. Nothing stays open.
package config
