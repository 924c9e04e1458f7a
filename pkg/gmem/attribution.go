package gmem

import (
	"fmt"

	"github.com/onsi/gomega/types"
)

// The share of memory that may stay unattributed: what no meter sees of a healthy process, stacks of threads above all,
// and what changes between one reading and the next.
const (
	attributionSlack   = 5 * MB
	attributionPercent = 10 // of the growth since the baseline
)

// JudgeAttribution fails when the parts of a ledger miss its RSS by more than 5 MB or 10 % of the growth since the
// baseline, whichever is more, in either direction. What then remains has no meter, or a part counts what is not resident.
// It is vacuous over a ledger without parts.
func JudgeAttribution(baseline, at Ledger) Verdict {
	if len(at.Parts) == 0 || at.RSS <= 0 {
		return vacuous(VerdictAttribution, "bytes", fmt.Sprintf("nothing was measured: %d parts of %v", len(at.Parts), at.RSS))
	}
	growth, remainder := at.RSS-baseline.RSS, at.Unattributed()
	limit := max(attributionSlack, growth*attributionPercent/100)
	verdict := Verdict{
		Name: VerdictAttribution, OK: -limit <= remainder && remainder <= limit,
		Value: float64(remainder), Limit: float64(limit), Unit: "bytes",
		Detail: fmt.Sprintf("%s of %s unattributed, allowed %s either way", remainder.Short(), at.RSS.Short(), limit.Short()),
	}
	switch {
	case verdict.OK:
	case remainder > 0:
		verdict.Detail += "\nlook first for memory that no meter sees: mapped directly, or of another allocator"
	default:
		verdict.Detail += "\nlook first for a part that counts pages which are not resident, or that another counts too"
	}
	return verdict
}

// BeAttributed succeeds for a Ledger whose parts explain it, as JudgeAttribution sees it.
func BeAttributed(baseline Ledger) types.GomegaMatcher {
	return &judging[Ledger]{
		promise: "be the sum of its parts",
		subject: func(Ledger) string { return "resident memory" },
		judge:   func(at Ledger) Verdict { return JudgeAttribution(baseline, at) },
	}
}

// VerdictAttribution is the name of JudgeAttribution's verdict.
const VerdictAttribution = "attribution"
