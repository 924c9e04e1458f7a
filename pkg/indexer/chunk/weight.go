package chunk

import (
	"sort"
	"unicode/utf8"
)

// blockSize is how many bytes share one entry of the running sums: 64 keeps them at a sixteenth of the source.
const blockSize = 64

// counts is 1 for each byte that starts a non-whitespace character: anything but ASCII whitespace and UTF-8 continuation
// bytes.
var counts = func() (table [256]uint8) {
	for b := range table {
		if !isSpace(byte(b)) && utf8.RuneStart(byte(b)) {
			table[b] = 1
		}
	}
	return table
}()

func isSpace(b byte) bool {
	return b == ' ' || (b >= '\t' && b <= '\r')
}

// weights answers how many non-whitespace characters lie between two offsets of a source.
type weights struct {
	source []byte
	sums   []uint32 // sums[i] is the weight of source[:i*blockSize]
}

func weigh(source []byte) *weights {
	w := &weights{source: source, sums: make([]uint32, 1, len(source)/blockSize+1)}
	total := uint32(0)
	for end := blockSize; end <= len(source); end += blockSize {
		for _, b := range source[end-blockSize : end] {
			total += uint32(counts[b])
		}
		w.sums = append(w.sums, total)
	}
	return w
}

// upTo is the weight of source[:end].
func (w *weights) upTo(end int) int {
	block := end / blockSize
	total := uint32(0)
	for _, b := range w.source[block*blockSize : end] {
		total += uint32(counts[b])
	}
	return int(w.sums[block] + total)
}

// between is the weight of source[start:end].
func (w *weights) between(start, end int) int {
	return w.upTo(end) - w.upTo(start)
}

// fits reports whether source[start:end] stays within the budget, in characters and in bytes.
func (w *weights) fits(start, end, budget int) bool {
	size := end - start
	return size <= budget || (size <= longest(budget) && w.between(start, end) <= budget)
}

// reach is the furthest end for which source[start:end] fits the budget. It never lies inside a character.
func (w *weights) reach(start, budget int) int {
	wanted := w.upTo(start) + budget
	block := sort.Search(len(w.sums), func(i int) bool { return int(w.sums[i]) > wanted })
	end := max(start, (block-1)*blockSize)
	for have := w.upTo(end); end < len(w.source); end++ {
		have += int(counts[w.source[end]])
		if have > wanted {
			break
		}
	}
	if limit := start + longest(budget); end > limit {
		end = w.runeEdge(start, limit)
	}
	return end
}

// runeEdge moves offset back to the nearest start of a character after start, or leaves it where there is none: stray
// continuation bytes are no characters.
func (w *weights) runeEdge(start, offset int) int {
	for edge := offset; edge > max(start, offset-utf8.UTFMax); edge-- {
		if edge == len(w.source) || utf8.RuneStart(w.source[edge]) {
			return edge
		}
	}
	return offset
}

// trim narrows a range to its first and last non-whitespace byte.
func trim(source []byte, start, end int) (int, int) {
	for start < end && isSpace(source[start]) {
		start++
	}
	for end > start && isSpace(source[end-1]) {
		end--
	}
	return start, end
}
