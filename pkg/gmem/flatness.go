package gmem

import (
	"fmt"

	"github.com/onsi/gomega/types"
)

// Extent is how much work a run did and the most memory that it took.
type Extent struct {
	Files int64 `json:"files"`
	Peak  Bytes `json:"peak_bytes"`
}

// JudgeFlatness fails when the peak of the large run is more than factor times that of the small one. Its value is the
// ratio of the peaks. It is vacuous when the large run did not do at least twice as many files, when a peak is not above
// zero, or when the factor is below one.
func JudgeFlatness(small, large Extent, factor float64) Verdict {
	switch {
	case !finite(factor) || factor < 1:
		return vacuous(VerdictFlatness, "times", fmt.Sprintf("a factor of %v is not one or more", factor))
	case small.Files <= 0 || small.Peak <= 0 || large.Peak <= 0:
		return vacuous(VerdictFlatness, "times", fmt.Sprintf("%s for %s files against %s for %s: there is nothing to compare",
			large.Peak.Short(), group(large.Files), small.Peak.Short(), group(small.Files)))
	case large.Files/2 < small.Files:
		return vacuous(VerdictFlatness, "times", fmt.Sprintf("the large run did %s files and the small one %s, want twice as many",
			group(large.Files), group(small.Files)))
	}
	ratio := float64(large.Peak) / float64(small.Peak)
	detail := fmt.Sprintf("%.2f times the peak for %.1f times the files, allowed %.2f\npeak %s for %s files, %s for %s",
		ratio, float64(large.Files)/float64(small.Files), factor,
		large.Peak.Short(), group(large.Files), small.Peak.Short(), group(small.Files))
	if ratio > factor {
		perFile := BytesPerFile(float64(large.Peak-small.Peak) / float64(large.Files-small.Files))
		ahead := perFile.Over(extrapolated)
		detail += fmt.Sprintf("\nthe peak grows with the tree by %v, %s by %s files more\n"+
			"look first at what has no bound: a buffer pool, a queue, one transaction for everything",
			perFile, signed(ahead.Short(), ahead), group(extrapolated))
	}
	return Verdict{
		Name: VerdictFlatness, OK: ratio <= factor, Value: ratio, Limit: factor, Unit: "times", Detail: detail,
	}
}

// BeFlatAgainst succeeds for the Extent of a large run whose peak is at most factor times that of the small one.
func BeFlatAgainst(small Extent, factor float64) types.GomegaMatcher {
	return &judging[Extent]{
		promise: fmt.Sprintf("be at most %.2f times the peak over %s files", factor, group(small.Files)),
		subject: func(large Extent) string { return fmt.Sprintf("the peak over %s files", group(large.Files)) },
		judge:   func(large Extent) Verdict { return JudgeFlatness(small, large, factor) },
	}
}

// JudgeBudget fails when the peak is above the budget. Its value is the peak. It is vacuous without files, a peak or a
// budget.
func JudgeBudget(run Extent, budget Bytes) Verdict {
	switch {
	case budget <= 0:
		return vacuous(VerdictBudget, "bytes", fmt.Sprintf("a budget of %s is not above zero", budget.Short()))
	case run.Files <= 0 || run.Peak <= 0:
		return vacuous(VerdictBudget, "bytes", fmt.Sprintf("%s for %s files: there is nothing to judge", run.Peak.Short(), group(run.Files)))
	}
	return Verdict{
		Name: VerdictBudget, OK: run.Peak <= budget, Value: float64(run.Peak), Limit: float64(budget), Unit: "bytes",
		Detail: fmt.Sprintf("peak %s for %s files, budget %s", run.Peak.Short(), group(run.Files), budget.Short()),
	}
}

// KeepToBudget succeeds for the Extent of a run whose peak is at most the budget.
func KeepToBudget(budget Bytes) types.GomegaMatcher {
	return &judging[Extent]{
		promise: fmt.Sprintf("keep to a budget of %s", budget.Short()),
		subject: func(run Extent) string { return fmt.Sprintf("the peak over %s files", group(run.Files)) },
		judge:   func(run Extent) Verdict { return JudgeBudget(run, budget) },
	}
}
