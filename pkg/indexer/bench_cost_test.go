package indexer_test

import (
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"
)

// costs are what a piece of work took in each round: time, and processor time of this process.
type costs struct{ wall, cpu []time.Duration }

func (c *costs) add(b *testing.B, work func()) {
	began, used := time.Now(), processorTime(b)
	work()
	c.wall = append(c.wall, time.Since(began))
	c.cpu = append(c.cpu, processorTime(b)-used)
}

// ratio is the median of the rounds' ratios: each round's parts ran one after the other, on a machine equally busy.
func ratio(part, whole []time.Duration) float64 {
	ratios := make([]float64, len(part))
	for i := range part {
		ratios[i] = part[i].Seconds() / whole[i].Seconds()
	}
	slices.Sort(ratios)
	return ratios[len(ratios)/2]
}

// best is the shortest time in seconds: whatever else runs on the machine only adds to it.
func best(times []time.Duration) float64 { return slices.Min(times).Seconds() }

func processorTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	check(b, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func mallocs() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.Mallocs
}
