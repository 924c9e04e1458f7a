package workload

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

const (
	// tinyFiles lie in one folder of the hostile tree.
	tinyFiles = 100_000
	// linksEach is how many of them are names of one file: file systems allow 65,000.
	linksEach = 20_000
	// deepest is how many folders lie in one another.
	deepest = 2_000
	// unbounded is the size of a file of zeros, in bytes, and less than 50 times what may be read of one that says what to index.
	unbounded = 50_000_000
)

// HostileTree writes a tree of what is known to cost an indexer more memory than it should: files far too large, single
// lines of megabytes, nesting that a parser answers with gigabytes, noise, very many files in a folder, very deep folders,
// rules and git's indexes that are far too large. The same seed gives the same bytes. Expected are the files that can be
// indexed.
func HostileTree(ctx context.Context, root string, seed uint64) (Tree, error) {
	h := hostile{root: root, random: rand.New(rand.NewPCG(seed, 0))} //nolint:gosec // names and noise, no secret
	steps := []func() error{h.large, h.minified, h.nested, h.generic, h.noise, h.crowd, h.deep, h.long, h.words, h.rules, h.repositories}
	err := os.MkdirAll(root, 0o700)
	for _, step := range steps {
		err = errors.Join(err, ctx.Err())
		if err == nil {
			err = step()
		}
	}
	if err != nil {
		return Tree{}, fmt.Errorf("write the hostile tree %s: %w", root, err)
	}
	return Tree{Root: root, Expected: h.indexable, Counted: true}, nil
}

type hostile struct {
	root      string
	random    *rand.Rand
	indexable int64
}

// file writes a file of so many repetitions of what text gives.
func (h *hostile) file(name string, times int, text func() string) (err error) {
	file, err := os.OpenFile(filepath.Join(h.root, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	const atOnce = 10_000
	for done := 0; done < times && err == nil; done += atOnce {
		var part strings.Builder
		for range min(atOnce, times-done) {
			part.WriteString(text())
		}
		_, err = file.WriteString(part.String())
	}
	return err
}

func (h *hostile) indexed(name string, times int, text func() string) error {
	h.indexable++
	return h.file(name, times, text)
}

func always(text string) func() string { return func() string { return text } }

// large is 200 MB of source, which is skipped, and 2 MB, which is not.
func (h *hostile) large() error {
	const line = "def function(argument): return argument + 1  # a line of source\n"
	return errors.Join(
		h.file("large.py", 200_000_000/len(line), always(line)),
		h.indexed("largest.py", 2_000_000/len(line), always(line)))
}

// minified is one line of 20 MB, which is skipped, and one of 2 MB, which is not: only of scripts it would be.
func (h *hostile) minified() error {
	statement := func() string {
		return fmt.Sprintf("function f%x(a){return[a,{k:%d}]};", h.random.Uint32(), h.random.IntN(9))
	}
	return errors.Join(
		h.file("minified.js", 20_000_000/39, statement),
		h.indexed("smaller.tsx", 2_000_000/39, statement))
}

// nested is 100,000 brackets in one another, in each language that is parsed, in lines that aren't taken for minified.
func (h *hostile) nested() error {
	var problems []error
	for _, extension := range []string{"py", "js", "ts", "tsx", "go", "rs", "java", "c", "cpp"} {
		for _, bracket := range []string{"(", "[", "{"} {
			name := fmt.Sprintf("nested_%d.%s", h.indexable, extension)
			problems = append(problems, h.indexed(name, 1_000, always(strings.Repeat(bracket, 100)+"\n")))
		}
	}
	return errors.Join(problems...)
}

// generic is types within types without end, which take the parsers gigabytes per 40 kB and ignore their deadlines.
func (h *hostile) generic() error {
	var problems []error
	for _, extension := range []string{"java", "ts", "cpp", "rs"} {
		for _, blank := range []string{"", " ", "\n"} {
			opening := func() string {
				feed := "\n"[:1-min(1, h.random.IntN(100))] // now and then, or it would be taken for minified
				return string(rune('a'+h.random.IntN(26))) + blank + "<" + feed
			}
			name := fmt.Sprintf("generic_%d.%s", h.indexable, extension)
			problems = append(problems, h.indexed(name, 40_000/(2+len(blank)), opening))
		}
	}
	return errors.Join(problems...)
}

// noise is a megabyte of random bytes, which is no text, and one of random letters and brackets.
func (h *hostile) noise() error {
	const marks = "abcxyz(){}[]<>;,.=+-*/&|\"' \n"
	return errors.Join(
		h.file("noise.c", 1_000_000, func() string { return string([]byte{byte(h.random.Uint32())}) }),
		h.indexed("letters.c", 1_000_000, func() string { i := h.random.IntN(len(marks)); return marks[i : i+1] }))
}

// crowd is a folder of very many tiny files, most of them further names of a few.
func (h *hostile) crowd() error {
	if err := os.Mkdir(filepath.Join(h.root, "crowd"), 0o700); err != nil {
		return err
	}
	first := ""
	for i := range tinyFiles {
		name := fmt.Sprintf("crowd/tiny_%06d.py", i)
		if i%linksEach != 0 {
			if err := os.Link(filepath.Join(h.root, first), filepath.Join(h.root, name)); err != nil {
				return err
			}
			h.indexable++
			continue
		}
		first = name
		if err := h.indexed(name, 1, always(fmt.Sprintf("x = %d\n", i))); err != nil {
			return err
		}
	}
	return nil
}

// deep is folders within folders, further down than a path can say at once, with a file at the bottom.
func (h *hostile) deep() error {
	h.indexable++
	return h.down("d", deepest, "bottom.py")
}

// long is folders within folders whose path is too long to be entered, but no 50 times as long as it may be, with files at the bottom.
func (h *hostile) long() error {
	const levels, files = 1_600, 20
	names := make([]string, files)
	for i := range names {
		names[i] = fmt.Sprintf("%d.py", i)
	}
	return h.down(strings.Repeat("long", 60), levels, names...)
}

// down writes so many folders of one name in one another, and files at the bottom.
func (h *hostile) down(folder string, levels int, files ...string) error {
	at, err := os.OpenRoot(h.root)
	if err != nil {
		return err
	}
	for range levels {
		if err := at.Mkdir(folder, 0o700); err != nil {
			return errors.Join(err, at.Close())
		}
		below, err := at.OpenRoot(folder)
		if err := errors.Join(err, at.Close()); err != nil {
			return err
		}
		at = below
	}
	for _, name := range files {
		err = errors.Join(err, at.WriteFile(name, []byte("x = 1\n"), 0o600))
	}
	return errors.Join(err, at.Close())
}

// words is a megabyte of words of C without a mark between them, which its parser takes for one mistake.
func (h *hostile) words() error {
	if err := os.Mkdir(filepath.Join(h.root, "words"), 0o700); err != nil {
		return err
	}
	line := strings.Repeat("× ", 30) + "\n"
	return h.indexed("words/words.c", 990_000/len(line), always(line))
}
