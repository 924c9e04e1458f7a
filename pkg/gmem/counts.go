package gmem

import (
	"fmt"

	"github.com/onsi/gomega/types"
)

// Counts are how many of something there were at the end of each cycle: threads, mappings.
type Counts struct {
	What  string `json:"what"`
	Ends  []int  `json:"ends"`
	Slack int    `json:"slack"` // growth per cycle that is still allowed
}

// JudgeCounts fails when a count keeps growing from cycle to cycle after the warm-up by more than its slack: the
// Theil-Sen slope per cycle. These are no exact counts, since a runtime starts threads and allocators map memory when
// they see fit; what leaks grows without end. It is vacuous with fewer than four cycles after the warm-up and when
// nothing was counted.
func JudgeCounts(counts Counts, warmUp int) Verdict {
	unit := counts.What + "/cycle"
	if judged := len(counts.Ends) - warmUp; warmUp < 0 || judged < fewestCycles {
		return vacuous(VerdictCounts, unit, fmt.Sprintf("too few cycles: %d with %d of warm-up, want at least %d to judge",
			len(counts.Ends), warmUp, fewestCycles))
	}
	judged := counts.Ends[warmUp:]
	cycles, ends := make([]float64, len(judged)), make([]float64, len(judged))
	for i, end := range judged {
		if end <= 0 {
			return vacuous(VerdictCounts, unit, fmt.Sprintf("cycle %d ended with %d %s: nothing was counted", warmUp+i+1, end, counts.What))
		}
		cycles[i], ends[i] = float64(i), float64(end)
	}
	slope, err := TheilSen(cycles, ends)
	if err != nil {
		return vacuous(VerdictCounts, unit, err.Error())
	}
	verdict := Verdict{
		Name: VerdictCounts, OK: slope <= float64(counts.Slack), Value: slope, Limit: float64(counts.Slack), Unit: unit,
		Detail: fmt.Sprintf("%s: %+.1f per cycle, allowed %d; %d after the warm-up, %d at the end",
			counts.What, slope, counts.Slack, judged[0], judged[len(judged)-1]),
	}
	if !verdict.OK {
		verdict.Detail += "\nlook first at what starts or maps one and never ends or unmaps it"
	}
	return verdict
}

// NotPileUp succeeds for Counts that do not keep growing, as JudgeCounts sees it.
func NotPileUp(warmUp int) types.GomegaMatcher {
	return &judging[Counts]{
		promise: "not pile up from cycle to cycle",
		subject: func(counts Counts) string { return "the number of " + counts.What },
		judge:   func(counts Counts) Verdict { return JudgeCounts(counts, warmUp) },
	}
}
