package run

import "github.com/embecode/embecode/pkg/gmem"

// The readings of canaries go the way that those of the verdicts go: a meter that is lost on that way is lost here too.

// partNamed reads one part of the ledger. One that is missing reads as nothing.
func partNamed(name string) func(*gmem.Process) (int64, error) {
	return func(self *gmem.Process) (int64, error) {
		parts, err := ledger(self)
		for _, part := range parts.Parts {
			if part.Name == name {
				return int64(part.Bytes), err
			}
		}
		return 0, err
	}
}

// openOf reads how many handles of a kind are open. A kind that is missing reads as none.
func openOf(kind string) func(*gmem.Process) (int64, error) {
	return func(self *gmem.Process) (int64, error) {
		counts, err := handles(self)
		for _, count := range counts {
			if count.Kind == kind {
				return count.Opened - count.Closed, err
			}
		}
		return 0, err
	}
}

// countedByKernel reads one of the kernel's counts.
func countedByKernel(count func(gmem.KernelReading) int) func(*gmem.Process) (int64, error) {
	return func(self *gmem.Process) (int64, error) {
		kernel, err := self.Kernel()
		return int64(count(kernel)), err
	}
}

func readLive(*gmem.Process) (int64, error) { return int64(live()), nil }

func readRSS(self *gmem.Process) (int64, error) {
	rss, err := self.RSS()
	return int64(rss), err
}

func readPeak(self *gmem.Process) (int64, error) {
	peak, err := self.HighWater()
	return int64(peak), err
}
