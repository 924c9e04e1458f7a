package judge

import (
	"fmt"
	"math"

	"github.com/embecode/embecode/pkg/gmem"
)

// Extent is how much work a run did and the most memory that it took.
type Extent struct {
	Files int64
	Peak  gmem.Bytes
}

// Flat fails when the peak of the large run is more than factor times that of the small one. Its value is the ratio of the
// peaks. It is inconclusive when the large run did not do at least twice as many files, when a peak is not above zero, or
// when the factor is below one.
func Flat(small, large Extent, factor float64) gmem.Verdict {
	verdict := gmem.Verdict{Name: VerdictFlatness, Unit: "times"}
	switch {
	case math.IsNaN(factor) || math.IsInf(factor, 0) || factor < 1:
		return inconclusive(verdict, "a factor of %v is not one or more", factor)
	case small.Files <= 0 || small.Peak <= 0 || large.Peak <= 0:
		return inconclusive(verdict, "%s for %d files against %s for %d: there is nothing to compare",
			large.Peak.Short(), large.Files, small.Peak.Short(), small.Files)
	case large.Files/2 < small.Files:
		return inconclusive(verdict, "the large run did %d files and the small one %d, want twice as many", large.Files, small.Files)
	}
	verdict.Value, verdict.Limit = float64(large.Peak)/float64(small.Peak), factor
	verdict.OK = verdict.Value <= factor
	verdict.Detail = fmt.Sprintf("%.2f times the peak for %.1f times the files, allowed %.2f\npeak %s for %d files, %s for %d",
		verdict.Value, float64(large.Files)/float64(small.Files), factor,
		large.Peak.Short(), large.Files, small.Peak.Short(), small.Files)
	if !verdict.OK {
		rate := gmem.Rate{Bytes: float64(large.Peak-small.Peak) / float64(large.Files-small.Files), Unit: "file"}
		verdict.Fault = gmem.TooMuch
		verdict.Detail += fmt.Sprintf("\nthe peak grows with the tree by %v, by %s in 100,000 files", rate, rate.Over(100_000).Short())
		verdict.Advice = "what has no bound: a buffer pool, a queue, one transaction for everything"
	}
	return verdict
}

// Budget fails when the peak is the budget or more.
func Budget(series gmem.Series, budget gmem.Bytes) gmem.Verdict {
	verdict := series.Below(budget)
	verdict.Name = VerdictBudget
	return verdict
}

// Released fails when tree-sitter still holds memory at the end of the work, before any collection: what only a finalizer
// frees is left to chance, because Go's collector can't see native memory and need never run.
func Released(alive gmem.Bytes) gmem.Verdict {
	verdict := gmem.Verdict{Name: VerdictReleased, OK: alive == 0, Value: float64(alive), Unit: "bytes"}
	verdict.Detail = fmt.Sprintf("tree-sitter holds %v before any collection, allowed none", alive)
	if alive > 0 {
		verdict.Fault = gmem.Leak
		verdict.Evidence = []gmem.Growth{{What: "tree-sitter", Amount: float64(alive), Unit: "bytes"}}
		verdict.Advice = "the ways out without a deferred Close: a finalizer may free it later, or never"
	}
	return verdict
}

// The share of memory that may stay unattributed: what no meter sees of a healthy process, and what changes between one
// reading and the next.
const (
	breakdownSlack   = 5 * gmem.MB
	breakdownPercent = 10 // of the growth since the first moment
)

// Attributed fails when the parts of one of the moments miss its RSS by more than 5 MB or 10 % of the growth since the
// first, whichever is more, in either direction. What then remains has no meter, or a part counts what is not resident.
func Attributed(moments gmem.Moments) gmem.Verdict {
	verdict := gmem.Verdict{Name: VerdictBreakdown, OK: true, Unit: "bytes", Detail: "every moment is the sum of its parts"}
	if len(moments) == 0 {
		return inconclusive(verdict, "nothing was measured")
	}
	for _, at := range moments {
		if len(at.Parts) == 0 {
			return inconclusive(verdict, "nothing was measured at %q", at.At)
		}
		remainder := at.Unattributed()
		limit := max(breakdownSlack, (at.RSS-moments[0].RSS)*breakdownPercent/100)
		if -limit <= remainder && remainder <= limit {
			continue
		}
		verdict.OK, verdict.Value, verdict.Limit = false, float64(remainder), float64(limit)
		verdict.Detail = fmt.Sprintf("%s: %s of %s unattributed, allowed %s either way", at.At, remainder.Short(), at.RSS.Short(), limit.Short())
		verdict.Advice = "memory that no meter sees: mapped directly, or of another allocator"
		if remainder < 0 {
			verdict.Advice = "a part that counts pages which are not resident, or that another counts too"
		}
		return verdict
	}
	return verdict
}

func inconclusive(verdict gmem.Verdict, format string, figures ...any) gmem.Verdict {
	verdict.OK, verdict.Inconclusive, verdict.Detail = false, true, fmt.Sprintf(format, figures...)
	return verdict
}
