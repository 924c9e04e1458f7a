package gmem

import (
	"fmt"
	"strings"

	"github.com/onsi/gomega/types"
)

// Accounting is what a run claims to have done, from sources that are independent of each other.
type Accounting struct {
	Found          int64 `json:"files_found"`     // by the indexer in the tree
	Indexed        int64 `json:"files_indexed"`   // from the indexer's status
	Skipped        int64 `json:"files_skipped"`   // found and left out, with a reason
	Generated      int64 `json:"files_generated"` // written by the generator, or counted independently
	GeneratedKnown bool  `json:"files_generated_known"`
	DistinctPaths  int64 `json:"distinct_paths"` // in the store's table of files: an empty file has a path but no chunk
	Chunks         int64 `json:"chunks"`         // in the store
	Samples        int   `json:"samples"`
	MinSamples     int   `json:"min_samples"` // 0 means that one will do
}

// JudgeNotVacuous fails when the figures do not add up or when there is nothing behind them: a verdict over nothing is a
// failure. Its value is the number of mismatches, each of which the detail names.
func JudgeNotVacuous(a Accounting) Verdict {
	var mismatches []string
	check := func(holds bool, format string, figures ...any) {
		if !holds {
			mismatches = append(mismatches, fmt.Sprintf(format, figures...))
		}
	}
	least := max(a.MinSamples, 1)
	check(a.Indexed > 0, "no file was indexed")
	check(a.Found == a.Indexed+a.Skipped, "found %d files, but indexed %d and skipped %d", a.Found, a.Indexed, a.Skipped)
	check(a.Found >= 0 && a.Skipped >= 0, "found %d and skipped %d files: a count is negative", a.Found, a.Skipped)
	check(!a.GeneratedKnown || a.Generated == a.Indexed, "generated %d files, but indexed %d", a.Generated, a.Indexed)
	check(a.DistinctPaths == a.Indexed, "indexed %d files, but the store holds %d distinct paths", a.Indexed, a.DistinctPaths)
	check(a.Chunks > 0, "the store holds no chunks")
	check(a.Samples >= least, "%d samples of memory, want at least %d", a.Samples, least)

	verdict := Verdict{
		Name: VerdictNotVacuous, OK: len(mismatches) == 0, Value: float64(len(mismatches)), Unit: "mismatches",
		Detail: strings.Join(mismatches, "\n"),
	}
	if verdict.OK {
		verdict.Detail = fmt.Sprintf("%s files indexed, %s chunks stored, %s samples",
			group(a.Indexed), group(a.Chunks), group(int64(a.Samples)))
	}
	return verdict
}

// AddUp succeeds for an Accounting that JudgeNotVacuous accepts.
func AddUp() types.GomegaMatcher {
	return &judging[Accounting]{
		promise: "add up",
		subject: func(Accounting) string { return "the run's own figures" },
		judge:   JudgeNotVacuous,
	}
}
