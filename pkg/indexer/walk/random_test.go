package walk_test

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// vocabulary is what random trees are made of: the names of their files, and the lines of their ignore files, each
// drawn for a path that exists below the ignore file, so that many of them match.
type vocabulary struct {
	names []string
	line  func(r *rand.Rand, path string) string
}

// grammar reaches into every corner of the syntax, with names that hold its special characters.
var grammar = vocabulary{
	names: []string{
		"a", "b", "ab", "abc", "foo", "foo.o", "bar", "x", "a b", "a ", "#a", "!a", "[a]", "a\\", "\\a", "*", "?",
		"a*b", "-", "]", "^", "é", "\xff", "a+b", "a.b", "A", "\t", "a\r", "a\nb", ".x", "..a", "a]", "a-b", "5", "aa",
	},
	line: randomLine,
}

// practice holds what people write.
var practice = vocabulary{
	names: []string{
		"src", "lib", "build", "dist", "node_modules", "vendor", "docs", "test", "target", "out", "keep", "main.py",
		"main.pyc", "a.log", "important.log", "app.min.js", "app.js", ".env", ".env.local", ".env.example", ".DS_Store",
		"Thumbs.db", "core", "__pycache__", ".vscode", "settings.json", "x.o", "x.so.1", "x~", "README.md", ".gitkeep",
	},
	line: func(r *rand.Rand, path string) string {
		if r.IntN(4) == 0 {
			return "/" + path
		}
		return pick(r, practicalLines)
	},
}

var practicalLines = strings.Split(`node_modules/
*.log
!important.log
/dist
/build/
**/__pycache__/
*.py[cod]
*.so.*
docs/_build/
docs/**/*.md
.env*
!.env.example
*.min.js
/vendor/*
!/vendor/keep/
target/**/out
**/target/
# a comment

*~
[Bb]uild/
.vscode/*
!.vscode/settings.json
.DS_Store
Thumbs.db
core
src/*.js
!src/app.js
*
!*/
!.gitkeep
!.gitignore
**/*.o
lib/**
test/*/out
out/   `, "\n")

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// randomTree is a tree of a dozen files or so, with ignore files at all levels.
func randomTree(r *rand.Rand, words vocabulary) tree {
	t := tree{}
	growTree(r, words, t, "", 0)
	return t
}

// growTree adds a directory and returns the paths of what is in it, relative to it.
func growTree(r *rand.Rand, words vocabulary, t tree, prefix string, depth int) []string {
	var below []string
	used := []string{".gitignore"}
	for range 1 + r.IntN(5) {
		name := pick(r, words.names)
		if slices.Contains(used, name) {
			continue
		}
		used = append(used, name)
		below = append(below, name)
		switch {
		case depth < 4 && r.IntN(5) < 2:
			for _, path := range growTree(r, words, t, prefix+name+"/", depth+1) {
				below = append(below, name+"/"+path)
			}
		case r.IntN(20) == 0:
			t[prefix+name] = linkTo + pick(r, []string{".", "..", "nowhere", pick(r, words.names)})
		default:
			t[prefix+name] = ""
		}
	}
	if r.IntN(2) == 0 || depth == 0 {
		t[prefix+".gitignore"] = randomIgnoreFile(r, words, below)
	}
	return below
}

func randomIgnoreFile(r *rand.Rand, words vocabulary, below []string) string {
	if r.IntN(50) == 0 {
		return linkTo + pick(r, below)
	}
	var content strings.Builder
	if r.IntN(30) == 0 {
		content.WriteString("\uFEFF")
	}
	lines := 1 + r.IntN(5)
	for i := range lines {
		content.WriteString(words.line(r, pick(r, below)))
		if i < lines-1 || r.IntN(4) > 0 {
			content.WriteString(pick(r, []string{"\n", "\n", "\n", "\n", "\r\n"}))
		}
	}
	return content.String()
}

// randomLine turns a path into a pattern: a few edits, then what may stand around a pattern.
func randomLine(r *rand.Rand, path string) string {
	if r.IntN(3) == 0 {
		path = path[strings.LastIndexByte(path, '/')+1:]
	}
	for range r.IntN(4) {
		path = edit(r, path)
	}
	if r.IntN(4) == 0 {
		path = "/" + path
	}
	if r.IntN(4) == 0 {
		path += "/"
	}
	if r.IntN(4) == 0 {
		path = "!" + path
	}
	if r.IntN(15) == 0 {
		path += pick(r, []string{" ", "  ", "\\ ", "\\", "\t", "\r", " \\", "\x00x"})
	}
	return path
}

// edit makes one change at a random place.
func edit(r *rand.Rand, p string) string {
	at := r.IntN(len(p) + 1)
	next := min(at+1, len(p))
	switch r.IntN(10) {
	case 0, 1:
		return p[:at] + pick(r, []string{"?", "*", "**", "***", "/", "**/", "/**", "/**/", "/*/", "\\", "\\/", " "}) + p[at:]
	case 2, 3:
		return p[:at] + pick(r, []string{"?", "*", "**", ""}) + p[next:]
	case 4:
		return p[:at] + randomClass(r, p[at:next]) + p[next:]
	case 5:
		return p[:at] + "\\" + p[at:]
	case 6:
		return p[:at] + "*"
	case 7:
		return "*" + p[at:]
	}
	names := strings.Split(p, "/")
	names[r.IntN(len(names))] = pick(r, []string{"*", "**", "***", "?", "*?", "**a"})
	return strings.Join(names, "/")
}

// randomClass is a class around a byte, well formed most of the time.
func randomClass(r *rand.Rand, around string) string {
	var class strings.Builder
	class.WriteString("[" + pick(r, []string{"", "", "!", "^", "]", "!]"}))
	for range r.IntN(4) {
		class.WriteString(pick(r, []string{
			around, around, "a", "b", "x", "-", "a-c", "c-a", "!-~", "\\]", "\\a", "a-\\c", "/", "[", "[:", ":]", "^", "*",
			"[:alpha:]", "[:punct:]", "[:space:]", "[:digit:]-", "[:upper:]", "[:none:]", "[::]",
		}))
	}
	if r.IntN(12) > 0 {
		class.WriteString("]")
	}
	return class.String()
}
