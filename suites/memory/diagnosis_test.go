package memory_test

import (
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// aliveParts are the parts that are counted to the byte. Where the count of live bytes says that there is a leak, it is in
// one of these; what allocators and the kernel keep moves by megabytes and would hide it.
var aliveParts = []string{
	gmem.PartGoInUse, gmem.PartDuckDB, gmem.PartTreeSitter, gmem.PartCPlusPlus, gmem.PartNative,
}

// alive is what of a ledger is counted to the byte. Nothing of it is left unattributed.
func alive(all gmem.Ledger) gmem.Ledger {
	var counted gmem.Ledger
	for _, part := range all.Parts {
		if slices.Contains(aliveParts, part.Name) {
			counted.Parts = append(counted.Parts, part)
			counted.RSS += part.Bytes
		}
	}
	return counted
}

// diagnosisOfCycles says what the failed verdicts point to, from the meters alone; it is empty when none has failed.
func diagnosisOfCycles(verdicts []gmem.Verdict, report run.CyclesReport) string {
	var lines []string
	for _, verdict := range failed(verdicts) {
		switch verdict.Name {
		case gmem.VerdictHandles, gmem.VerdictCounts, gmem.VerdictReleased:
			lines = append(lines, verdict.Detail)
		}
	}
	files, chunks := judgedWork(report)
	switch {
	case has(verdicts, gmem.VerdictSteadyLive):
		lines = append(lines, "since the warm-up: "+gmem.Explain(alive(report.Warm), alive(report.End), files, chunks))
	case has(verdicts, gmem.VerdictSteadyRSS):
		lines = append(lines, "since the warm-up: "+gmem.Explain(report.Warm, report.End, files, chunks))
	}
	if has(verdicts, gmem.VerdictCeiling) {
		lines = append(lines, "at the peak: "+gmem.Explain(report.Baseline, report.Peak, 0, 0))
	}
	return strings.Join(lines, "\n")
}

// diagnosisOfSizes does so for a small and a large tree.
func diagnosisOfSizes(small, large run.CyclesReport) string {
	return "from the small tree's peak to the large one's: " + gmem.Explain(small.Peak, large.Peak, large.Judged(0)-small.Judged(0), large.Chunks-small.Chunks)
}

// failed are the verdicts that were reached and have failed.
func failed(verdicts []gmem.Verdict) []gmem.Verdict {
	return slices.DeleteFunc(slices.Clone(verdicts), func(v gmem.Verdict) bool { return v.OK || v.Vacuous })
}

// has reports whether the verdict of a name is among those that failed.
func has(verdicts []gmem.Verdict, name string) bool {
	return slices.ContainsFunc(failed(verdicts), func(verdict gmem.Verdict) bool { return verdict.Name == name })
}

// judgedWork is how much was indexed after the warm-up.
func judgedWork(report run.CyclesReport) (files, chunks int64) {
	cycles := int64(len(report.Cycles) - options.SteadyRSS.WarmUp)
	return report.Judged(options.SteadyRSS.WarmUp), max(cycles, 0) * report.Chunks
}
