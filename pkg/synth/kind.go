package synth

import "math/rand/v2"

// kind is one of the three languages of the tree.
type kind int

const (
	pythonKind kind = iota
	typescriptKind
	javascriptKind
)

// kinds states, for each kind, how many files there are at scale 1 and how many lines each has, at least and at most.
var kinds = [...]struct {
	extension          string
	files              int
	minLines, maxLines int
}{
	pythonKind:     {".py", 1200, 150, 300},
	typescriptKind: {".ts", 400, 100, 200},
	javascriptKind: {".js", 400, 80, 150},
}

// lines is how many lines a file of this kind gets.
func (k kind) lines(rng *rand.Rand) int {
	return kinds[k].minLines + rng.IntN(kinds[k].maxLines-kinds[k].minLines+1)
}

// tally is a number of files of each kind.
type tally [len(kinds)]int

func (t *tally) total() int {
	sum := 0
	for _, n := range t {
		sum += n
	}
	return sum
}

// at is the kind of the nth file, had the files been laid out kind by kind. With n drawn evenly, each kind comes up in
// proportion to its files.
func (t *tally) at(n int) kind {
	for k, files := range t {
		if n < files {
			return kind(k)
		}
		n -= files
	}
	panic("synth: no file left to take")
}
