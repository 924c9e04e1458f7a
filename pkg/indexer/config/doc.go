// Package config loads the program's configuration: which files of a tree are to be indexed, how large their chunks
// become, which embedding model the index is for and where that is, and how it is searched.
//
// The first of these that exists is the configuration:
//
//  1. .embecode.toml in the root of the tree,
//  2. .config/embecode/config.toml in the home directory,
//  3. the defaults.
//
// They are not merged with one another, but for what a tree is not trusted with: the provider, its URL, the variable of its
// key, the size of the cache and whether the user's own git excludes count always come from the user's own file, and are an error in a tree's. Where the user's own file
// names a provider, all of its [embeddings] holds where the tree's file says nothing.
//
// A file looks like this; every key may be left out:
//
//	[index]
//	include = ["src/", "*.md"]           # default: [], which means everything
//	exclude = ["node_modules/", "dist/"] # replaces the default list as a whole, and leaves out what git tracks as well
//	git_excludes = true                  # the user's own file only: whether core.excludesFile, .git/info/exclude and the
//	                                     # ignore files above the tree count, as they do for git
//	generated = false                    # whether lock files, minified and generated files are indexed
//
//	[index.languages]                    # budget of one chunk, in non-whitespace characters
//	python = 1500                        # one language changes, the others keep their budget
//	default = 1000
//
//	[index.encodings]                    # default: told by the content; names as web pages have them
//	shift_jis = ["*.java", "jp/"]
//	windows-1250 = ["cz/"]
//
//	[embeddings]
//	provider = "none"                    # the user's own file only: none, openai (any server with that API), ollama
//	url = "http://localhost:8080/v1"     # the user's own file only; default: the provider's usual one
//	api_key_env = "OPENAI_API_KEY"       # the user's own file only: the variable that holds the key
//	model = "nomic-embed-text-v1.5"
//	document_prefix = "search_document: " # default: ""
//	query_prefix = "search_query: "      # default: ""
//	max_tokens = 2048                    # of one text; default: 0, which means that the server says so
//	batch = 16                           # texts in one request
//	concurrency = 4                      # requests at once
//	timeout_seconds = 60                 # for one request
//
//	[search]
//	mode = "hybrid"                      # default: hybrid with vectors, else keyword
//	results = 10
//
//	[cache]
//	max_gb = 10                          # the user's own file only
//
// Include and exclude hold gitignore patterns, read from the root of the tree, so that they hold at any depth.
//
// Goals: a mistake in the file is an error that names the file and, wherever the file shows one, the line and the
// column: unknown keys, wrong types, unknown languages, amounts that no chunk can have, patterns that can match nothing.
// Whatever lies in the file's place, loading neither blocks nor reads more than MaxFileSize bytes.
//
// Non-goals: environment variables, several files on top of one another, watching the file for changes.
//
// A Config is a plain value that owns its slices and maps; Load and Default give back a new one each time and may be
// called from several goroutines at once. Nothing stays open.
package config
