package judge

import (
	"fmt"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
)

// Names of the verdicts.
const (
	VerdictAccounting = "not-vacuous"
	VerdictFlatness   = "flatness"
	VerdictWithinRun  = "within-run"
	VerdictBudget     = "budget"
	VerdictBounds     = "bounds"
	VerdictOrphans    = "orphans"
	VerdictReleased   = "tree-sitter-released"
	VerdictBreakdown  = "breakdown"
	VerdictDisk       = "disk"
)

// Accounting is what a run claims to have done, from sources that are independent of each other.
type Accounting struct {
	Found          int64 // by the indexer in the tree
	Indexed        int64 // from the indexer's status
	Skipped        int64 // found and left out, with a reason
	Generated      int64 // written by the generator, or counted independently
	GeneratedKnown bool
	DistinctPaths  int64 // in the store's table of files: an empty file has a path but no chunk
	Chunks         int64 // in the store
	Samples        int   // of memory
	MinSamples     int   // 0 means that one will do
}

// Verdict fails when the figures do not add up or when there is nothing behind them: a verdict over nothing is a failure.
// Its value is the number of mismatches, each of which the detail names.
func (a Accounting) Verdict() gmem.Verdict {
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
	return Mismatches(VerdictAccounting, mismatches,
		fmt.Sprintf("%d files indexed, %d chunks stored, %d samples", a.Indexed, a.Chunks, a.Samples))
}

// Mismatches returns a verdict that fails with each mismatch in a line of its own, and says sound when there is none. It is
// about figures, not about memory: it has no Fault.
func Mismatches(name string, mismatches []string, sound string) gmem.Verdict {
	verdict := gmem.Verdict{
		Name: name, OK: len(mismatches) == 0, Value: float64(len(mismatches)), Unit: "mismatches", Detail: sound,
	}
	if !verdict.OK {
		verdict.Detail = strings.Join(mismatches, "\n")
	}
	return verdict
}
