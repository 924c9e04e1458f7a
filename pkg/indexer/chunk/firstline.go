package chunk

import (
	"bytes"
	"path"
	"regexp"
	"strings"
)

// byInterpreter holds the programs that a script's first line may name, without a version.
var byInterpreter = inverted(map[Language]string{
	Python: "python pypy ipython uv", JavaScript: "node nodejs bun rhino", TypeScript: "deno ts-node tsx", Ruby: "ruby jruby",
	Shell: "sh bash zsh ksh dash ash mksh fish bats rc", Perl: "perl", PHP: "php", Lua: "lua luajit texlua", R: "Rscript littler",
	Groovy: "groovy", Kotlin: "kotlin kotlinc", Swift: "swift", Scala: "scala amm", PowerShell: "pwsh", Makefile: "make gmake",
	AWK: "awk gawk mawk", Tcl: "tclsh wish expect", Elixir: "elixir iex", Erlang: "escript", Haskell: "runhaskell runghc stack",
	OCaml: "ocaml ocamlrun", Clojure: "clojure bb", Julia: "julia", Nix: "nix-shell", Go: "gorun", Rust: "rust-script", Java: "jbang java",
	Dart: "dart", Lisp: "sbcl clisp emacs", Scheme: "guile racket", Crystal: "crystal", D: "rdmd dub", Coffee: "coffee",
})

// firstLineExpressions are other first lines that tell the language, or name it.
var firstLineExpressions = []struct {
	is       *regexp.Regexp
	language Language // else the line's first group names it
}{
	{regexp.MustCompile(`^<\?php`), PHP},
	{regexp.MustCompile(`^<\?xml`), XML},
	{regexp.MustCompile(`(?i)^<!doctype html`), HTML},
	{regexp.MustCompile(`^#(?:compdef|autoload)\b`), Shell},
	{regexp.MustCompile(`-\*-(?:.*mode:)?\s*([\w+-]+)\s*(?:;.*)?-\*-`), ""},
	{regexp.MustCompile(`\bvim?:.*\b(?:ft|filetype)=(\w+)`), ""},
}

// byMode holds what editors call the languages that they don't call by their names or extensions.
var byMode = map[string]Language{"c++": CPP, "shell-script": Shell, "sh": Shell, "makefile-gmake": Makefile, "js": JavaScript}

// maxFirstLine is how much of a file may be its first line, in bytes.
const maxFirstLine = 512

// byFirstLine tells the language of a script.
func byFirstLine(text []byte) (language Language, known bool) {
	line, _, _ := bytes.Cut(bytes.TrimPrefix(text[:min(len(text), maxFirstLine)], []byte("\uFEFF")), []byte("\n"))
	if command, isScript := bytes.CutPrefix(line, []byte("#!")); isScript {
		language, known = byInterpreter[interpreter(strings.Fields(string(command)))]
		return language, known
	}
	for _, one := range firstLineExpressions {
		found := one.is.FindSubmatch(line)
		switch {
		case found == nil:
		case one.language != "":
			return one.language, true
		default:
			return byName(strings.ToLower(string(found[1])))
		}
	}
	return "", false
}

// interpreter is the program that a command starts, without its folder and its version.
func interpreter(command []string) string {
	for i, word := range command {
		program := strings.TrimSuffix(path.Base(word), ".exe")
		if i == 0 && program != "env" && program != "sudo" {
			return strings.TrimRight(program, "-.0123456789")
		}
		if i > 0 && !strings.HasPrefix(word, "-") && !strings.Contains(word, "=") {
			return strings.TrimRight(program, "-.0123456789")
		}
	}
	return ""
}

// byName tells a language by what an editor calls it.
func byName(mode string) (language Language, known bool) {
	if language, known = byMode[mode]; known {
		return language, true
	}
	if language, known = byExtension[mode]; known {
		return language, true
	}
	for _, language := range byExtension {
		if language == mode {
			return language, true
		}
	}
	return "", false
}
