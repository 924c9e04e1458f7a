package memory_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// finding is what somebody needs to know first who sees the end of a log and nothing else.
type finding struct{ what, howMuch, where string }

// gravest are the verdicts over memory in the order in which they tell most about a leak.
var gravest = []string{
	gmem.VerdictSteadyLive, gmem.VerdictWithinRun, gmem.VerdictSteadyRSS, gmem.VerdictFlatness,
	gmem.VerdictBudget, gmem.VerdictReleased, gmem.VerdictHandles, gmem.VerdictCounts, gmem.VerdictCeiling, verdictBaseline,
}

// findingIn is the gravest finding of the records, among equals that of the highest peak. It is false when no verdict over memory has failed.
func findingIn(records []run.Record) (finding, bool) {
	records = slices.SortedStableFunc(slices.Values(records), func(a, b run.Record) int { return cmp.Compare(b.PeakBytes, a.PeakBytes) })
	for _, name := range gravest {
		for _, record := range records {
			at := slices.IndexFunc(leaking(record), func(v gmem.Verdict) bool { return v.Name == name })
			if at >= 0 {
				return findingOf(record, leaking(record)[at]), true
			}
		}
	}
	return finding{}, false
}

func findingOf(record run.Record, verdict gmem.Verdict) finding {
	lines := strings.Split(verdict.Detail, "\n")
	found := finding{what: lines[0], howMuch: lines[0], where: lineWith(lines, "look first at")}
	part, grown := grownIn(record, verdict.Name)
	if part != "" {
		found.what = fmt.Sprintf("%s grew by %s", part, grown.Short())
		found.where = gmem.PointsTo(part)
	}
	switch verdict.Name {
	case gmem.VerdictCeiling, gmem.VerdictBudget:
		found.what, found.where = crossing(record, verdict, part, grown)
	case gmem.VerdictHandles, gmem.VerdictCounts, gmem.VerdictReleased:
		found.howMuch = fmt.Sprintf("%.0f %s too many after %d files", verdict.Value, verdict.Unit, record.FilesIndexed)
	case verdictBaseline:
		found.what = "memory rose since the baseline"
	case gmem.VerdictSteadyLive, gmem.VerdictSteadyRSS, gmem.VerdictWithinRun:
		found.howMuch += lineWith(lines, "ahead:")
		found.what += leftOpen(record)
		found.where += namedSite(record)
	}
	return found
}

// crossing is what and where of a peak above the ceiling or the budget.
func crossing(record run.Record, limit gmem.Verdict, part string, grown gmem.Bytes) (what, where string) {
	what = "resident memory crossed the " + limit.Name
	if part != "" {
		what += fmt.Sprintf("; most of its growth: %s, +%s", part, grown.Short())
		where = gmem.PointsTo(part) + " "
	}
	if at, sampled := record.Series.PeakSample(); sampled && float64(record.PeakBytes) >= limit.Limit { // else another child did
		where += fmt.Sprintf("It was highest at file %d (%s).", at.Files, gmem.Shorten(at.Path, 60))
	}
	return what, where
}

// grownIn is the part that grew most between the two moments that a verdict compares. Where it compares none, as with
// handles, it is empty.
func grownIn(record run.Record, verdict string) (part string, by gmem.Bytes) {
	moments := map[string]gmem.Ledger{}
	for _, moment := range record.Parts {
		moments[moment.At] = moment.Ledger
	}
	switch verdict {
	case gmem.VerdictSteadyLive:
		return gmem.Grown(alive(moments["warm"]), alive(moments["end"]))
	case gmem.VerdictSteadyRSS:
		return gmem.Grown(moments["warm"], moments["end"])
	case gmem.VerdictFlatness, gmem.VerdictWithinRun:
		return gmem.Grown(moments["small peak"], moments["large peak"])
	case gmem.VerdictCeiling, gmem.VerdictBudget:
		from, to := crossingMoments(record.Kind, verdict)
		return gmem.Grown(moments[from], moments[to])
	}
	return "", 0
}

// crossingMoments are the two between which a kind of run has crossed the ceiling or the budget, as near as its record tells.
func crossingMoments(kind, verdict string) (from, to string) {
	switch kind {
	case run.KindRebuilds, run.KindUpdates, run.KindSearches:
		if verdict == gmem.VerdictBudget {
			return "baseline", loudPeak
		}
		return "baseline", "end"
	case run.KindCycles:
		return "baseline", "end"
	case run.KindSizes:
		return "small peak", "large peak"
	}
	return "baseline", "peak"
}

// lineWith is what follows in the line that begins with a mark; with "ahead:" and others of the kind it is set off from
// the line before it. It is empty where there is no such line.
func lineWith(lines []string, mark string) string {
	at := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, mark) })
	if at < 0 {
		return ""
	}
	text := strings.Join(lines[at:at+1], "")
	if rest, cut := strings.CutPrefix(text, "ahead:"); cut {
		return "; " + strings.TrimSpace(rest)
	}
	return text
}

// leftOpen names the handles that were left open beside the growth, the first kind of them.
func leftOpen(record run.Record) string {
	at := slices.IndexFunc(leaking(record), func(v gmem.Verdict) bool { return v.Name == gmem.VerdictHandles })
	if at < 0 {
		return ""
	}
	kind, _, _ := strings.Cut(leaking(record)[at].Detail, " (")
	return "; " + kind
}

// namedSite says where the largest survivor was allocated, or how to find out.
func namedSite(record run.Record) string {
	if len(record.Survivors) == 0 {
		return " The flag -survivors names the functions."
	}
	largest := slices.MaxFunc(record.Survivors, func(a, b run.Survivor) int { return int(a.Bytes/gmem.KB - b.Bytes/gmem.KB) })
	return fmt.Sprintf(" Allocated in: %s.", largest.Site)
}
