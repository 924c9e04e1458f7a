package leaks

import (
	"sync"
	"time"

	"github.com/embecode/embecode/pkg/gmem"
)

// Runaways grow by the clock and not by the file: they show that a run is stopped in time. They are injected like the
// entries of the Catalogue and are in no list.
var Runaways = []Leak{
	{Name: "runaway", Verdict: gmem.VerdictCeiling, Place: gmem.PartGoInUse, inject: runaway},
}

// runawayRate is what a runaway leaks in a second.
const runawayRate = 200 * gmem.MB

var startRunaway sync.Once

// runaway leaks from the first file to the end of the process, and heeds nobody.
func runaway(parts *Parts, _ gmem.Bytes) {
	parts.perFile(func(string, []byte) error {
		startRunaway.Do(func() { go leakByTheClock() })
		return nil
	})
}

func leakByTheClock() {
	const pageSize = 4096
	began := time.Now()
	var leaked gmem.Bytes
	for now := range time.Tick(5 * time.Millisecond) {
		due := gmem.Bytes(now.Sub(began).Seconds() * float64(runawayRate))
		block := make([]byte, due-leaked)
		for i := 0; i < len(block); i += pageSize {
			block[i] = 1 // or it would never be resident
		}
		hold(block)
		leaked = due
	}
}
