package gmem

import (
	"fmt"
	"math"
	"strings"
)

// extrapolated is the size of a large repository, to which messages carry a rate on.
const extrapolated = 100_000

// methodSubjects says what each method looks at, and what to look at first when it grew.
var methodSubjects = map[Method]struct{ what, first string }{
	ByRSS: {
		"resident memory",
		"the breakdown by part. If live bytes hold still, the allocator is keeping freed memory, which is retention; if they rise, the part that rose is the place",
	},
	ByLive: {
		"live bytes (allocated and never freed)",
		"the breakdown by part: the one that rose with the files is the place",
	},
}

// detail is what a tired person needs: what, how fast, how sure, since when, where it ends, and what to look at.
func (f steadyFit) detail() string {
	subject, rate := methodSubjects[f.options.Method], BytesPerFile(f.trend.Slope)
	last := len(f.files) - 1
	sure := fmt.Sprintf("at least %v", BytesPerFile(f.trend.Lower))
	if !finite(f.trend.Lower) {
		sure = "no bound from so few cycles"
	}
	lines := []string{
		fmt.Sprintf("%s: %v, allowed %s", subject.what, rate,
			strings.TrimPrefix(BytesPerFile(f.options.Threshold).String(), "+")),
		fmt.Sprintf("how sure:  %s with %g %% confidence", sure, 100*f.options.Confidence),
		fmt.Sprintf("judged:    cycles %d to %d, %s files; %s at the start, %s at the end", f.options.WarmUp+1,
			f.options.WarmUp+len(f.files), group(int64(f.files[last]-f.files[0])), Bytes(f.memory[0]).Short(), Bytes(f.memory[last]).Short()),
	}
	if f.fails() {
		cycle, file := f.onset()
		total := rate.Over(extrapolated)
		lines = append(lines,
			fmt.Sprintf("since:     cycle %d, which began at file %s", cycle, group(file)),
			fmt.Sprintf("ahead:     %s by %s files", signed(total.Short(), total), group(extrapolated)),
			"look first at "+subject.first,
		)
	}
	return strings.Join(lines, "\n")
}

func (f steadyFit) fails() bool {
	if f.options.Method == ByRSS {
		return f.trend.Lower > f.options.Threshold
	}
	return f.trend.Slope > f.options.Threshold
}

// onset is the cycle after the last one whose memory was still within the allowed growth since the first judged one, and
// the first file of that cycle, counted from 1. Cycles are counted from 1 with the warm-up. The first judged cycle is
// the reference, so growth can show in the one after it at the earliest.
func (f steadyFit) onset() (cycle int, file int64) {
	calm := 0
	for i := range f.files {
		if f.memory[i]-f.memory[0] <= f.options.Threshold*(f.files[i]-f.files[0]) {
			calm = i
		}
	}
	calm = min(calm, len(f.files)-2)
	return f.options.WarmUp + calm + 2, int64(math.Min(f.files[calm], math.MaxInt64/2)) + 1
}
