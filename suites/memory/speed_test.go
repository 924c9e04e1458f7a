package memory_test

import (
	"fmt"
	"slices"

	"github.com/embecode/embecode/suites/memory/run"
)

// speed is how many files a run indexed per second, with its noise: one figure for each cycle.
type speed struct {
	median, least, most float64
	cycles              int // 0 when the run was not timed by cycle: then there is one figure, of the whole run
}

func speedOf(record run.Record) speed {
	if len(record.CycleSeconds) == 0 || len(record.CycleSeconds) != len(record.Cycles) {
		whole := float64(record.FilesIndexed) / max(record.DurationSeconds, 1e-9)
		return speed{median: whole, least: whole, most: whole}
	}
	var each []float64
	for i, cycle := range record.Cycles {
		each = append(each, float64(cycle.Files)/max(record.CycleSeconds[i], 1e-9))
	}
	slices.Sort(each)
	middle := len(each) / 2
	median := each[middle]
	if len(each)%2 == 0 {
		median = (each[middle-1] + each[middle]) / 2
	}
	return speed{median: median, least: each[0], most: each[len(each)-1], cycles: len(each)}
}

// against says whether the difference from an earlier speed is more than noise. It is not judged: other work on the
// machine moves it.
func (s speed) against(was speed) string {
	if s.cycles == 0 || was.cycles == 0 {
		return "files per second from one run each, so their noise is not known"
	}
	ranges := fmt.Sprintf("files per second by cycle: %.0f to %.0f in the baseline, %.0f to %.0f now", was.least, was.most, s.least, s.most)
	if s.least <= was.most && was.least <= s.most {
		return ranges + ": the ranges overlap, so the change is within the noise"
	}
	return ranges + ": the ranges do not overlap"
}
