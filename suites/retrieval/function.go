package retrieval

import (
	"go/doc"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// Function is a function of a source tree.
type Function struct {
	Path     string // of its file, relative to the tree's root
	Line     int    // on which it begins
	Name     string // without what it belongs to
	Owner    string // the class or the receiver's type, or empty
	Language string
	Source   string // without its comment
	Comment  string
	// The comment lies in the file from one offset to the other, with its marks.
	CommentFrom, CommentTo int
}

// shortest is how many words a question has at least.
const shortest = 5

// Question is the first sentence of the function's comment without its own name; empty where that is too short.
func (f *Function) Question() string {
	var words []string
	for word := range strings.FieldsSeq((&doc.Package{}).Synopsis(f.Comment)) {
		bare := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' })
		if bare != f.Name && bare != f.QualifiedName() && strings.TrimSuffix(bare, "'s") != f.Name {
			words = append(words, word)
		}
	}
	if len(words) < shortest {
		return ""
	}
	return strings.Join(words, " ")
}

// QualifiedName is the name as the index has it.
func (f *Function) QualifiedName() string {
	if f.Owner == "" {
		return f.Name
	}
	return f.Owner + "." + f.Name
}

// forTuning tells the half of the functions on which searches may be tuned.
func (f *Function) forTuning() bool {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(f.Path + "#" + f.Owner + "." + f.Name)) // has no error
	return hash.Sum32()>>7&1 == 0
}

// Different leaves out functions whose source is that of an earlier one: nobody could tell them apart.
func Different(all []Function) []Function {
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(f Function) bool {
		known := seen[f.Source]
		seen[f.Source] = true
		return known
	})
}

// Sample draws at most count of the functions that can be asked for, of the half for tuning or of the other one.
func Sample(all []Function, tuning bool, seed uint64, count int) []*Function {
	var asked []*Function
	for i := range all {
		if all[i].forTuning() == tuning && all[i].Question() != "" {
			asked = append(asked, &all[i])
		}
	}
	rand.New(rand.NewPCG(seed, 1)).Shuffle(len(asked), func(i, j int) { asked[i], asked[j] = asked[j], asked[i] })
	return asked[:min(count, len(asked))]
}
