package gmem

import "slices"

// thinned keeps samples in bounded memory. Once it holds limit of them, it keeps the larger of each two neighbours, and
// from then on the largest of twice as many readings as before: the resolution in time halves, a peak is never lost.
type thinned struct {
	limit   int // an even number of samples
	stride  int // readings that one kept sample stands for
	kept    []Sample
	largest Sample // of the readings since the last kept sample
	waiting int    // how many those are
}

func newThinned(limit int) *thinned { return &thinned{limit: limit, stride: 1} }

func (t *thinned) add(reading Sample) {
	if t.waiting == 0 || reading.RSS > t.largest.RSS {
		t.largest = reading
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
		t.kept[i] = t.kept[2*i]
		if t.kept[2*i+1].RSS > t.kept[i].RSS {
			t.kept[i] = t.kept[2*i+1]
		}
	}
	clear(t.kept[t.limit/2:]) // lets go of their paths
	t.kept = t.kept[:t.limit/2]
	t.stride *= 2
}

// all is every kept sample in order, with the largest of the readings that still wait for their group to fill.
func (t *thinned) all() []Sample {
	if t.waiting == 0 {
		return t.kept
	}
	return append(slices.Clip(t.kept), t.largest)
}
