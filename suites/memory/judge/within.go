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
	Parts   map[string]float64 // the same, for parts that are allowed another amount
	Ignored []string           // parts that are not judged: what fills up on purpose
}

// Verdict compares two runs of the same work on trees of different size, stage by stage and part by part: what is alive for
// each further file was kept for it. It is inconclusive without stages, when the two don't have the same ones, and when the
// larger tree isn't twice as large. Its value is the growth that comes nearest to what is allowed, or is furthest beyond.
func (w Within) Verdict(small, large Staged) gmem.Verdict {
	verdict := gmem.Verdict{Name: VerdictWithinRun, Unit: "bytes/file"}
	switch {
	case !(w.Allowed > 0):
		return inconclusive(verdict, "%v bytes for each file allow nothing", w.Allowed)
	case len(large.Stages) == 0 || len(small.Stages) != len(large.Stages):
		return inconclusive(verdict, "%d stages on the larger tree, and %d on the small one", len(large.Stages), len(small.Stages))
	case small.Files <= 0 || large.Files < 2*small.Files:
		return inconclusive(verdict, "%d files against %d: want twice as many", large.Files, small.Files)
	}
	files := large.Files - small.Files
	var lines []string
	nearest, most := "nothing grows", 0.0
	for _, stage := range large.Stages {
		at := slices.IndexFunc(small.Stages, func(s Stage) bool { return s.Name == stage.Name })
		if at < 0 {
			return inconclusive(verdict, "there is no stage %q on the small tree", stage.Name)
		}
		growth := w.grown(small.Stages[at], stage, files)
		for i, g := range growth {
			line := fmt.Sprintf("%s: %v, allowed %g B/file", stage.Name, g, w.allowed(g.What))
			beyond := g.PerUnit > w.allowed(g.What)
			if beyond {
				lines = append(lines, line)
			}
			if ratio := g.PerUnit / w.allowed(g.What); ratio > most {
				most, nearest, verdict.Value, verdict.Limit = ratio, line, g.PerUnit, w.allowed(g.What)
				if beyond {
					verdict.Evidence = growth[:i+1]
				}
			}
		}
	}
	if verdict.OK = len(lines) == 0; verdict.OK {
		verdict.Detail = fmt.Sprintf("nothing is kept for each of %d further files; %s", files, nearest)
		return verdict
	}
	verdict.Fault, verdict.Detail = gmem.Leak, strings.Join(lines, "\n")
	verdict.Advice = "what is kept for each file until the run ends: lists of paths, chunks that wait, a transaction"
	return verdict
}

// grown returns by how much each part grew between two stages, what is most above its allowance first.
func (w Within) grown(from, to Stage, files int64) []gmem.Growth {
	growth := gmem.Breakdown{Parts: to.Parts}.GrownSince(gmem.Breakdown{Parts: from.Parts}, files)
	growth = slices.DeleteFunc(growth, func(g gmem.Growth) bool { return g.What == gmem.PartUnattributed || slices.Contains(w.Ignored, g.What) })
	slices.SortStableFunc(growth, func(a, b gmem.Growth) int {
		return cmp.Compare(b.PerUnit-w.allowed(b.What), a.PerUnit-w.allowed(a.What))
	})
	return growth
}

func (w Within) allowed(part string) float64 {
	if allowed, own := w.Parts[part]; own {
		return allowed
	}
	return w.Allowed
}
