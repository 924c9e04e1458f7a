package judge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
)

// Stage is what was alive at one point of a run, by part, while nothing moved.
type Stage struct {
	Name  string      `json:"name"`
	Over  bool        `json:"over,omitempty"` // the run has ended
	Parts []gmem.Part `json:"live_parts"`
}

// Staged is a run that was read at its stages.
type Staged struct {
	Files  int64
	Stages []Stage
}

// Within says what may be alive for each file in the midst of a run.
type Within struct {
	Allowed float64            // in bytes for each file; above zero
	Parts   map[string]float64 // the same, for parts that are allowed another amount until the run is over
	Ignored []string           // parts that are not judged: what fills up on purpose
}

// kept is what grew of one part at one stage for each further file.
type kept struct {
	gmem.Growth
	stage   string
	allowed float64
}

// share is how much of what is allowed was kept: more than 1 is too much.
func (k kept) share() float64 { return k.PerUnit / k.allowed }

func (k kept) String() string {
	return fmt.Sprintf("%s: %v, allowed %g B/file", k.stage, k.Growth, k.allowed)
}

// Verdict compares two runs of the same work on trees of different size, stage by stage and part by part: what is alive for
// each further file was kept for it. It is inconclusive without stages, when the two don't have the same ones, and when the
// larger tree isn't twice as large. Its value is the growth that is furthest beyond what is allowed, or comes nearest to it.
func (w Within) Verdict(small, large Staged) gmem.Verdict {
	verdict := gmem.Verdict{Name: VerdictWithinRun, Unit: "bytes/file"}
	all, problem := w.compare(small, large)
	if problem != "" {
		return inconclusive(verdict, "%s", problem)
	}
	verdict.Detail = fmt.Sprintf("nothing is kept for each of %d further files", large.Files-small.Files)
	if len(all) > 0 {
		verdict.Value, verdict.Limit = all[0].PerUnit, all[0].allowed
		verdict.Detail += "\nnearest to it: " + all[0].String()
	}
	var lines []string
	for _, one := range all {
		if one.share() <= 1 {
			break
		}
		lines = append(lines, one.String())
		if one.stage == all[0].stage {
			verdict.Evidence = append(verdict.Evidence, one.Growth)
		}
	}
	if verdict.OK = len(lines) == 0; !verdict.OK {
		verdict.Fault, verdict.Detail = gmem.Leak, strings.Join(lines, "\n")
		verdict.Advice = "what is kept for each file until the run ends: lists of paths, chunks that wait, a transaction"
	}
	return verdict
}

// compare returns what grew, what is furthest beyond its allowance first, or why the two can't be compared.
func (w Within) compare(small, large Staged) (all []kept, problem string) {
	switch {
	case !(w.Allowed > 0):
		return nil, fmt.Sprintf("%v bytes for each file allow nothing", w.Allowed)
	case len(large.Stages) == 0 || len(small.Stages) != len(large.Stages):
		return nil, fmt.Sprintf("%d stages on the larger tree, and %d on the small one", len(large.Stages), len(small.Stages))
	case small.Files <= 0 || large.Files < 2*small.Files:
		return nil, fmt.Sprintf("%d files against %d: want twice as many", large.Files, small.Files)
	}
	for _, stage := range large.Stages {
		at := slices.IndexFunc(small.Stages, func(s Stage) bool { return s.Name == stage.Name })
		if at < 0 {
			return nil, fmt.Sprintf("there is no stage %q on the small tree", stage.Name)
		}
		before, after := gmem.Breakdown{Parts: small.Stages[at].Parts}, gmem.Breakdown{Parts: stage.Parts}
		for _, growth := range after.GrownSince(before, large.Files-small.Files) {
			if growth.What == gmem.PartUnattributed || slices.Contains(w.Ignored, growth.What) {
				continue
			}
			allowed := w.Allowed
			if own, has := w.Parts[growth.What]; has && !stage.Over {
				allowed = own
			}
			all = append(all, kept{growth, stage.Name, allowed})
		}
	}
	slices.SortStableFunc(all, func(a, b kept) int { return cmp.Compare(b.share(), a.share()) })
	return all, ""
}
