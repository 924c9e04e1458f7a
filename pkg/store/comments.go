package store

import "strings"

// commentMarks are how a language marks its comments.
type commentMarks struct {
	line        string // up to the end of the line
	open, close string // around a comment of several lines
}

var (
	slashes = commentMarks{line: "//", open: "/*", close: "*/"}
	hashes  = commentMarks{line: "#"}
	dashes  = commentMarks{line: "--"}
)

// marksOf holds the languages by the names that chunks carry. What a language that isn't here comments counts as code.
var marksOf = map[string]commentMarks{
	"go": slashes, "c": slashes, "cpp": slashes, "java": slashes, "javascript": slashes, "typescript": slashes, "tsx": slashes,
	"rust": slashes, "csharp": slashes, "php": slashes, "kotlin": slashes, "swift": slashes, "scala": slashes, "dart": slashes,
	"groovy": slashes, "protobuf": slashes, "thrift": slashes, "solidity": slashes, "zig": slashes, "objective-c": slashes, "fsharp": slashes, "css": slashes,
	"vue": slashes, "svelte": slashes, "astro": slashes,
	"python": {line: "#", open: `"""`, close: `"""`},
	"shell":  hashes, "ruby": hashes, "yaml": hashes, "toml": hashes, "perl": hashes, "r": hashes, "elixir": hashes, "julia": hashes,
	"nim": hashes, "dockerfile": hashes, "makefile": hashes, "cmake": hashes, "powershell": hashes, "tcl": hashes, "awk": hashes,
	"starlark": hashes, "nix": hashes, "ini": hashes, "graphql": hashes, "terraform": hashes,
	"sql": dashes, "lua": dashes, "haskell": dashes,
}

// eachPart visits what a text is made of: code and comments in turn, either of which may be empty. It looks for marks at the
// beginnings of lines and behind spaces, and knows no strings: a wrong guess changes nothing but a word's weight.
func eachPart(language, text string, visit func(part string, comment bool)) {
	marks, known := marksOf[language]
	start := 0
	for at := 0; known && at < len(text); at++ {
		if at > 0 && text[at-1] != ' ' && text[at-1] != '\t' && text[at-1] != '\n' {
			continue
		}
		length := marks.length(text[at:])
		if length == 0 {
			continue
		}
		visit(text[start:at], false)
		visit(text[at:at+length], true)
		start = at + length
		at = start - 1
	}
	visit(text[start:], false)
}

// length is that of the comment that the text begins with, in bytes; 0 where it begins with none.
func (m commentMarks) length(text string) int {
	switch {
	case strings.HasPrefix(text, m.line):
		return upTo(text, 0, "\n", 0)
	case m.open != "" && strings.HasPrefix(text, m.open):
		return upTo(text, len(m.open), m.close, len(m.close))
	}
	return 0
}

// upTo is how far a text goes up to an end that is looked for from an offset on, with so many bytes of it.
func upTo(text string, from int, end string, with int) int {
	if at := strings.Index(text[from:], end); at >= 0 {
		return from + at + with
	}
	return len(text)
}
