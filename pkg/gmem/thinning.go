package gmem

import (
	"time"
	"unicode/utf8"
)

// thinned keeps samples in memory that is set aside before the first of them, paths included: what a watch holds must not
// grow while it looks for growth. Once it holds limit of them, it keeps the larger of each two neighbours, and from then
// on the largest of twice as many readings as before: the resolution in time halves, a peak is never lost.
type thinned struct {
	limit   int // an even number of samples
	stride  int // readings that one kept sample stands for
	kept    []flatSample
	largest flatSample // of the readings since the last kept sample
	waiting int        // how many those are
}

// maxPath is how much of a path is kept, in bytes: of a longer one the end, which holds the file's name.
const maxPath = 119

// flatSample is a Sample without a pointer in it.
type flatSample struct {
	elapsed time.Duration
	rss     Bytes
	files   int64
	length  uint8
	path    [maxPath]byte
}

func newThinned(limit int) *thinned {
	room := make([]flatSample, limit)
	clear(room) // writes to its pages, so that resident memory doesn't grow with the samples either
	return &thinned{limit: limit, stride: 1, kept: room[:0]}
}

func (t *thinned) add(reading Sample) {
	if t.waiting == 0 || reading.RSS > t.largest.rss {
		t.largest = flatten(reading)
	}
	t.waiting++
	if t.waiting < t.stride {
		return
	}
	t.kept, t.waiting = append(t.kept, t.largest), 0
	if len(t.kept) == t.limit {
		t.halve()
	}
}

func (t *thinned) halve() {
	for i := range t.limit / 2 {
		larger := 2 * i
		if t.kept[larger+1].rss > t.kept[larger].rss {
			larger++
		}
		t.kept[i] = t.kept[larger]
	}
	t.kept = t.kept[:t.limit/2]
	t.stride *= 2
}

// all is every kept sample in order, with the largest of the readings that still wait for their group to fill.
func (t *thinned) all() []Sample {
	samples := make([]Sample, 0, len(t.kept)+1)
	for i := range t.kept {
		samples = append(samples, t.kept[i].sample())
	}
	if t.waiting > 0 {
		samples = append(samples, t.largest.sample())
	}
	return samples
}

func flatten(s Sample) flatSample {
	flat := flatSample{elapsed: s.Elapsed, rss: s.RSS, files: s.Files}
	flat.length = uint8(copyEnd(flat.path[:], s.Path))
	return flat
}

func (f *flatSample) sample() Sample {
	return Sample{Elapsed: f.elapsed, RSS: f.rss, Files: f.files, Path: string(f.path[:f.length])}
}

// copyEnd copies a path, or its end behind three dots where it doesn't fit, and tells how many bytes that took. It does
// not cut a character in two.
func copyEnd(into []byte, path string) int {
	const mark = "..."
	if len(path) <= len(into) {
		return copy(into, path)
	}
	start := len(path) - (len(into) - len(mark))
	for start < len(path) && !utf8.RuneStart(path[start]) {
		start++
	}
	return copy(into, mark) + copy(into[len(mark):], path[start:])
}
