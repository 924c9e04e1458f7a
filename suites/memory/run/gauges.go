package run

import (
	"runtime"

	"github.com/embecode/embecode/pkg/gmem"
)

// stillHandles is handles, with what is counted while it is there (goroutines, descriptors) at its lowest of a few
// readings: the watch opens a file for each of its samples, and a goroutine that has done its work ends a little later.
func stillHandles(self *gmem.Process) ([]gmem.HandleCount, error) {
	const readings = 4
	least, err := handles(self)
	for range readings - 1 {
		if err != nil {
			return nil, err
		}
		runtime.Gosched()
		var counts []gmem.HandleCount
		counts, err = handles(self)
		for i := range min(len(counts), len(least)) {
			if counts[i].Kind == least[i].Kind && counts[i].Closed == 0 {
				least[i].Opened = min(least[i].Opened, counts[i].Opened)
			}
		}
	}
	return least, err
}
