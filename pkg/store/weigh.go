package store

import (
	"cmp"
	"math"
	"slices"
)

// field is a part of what is searched by words.
type field int

const (
	nameField field = iota // what the chunk defines
	pathField
	commentField
	bodyField
	fields // how many there are
)

// BM25F (Robertson, Zaragoza and Taylor, CIKM 2004): how often a term occurs in a field, for the field's length, is weighed and
// added up over the fields before it saturates. Lengths are compared with averages that are fixed, and not with those of the index, so
// that a chunk's weights don't change with other chunks. docs/search.md says how all of these were chosen.
var weighing = [fields]struct {
	weight float64
	share  float64 // of the length that counts, from 0 (none) to 1 (twice the length halves the weight); b in the literature
	length float64 // of such a field in a function of Go's source tree, in words, on average
}{
	nameField:    {7, 0.9, 3.5},
	pathField:    {4, 0.5, 4.5},
	commentField: {1, 0.9, 25},
	bodyField:    {1, 1, 100},
}

// shortest is the least share of the average that a length counts as: a word that is alone isn't worth a hundred times as much.
const shortest = 0.15

// saturation is the sum at which a term has half of its highest weight; k1 in the literature.
const saturation = 4.8

// maxTerms bounds the terms of one chunk, for a memory limit in bytes. DuckDB scans those of 2,048 chunks together, in a power
// of two of bytes, which takes 18 MB with 512 terms. Of a chunk of 1,000 characters there are 80. What exceeds it are those
// that weigh least.
func maxTerms(memoryLimit int64) int {
	if memoryLimit < 24_000_000 {
		return 256
	}
	return 512
}

// weigher tells what terms a chunk is found by. It is for one goroutine, and holds no more than one chunk's terms and a
// bounded vocabulary.
type weigher struct {
	most       int // terms of a chunk
	vocabulary vocabulary
	counts     []termCounts
	places     map[uint32]int // of each term in counts
	lengths    [fields]float64
	weighed    []weighedTerm
}

// termCounts is how often a term occurs in each field of a chunk.
type termCounts struct {
	term   uint32
	counts [fields]float64
}

// weighedTerm is a term of a chunk and its weight, from 1 to 255.
type weighedTerm struct {
	term   uint32
	weight uint8
}

func newWeigher(most int) *weigher {
	return &weigher{most: most, vocabulary: newVocabulary(), places: map[uint32]int{}}
}

// weigh returns the terms of a chunk, each once, the heaviest first. The slice is good until the next call.
func (w *weigher) weigh(path string, names []string, language, content string) []weighedTerm {
	w.counts, w.weighed, w.lengths = w.counts[:0], w.weighed[:0], [fields]float64{}
	clear(w.places)
	for _, name := range names {
		w.count(nameField, name)
	}
	w.count(pathField, path)
	eachPart(language, content, func(part string, comment bool) {
		if comment {
			w.count(commentField, part)
		} else {
			w.count(bodyField, part)
		}
	})
	for i := range w.counts {
		w.weighed = append(w.weighed, weighedTerm{w.counts[i].term, w.weight(&w.counts[i].counts)})
	}
	slices.SortFunc(w.weighed, func(a, b weighedTerm) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.term, b.term))
	})
	return w.weighed[:min(len(w.weighed), w.most)]
}

func (w *weigher) count(f field, text string) {
	for word := range wordsOf(text) {
		term := w.vocabulary.term(word)
		place, known := w.places[term]
		if !known {
			place = len(w.counts)
			w.places[term] = place
			w.counts = append(w.counts, termCounts{term: term})
		}
		w.counts[place].counts[f]++
		w.lengths[f]++
	}
}

func (w *weigher) weight(counts *[fields]float64) uint8 {
	sum := 0.0
	for f, by := range weighing {
		if counts[f] > 0 {
			sum += by.weight * counts[f] / (1 - by.share + by.share*max(shortest, w.lengths[f]/by.length))
		}
	}
	return uint8(max(1, math.Round(255*sum/(saturation+sum))))
}
