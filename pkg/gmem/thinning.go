package gmem

import (
	"iter"
	"time"
	"unicode/utf8"
)

// thinned keeps readings in memory that is set aside before the first of them: what a watch holds must not grow while it looks
// for growth. Once its room is full, it keeps the higher of each two neighbours, and from then on the highest of twice as many
// readings as before: the resolution in time halves, a peak is never lost.
type thinned[T any] struct {
	height  func(T) Bytes
	stride  int // readings that one kept reading stands for
	kept    []T
	highest T   // of the readings since the last kept one
	waiting int // how many those are
}

// newThinned keeps readings in room, which is for an even number of them. It owns spare too.
func newThinned[T any](room []T, spare T, height func(T) Bytes) *thinned[T] {
	return &thinned[T]{height: height, stride: 1, kept: room[:0:len(room)], highest: spare}
}

// add takes a reading and gives another one back in exchange, whose memory is free.
func (t *thinned[T]) add(reading T) (free T) {
	if t.waiting == 0 || t.height(reading) > t.height(t.highest) {
		t.highest, reading = reading, t.highest
	}
	t.waiting++
	if t.waiting < t.stride {
		return reading
	}
	last := len(t.kept)
	t.kept = t.kept[:last+1]
	t.kept[last], t.highest, t.waiting = t.highest, t.kept[last], 0
	if len(t.kept) == cap(t.kept) {
		t.halve()
	}
	return reading
}

func (t *thinned[T]) halve() {
	half := len(t.kept) / 2
	for i := range half {
		higher := 2 * i
		if t.height(t.kept[higher+1]) > t.height(t.kept[higher]) {
			higher++
		}
		t.kept[i], t.kept[higher] = t.kept[higher], t.kept[i]
	}
	t.kept = t.kept[:half]
	t.stride *= 2
}

// all are the kept readings in order, and the highest of those that still wait for their group to fill.
func (t *thinned[T]) all() iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, reading := range t.kept {
			if !yield(reading) {
				return
			}
		}
		if t.waiting > 0 {
			yield(t.highest)
		}
	}
}

// maxName is how much of the name of what is at hand is kept, in bytes: of a longer one the end.
const maxName = 119

// flatSample is a Sample without a pointer in it, its name included.
type flatSample struct {
	elapsed time.Duration
	rss     Bytes
	done    int64
	length  uint8
	name    [maxName]byte
}

// newSamples sets room for so many samples aside, an even number, and writes to its pages: resident memory doesn't grow with
// the samples either.
func newSamples(limit int) *thinned[flatSample] {
	room := make([]flatSample, limit)
	clear(room)
	return newThinned(room, flatSample{}, func(s flatSample) Bytes { return s.rss })
}

// samplesOf returns what was kept, in memory of its own.
func samplesOf(kept *thinned[flatSample]) []Sample {
	samples := make([]Sample, 0, len(kept.kept)+1)
	for flat := range kept.all() {
		samples = append(samples, flat.sample())
	}
	return samples
}

func flatten(s Sample) flatSample {
	flat := flatSample{elapsed: s.Elapsed, rss: s.RSS, done: s.Done}
	flat.length = uint8(copyEnd(flat.name[:], s.At))
	return flat
}

func (f flatSample) sample() Sample {
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
