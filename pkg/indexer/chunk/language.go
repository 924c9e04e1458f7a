package chunk

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// Language is a kind of text that Split knows, such as "python" or "markdown".
type Language = string

// The languages with a grammar: these are cut along their syntax tree.
const (
	Python     Language = "python"
	TypeScript Language = "typescript"
	TSX        Language = "tsx"
	JavaScript Language = "javascript"
	Go         Language = "go"
	Rust       Language = "rust"
	Java       Language = "java"
	C          Language = "c"
	CPP        Language = "cpp"
)

// The kinds of text without a grammar: these are cut by lines.
const (
	Markdown   Language = "markdown"
	JSON       Language = "json"
	YAML       Language = "yaml"
	TOML       Language = "toml"
	Shell      Language = "shell"
	SQL        Language = "sql"
	HTML       Language = "html"
	CSS        Language = "css"
	CSharp     Language = "csharp"
	PHP        Language = "php"
	Ruby       Language = "ruby"
	Kotlin     Language = "kotlin"
	Swift      Language = "swift"
	Scala      Language = "scala"
	Lua        Language = "lua"
	Protobuf   Language = "protobuf"
	Terraform  Language = "terraform"
	ObjectiveC Language = "objective-c"
	Perl       Language = "perl"
	R          Language = "r"
	Dart       Language = "dart"
	Elixir     Language = "elixir"
	Erlang     Language = "erlang"
	Haskell    Language = "haskell"
	OCaml      Language = "ocaml"
	FSharp     Language = "fsharp"
	Clojure    Language = "clojure"
	Groovy     Language = "groovy"
	Julia      Language = "julia"
	Zig        Language = "zig"
	Nim        Language = "nim"
	Assembly   Language = "assembly"
	PowerShell Language = "powershell"
	Batch      Language = "batch"
	Tcl        Language = "tcl"
	AWK        Language = "awk"
	GraphQL    Language = "graphql"
	Solidity   Language = "solidity"
	Nix        Language = "nix"
	Thrift     Language = "thrift"
	Starlark   Language = "starlark"
	Dockerfile Language = "dockerfile"
	Makefile   Language = "makefile"
	CMake      Language = "cmake"
	Fortran    Language = "fortran"
	Pascal     Language = "pascal"
	Ada        Language = "ada"
	VHDL       Language = "vhdl"
	Verilog    Language = "verilog"
	Lisp       Language = "lisp"
	Scheme     Language = "scheme"
	Vim        Language = "vim"
	Coffee     Language = "coffeescript"
	Basic      Language = "visualbasic"
	Crystal    Language = "crystal"
	D          Language = "d"
	Elm        Language = "elm"
	QML        Language = "qml"
	Shader     Language = "shader"
	Prisma     Language = "prisma"
	XML        Language = "xml"
	INI        Language = "ini"
	Text       Language = "text"
)

// Components of user interfaces: their scripts are cut along the syntax tree, the rest by lines.
const (
	Vue    Language = "vue"
	Svelte Language = "svelte"
	Astro  Language = "astro"
)

// Script is what LanguageOf says of a file without an extension: its first line tells the language, if it has one.
const Script Language = "script"

// byExtension holds the extensions in small letters.
var byExtension = inverted(map[Language]string{
	Python:     "py pyi pyw",
	TypeScript: "ts mts cts",
	TSX:        "tsx",
	JavaScript: "js mjs cjs jsx es6",
	Go:         "go",
	Rust:       "rs",
	Java:       "java",
	C:          "c h",
	CPP:        "cc cpp cxx c++ hpp hh hxx h++ inl ipp tpp txx cppm ixx cu cuh",

	Vue: "vue", Svelte: "svelte", Astro: "astro",

	Markdown: "md markdown mdx", JSON: "json jsonc json5", YAML: "yaml yml", TOML: "toml", Shell: "sh bash zsh ksh fish bats", SQL: "sql",
	HTML: "html htm xhtml hbs handlebars mustache ejs liquid njk twig cshtml razor jsp aspx", Fortran: "f for f77 f90 f95 f03 f08",
	Pascal: "pas dpr", Ada: "adb ads", VHDL: "vhd vhdl", Verilog: "v sv svh vh", Lisp: "lisp lsp cl el", Scheme: "scm ss rkt", Vim: "vim",
	Coffee: "coffee", Basic: "vb bas vbs", Crystal: "cr", D: "d", Elm: "elm", QML: "qml", Shader: "glsl vert frag comp wgsl hlsl metal",
	Prisma: "prisma", CSS: "css scss less sass", CSharp: "cs csx", PHP: "php phtml", Ruby: "rb rake gemspec ru", Kotlin: "kt kts",
	Swift: "swift", Scala: "scala sc sbt", Lua: "lua", Protobuf: "proto", Terraform: "tf tfvars hcl", ObjectiveC: "m mm", Perl: "pl pm",
	R: "r", Dart: "dart", Elixir: "ex exs", Erlang: "erl hrl", Haskell: "hs", OCaml: "ml mli", FSharp: "fs fsi fsx", Clojure: "clj cljs cljc edn",
	Groovy: "groovy gradle", Julia: "jl", Zig: "zig", Nim: "nim", Assembly: "s asm", PowerShell: "ps1 psm1", Batch: "bat cmd", Tcl: "tcl",
	AWK: "awk", GraphQL: "graphql gql", Solidity: "sol", Nix: "nix", Thrift: "thrift", Starlark: "bzl bazel star", Dockerfile: "dockerfile",
	Makefile: "mk mak make", CMake: "cmake", XML: "xml xsd xsl xslt csproj vbproj fsproj vcxproj props targets", INI: "ini cfg conf properties",
	Text: "txt rst adoc asciidoc org tex m4 ac cue jsonnet libsonnet rego bicep pug haml slim",
})

