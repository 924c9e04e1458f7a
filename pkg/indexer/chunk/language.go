package chunk

import (
	"bytes"
	"path/filepath"
	"strings"
)

// Language is a kind of text that Cut knows, such as "python" or "markdown".
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
	Markdown Language = "markdown"
	JSON     Language = "json"
	YAML     Language = "yaml"
	TOML     Language = "toml"
	Shell    Language = "shell"
	SQL      Language = "sql"
	HTML     Language = "html"
	CSS      Language = "css"
)

var byExtension = map[string]Language{
	".py": Python, ".pyi": Python, ".pyw": Python,
	".ts": TypeScript, ".mts": TypeScript, ".cts": TypeScript, ".tsx": TSX,
	".js": JavaScript, ".mjs": JavaScript, ".cjs": JavaScript, ".jsx": JavaScript,
	".go": Go, ".rs": Rust, ".java": Java,
	".c": C, ".h": C,
	".cc": CPP, ".cpp": CPP, ".cxx": CPP, ".hpp": CPP, ".hh": CPP, ".hxx": CPP,
	".md": Markdown, ".markdown": Markdown,
	".json": JSON, ".yaml": YAML, ".yml": YAML, ".toml": TOML,
	".sh": Shell, ".bash": Shell, ".zsh": Shell,
	".sql": SQL, ".html": HTML, ".htm": HTML,
	".css": CSS, ".scss": CSS, ".less": CSS,
}

var byBaseName = map[string]Language{
	".bashrc": Shell, ".bash_profile": Shell, ".profile": Shell, ".zshrc": Shell,
	"Cargo.lock": TOML, "Pipfile": TOML,
}

// LanguageOf tells the language of a file from its name alone: the base name first, then the extension in any case.
// It reports false for a kind that it doesn't know.
func LanguageOf(path string) (Language, bool) {
	if language, known := byBaseName[filepath.Base(path)]; known {
		return language, true
	}
	language, known := byExtension[strings.ToLower(filepath.Ext(path))]
	return language, known
}

// languageOf tells the language of a file from its name and content. It fails with ErrUnknownKind or ErrBinary.
func languageOf(path string, source []byte) (Language, error) {
	language, known := LanguageOf(path)
	switch {
	case !known:
		return "", ErrUnknownKind
	case looksBinary(source):
		return "", ErrBinary
	}
	return spoken(language, path, source), nil
}

// cppSigns open a line of C++ and none of C.
var cppSigns = [][]byte{[]byte("\nclass "), []byte("\nnamespace "), []byte("\ntemplate"), []byte("\nusing ")}

// spoken is the language that a file is written in: the one its name tells, but a .h in which a line begins as only C++
// does is C++. The C grammar stumbles over such a file: one of 79 kB kept it busy past the deadline.
func spoken(named Language, path string, source []byte) Language {
	if named != C || !strings.EqualFold(filepath.Ext(path), ".h") {
		return named
	}
	for _, sign := range cppSigns {
		if bytes.Contains(source, sign) {
			return CPP
		}
	}
	return named
}
