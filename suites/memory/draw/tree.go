package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path"
	"strings"
	"time"
)

// tree is a tree of files of one kind. Their paths may be longer than the system takes at once.
type tree struct {
	random   *rand.Rand
	root     string
	folders  *os.Root
	path     int    // bytes of each path, about
	size     int    // bytes of each file
	shape    string // one of shapes
	files    int    // how many there are
	versions []int  // of each file's content
	moved    int    // how often all of it was moved to another folder
	names    string // the folders in one another that all files lie in
}

// shapes are the kinds of contents, with the extension that such a file has.
var shapes = []string{"words.md", "functions.py", "functions.go", "classes.py", "line.txt", "blanks.md", "brackets.js", "letters.md"}

// grow writes the tree below a new folder.
func (t *tree) grow(root string) (err error) {
	if err := os.Mkdir(root, 0o700); err != nil {
		return err
	}
	t.root, t.versions = root, make([]int, t.files)
	if t.folders, err = os.OpenRoot(root); err != nil {
		return err
	}
	t.names = strings.Repeat("/"+strings.Repeat("f", 200), (t.path+200)/201)
	if err := t.folders.MkdirAll(t.top()+t.names, 0o700); err != nil {
		return err
	}
	for i := range t.files {
		if err := t.write(i); err != nil {
			return err
		}
	}
	return nil
}

// top is the uppermost folder.
func (t *tree) top() string { return fmt.Sprint("moved", t.moved) }

func (t *tree) pathOf(i int) string {
	return fmt.Sprintf("%s%s/f%d%s", t.top(), t.names, i, path.Ext(t.shape))
}

// rewrite gives so many files, or all, another content.
func (t *tree) rewrite(some int) error {
	for _, i := range t.random.Perm(t.files)[:min(some, t.files)] {
		if err := t.write(i); err != nil {
			return err
		}
	}
	return nil
}

// shrink removes so many files.
func (t *tree) shrink(some int) error {
	for range min(some, t.files-1) {
		t.files--
		if err := t.folders.Remove(t.pathOf(t.files)); err != nil {
			return err
		}
	}
	return nil
}

// touch gives all files a new modification time.
func (t *tree) touch() error {
	now := time.Now()
	for i := range t.files {
		if err := t.folders.Chtimes(t.pathOf(i), now, now); err != nil {
			return err
		}
	}
	return nil
}

// move moves all files to another folder.
func (t *tree) move() error {
	before := t.top()
	t.moved++
	return t.folders.Rename(before, t.top())
}

// write writes the next version of a file.
func (t *tree) write(i int) error {
	t.versions[i]++
	file, err := t.folders.Create(t.pathOf(i))
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(file)
	t.writeContent(buffered, i)
	return errors.Join(buffered.Flush(), file.Close())
}

func (t *tree) contentOf(i int) string {
	var text strings.Builder
	t.writeContent(&text, i)
	return text.String()
}

func (t *tree) writeContent(to io.Writer, i int) {
	left := t.size
	for n := 0; left > 0; n++ {
		line := t.line(i, n)
		if len(line) > left {
			line = strings.ToValidUTF8(line[:left], "")
			left = len(line)
		}
		_, _ = io.WriteString(to, line) // to a buffer
		left -= len(line)
	}
}

// line is the nth line of a file's content, or as much of a line as is made at once.
func (t *tree) line(i, n int) string {
	random := i*1009 + t.versions[i]*7919 + n
	some := word(random) + " " + word(random*31+n) + " " + word(n)
	switch t.shape {
	case "words.md":
		return some + " and some more words of a text that is long enough for a line.\n"
	case "functions.py":
		return fmt.Sprintf("def %s_%d(self, %s):\n    return %s + %d  # %s\n\n", word(random), n, word(n), word(n), random, some)
	case "functions.go":
		if n == 0 {
			return "package " + word(random) + "\n\n"
		}
		return fmt.Sprintf("// %s\nfunc %s%d(a int) int {\n\treturn a + %d\n}\n\n", some, word(random), n, random)
	case "classes.py":
		return strings.Repeat(" ", n%8) + fmt.Sprintf("class VeryLongNameOfAnInnerClassOfLevel%dNumber%d:\n", n%8, random)
	case "line.txt":
		return some + " "
	case "blanks.md":
		return strings.Repeat(" ", 60) + word(random)[:1] + "\n"
	case "brackets.js":
		return strings.Repeat("[", 1+random%3)
	default: // letters.md
		return strings.Repeat(string(rune(0x4e00+random%20_000)), 40) + "\n"
	}
}

// word is one of 100,000 words.
func word(n int) string {
	n = (n%100_000 + 100_000) % 100_000
	text := []byte("w")
	for ; n > 0; n /= 26 {
		text = append(text, byte('a'+n%26))
	}
	return string(text)
}