var byBaseName = inverted(map[Language]string{
	Shell: ".bashrc .bash_profile .bash_aliases .profile .zshrc .zshenv .zprofile .kshrc .envrc PKGBUILD APKBUILD",
	TOML:  "Pipfile Cargo.lock poetry.lock uv.lock pdm.lock",
	JSON:  ".babelrc .eslintrc .prettierrc composer.lock Pipfile.lock flake.lock deno.lock bun.lock MODULE.bazel.lock",
	YAML:  ".clang-format .clang-tidy pubspec.lock Podfile.lock Chart.lock",
	Ruby:  "Rakefile Gemfile Guardfile Podfile Fastfile Vagrantfile Brewfile Capfile Berksfile Dangerfile Appraisals",
	Text: "README CHANGELOG CHANGES CONTRIBUTING HACKING INSTALL NEWS TODO CODEOWNERS Procfile Justfile justfile go.mod go.work " +
		"meson.build yarn.lock go.sum go.work.sum Gemfile.lock mix.lock gradle.lockfile",
	INI:        ".editorconfig .gitconfig .gitmodules",
	Python:     "SConstruct SConscript wscript",
	Groovy:     "Jenkinsfile",
	Starlark:   "BUILD WORKSPACE Tiltfile BUCK",
	Dockerfile: "Dockerfile Containerfile",
	Makefile:   "Makefile makefile GNUmakefile Kbuild",
	CMake:      "CMakeLists.txt",
})

// byPrefix are base names that further ones are put behind: Dockerfile.dev, Makefile.am.
var byPrefix = map[string]Language{"Dockerfile": Dockerfile, "Containerfile": Dockerfile, "Makefile": Makefile, "Jenkinsfile": Groovy}

// templates are extensions of files that are made into what the extension before tells.
var templates = map[string]bool{
	".in": true, ".example": true, ".sample": true, ".dist": true, ".template": true, ".tmpl": true, ".tpl": true, ".j2": true, ".erb": true,
}

// inverted turns a table of names by language into one of languages by name.
func inverted(table map[Language]string) map[string]Language {
	byName := map[string]Language{}
	for language, names := range table {
		for name := range strings.FieldsSeq(names) {
			byName[name] = language
		}
	}
	return byName
}

// Languages returns the names of all languages, sorted.
func Languages() []Language {
	known := slices.Concat(slices.Collect(maps.Values(byExtension)), slices.Collect(maps.Values(byBaseName)))
	slices.Sort(known)
	return slices.Compact(known)
}

// LanguageOf tells the language of a file from its name alone: the base name first, then the extension in any case, but for
// .C and .H, which are C++. A file without an extension is a Script. It reports false for a kind that it doesn't know.
func LanguageOf(name string) (Language, bool) {
	base := path.Base(name)
	if language, known := byBaseName[base]; known {
		return language, true
	}
	extension := path.Ext(base)
	if templates[extension] && len(extension) < len(base) {
		return LanguageOf(strings.TrimSuffix(base, extension))
	}
	if language, known := byPrefix[strings.TrimSuffix(base, extension)]; known {
		return language, true
	}
	switch {
	case extension == ".C" || extension == ".H":
		return CPP, true
	case isScriptName(base, extension):
		return Script, true
	}
	language, known := byExtension[strings.ToLower(strings.TrimPrefix(extension, "."))]
	return language, known
}

// isScriptName reports whether a name has no extension that would tell its kind: none, a version, or that of a program that a
// web server starts.
func isScriptName(base, extension string) bool {
	if base == "." || base == "/" || extension == base {
		return false
	}
	return strings.Trim(extension, ".0123456789") == "" || extension == ".cgi" || extension == ".fcgi" || extension == ".command"
}

// languageOf tells the language of a file from its name and its text. It fails with ErrUnknownKind.
func languageOf(name string, text []byte) (Language, error) {
	language, known := LanguageOf(name)
	switch {
	case language == Script:
		language, known = byFirstLine(text)
	case strings.EqualFold(path.Ext(name), ".h"):
		language = headerLanguage(language, text)
	}
	if !known {
		return "", ErrUnknownKind
	}
	return language, nil
}
