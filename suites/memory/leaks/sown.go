package leaks

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/embecode/embecode/pkg/gmem"
)

// Sown is a leak of an exact amount per file, to measure what the suite can see. It is no leak that any program ever had:
// those are in the catalogue. The zero value leaks nothing.
type Sown struct {
	Place  string     `json:"place"`          // one of SownPlaces
	Amount gmem.Bytes `json:"bytes_per_file"` // as asked for; an allocator may round it up
}

// PlaceGo is the place of SownPlaces that every platform has.
const PlaceGo = "Go slice"

// lose holds, for each place, what allocates there and never frees.
var lose = func() map[string]func(size int) {
	places := maps.Clone(nativeLosses)
	places[PlaceGo] = keepSlice
	return places
}()

// SownPlaces are the places at which a leak can be sown on this platform.
func SownPlaces() []string { return slices.Sorted(maps.Keys(lose)) }

// Into sows the leak into the chunker.
func (s Sown) Into(parts *Parts) error {
	if s == (Sown{}) {
		return nil
	}
	allocate, known := lose[s.Place]
	if !known || s.Amount <= 0 {
		return fmt.Errorf("sow a leak of %v at %q: want an amount above zero at one of %q", s.Amount, s.Place, SownPlaces())
	}
	parts.perFile(func(string, []byte) error { allocate(int(s.Amount)); return nil })
	return nil
}

// keepSlice keeps a slice in room for all that a run leaks, so that it doesn't itself grow.
func keepSlice(size int) {
	sown.mu.Lock()
	defer sown.mu.Unlock()
	if sown.slices == nil {
		sown.slices = make([][]byte, 0, 1<<17)
	}
	sown.slices = append(sown.slices, make([]byte, size))
}

// sown holds the slices that were leaked on purpose.
var sown struct {
	mu     sync.Mutex
	slices [][]byte
}
