package gmem

import (
	"time"
	"unicode/utf8"
)

// thinned keeps samples in memory that is set aside before the first of them, names included: what a watch holds must not
// grow while it looks for growth. Once it holds limit of them, it keeps the larger of each two neighbours, and from then
// on the largest of twice as many readings as before: the resolution in time halves, a peak is never lost.
type thinned struct {
	limit   int // an even number of samples
	stride  int // readings that one kept sample stands for
	kept    []flatSample
	largest flatSample // of the readings since the last kept sample
	waiting int        // how many those are
}

// maxName is how much of the name of what is at hand is kept, in bytes: of a longer one the end.
const maxName = 119

// flatSample is a Sample without a pointer in it.
type flatSample struct {
	elapsed time.Duration
	rss     Bytes
	done    int64
	length  uint8
	name    [maxName]byte
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
	flat := flatSample{elapsed: s.Elapsed, rss: s.RSS, done: s.Done}
	flat.length = uint8(copyEnd(flat.name[:], s.At))
	return flat
}

func (f *flatSample) sample() Sample {
	return Sample{Elapsed: f.elapsed, RSS: f.rss, Done: f.done, At: string(f.name[:f.length])}
}

// copyEnd copies a name, or its end behind three dots where it doesn't fit, and tells how many bytes that took. It does
// not cut a character in two.
func copyEnd(into []byte, name string) int {
	const mark = "..."
	if len(name) <= len(into) {
		return copy(into, name)
	}
	start := len(name) - (len(into) - len(mark))
	for start < len(name) && !utf8.RuneStart(name[start]) {
		start++
	}
	return copy(into, mark) + copy(into[len(mark):], name[start:])
}
