package memory_test

import (
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// verdictBaseline is the name of the verdict over the increase since a baseline.
const verdictBaseline = "baseline"

// comparison holds a run against the baseline's run of the same kind.
type comparison struct{ was, now run.Record }

// amount is one of the figures that are judged: each is a whole, and larger than nothing.
type amount struct {
	name     string
	was, now gmem.Bytes
}

func (a amount) percent() float64 { return 100 * float64(a.now-a.was) / float64(a.was) }

// amounts are the figures that an increase is judged by. Live bytes are among them where both runs have counted them.
func (c comparison) amounts() []amount {
	all := []amount{
		{"peak RSS", c.was.PeakBytes, c.now.PeakBytes},
		{"final RSS", c.was.FinalBytes, c.now.FinalBytes},
	}
	if was, now := liveAtEnd(c.was), liveAtEnd(c.now); was > 0 && now > 0 {
		all = append(all, amount{"live bytes at the end", was, now})
	}
	return all
}

func liveAtEnd(record run.Record) gmem.Bytes {
	if len(record.Cycles) == 0 {
		return 0
	}
	return record.Cycles[len(record.Cycles)-1].Live
}

// judge fails when one of the amounts has risen by more than the allowed percentage. Its value is the largest rise.
func (c comparison) judge(allowed float64) gmem.Verdict {
	verdict := gmem.Verdict{Name: verdictBaseline, OK: true, Limit: allowed, Unit: "percent"}
	if c.now.Stopped != "" {
		verdict.OK, verdict.Vacuous, verdict.Detail = false, true, "this run was stopped early: "+c.now.Stopped
		return verdict
	}
	var risen []string
	for i, a := range c.amounts() {
		if a.was <= 0 {
			verdict.OK, verdict.Vacuous, verdict.Value = false, true, 0
			verdict.Detail = fmt.Sprintf("%s of %v in the baseline is no reading", a.name, a.was)
			return verdict
		}
		if percent := a.percent(); i == 0 || percent > verdict.Value {
			verdict.Value = percent
		}
		if a.percent() > allowed {
			risen = append(risen, fmt.Sprintf("%s rose by %.1f %%, allowed %g %%: %s in the baseline, %s now",
				a.name, a.percent(), allowed, a.was.Short(), a.now.Short()))
		}
	}
	verdict.Detail = fmt.Sprintf("%+.1f %% at most, allowed %g %%", verdict.Value, allowed)
	if len(risen) > 0 {
		verdict.OK = false
		if part, by := gmem.Grown(telling(c.was).Ledger, telling(c.now).Ledger); part != "" {
			risen = append(risen, fmt.Sprintf("look first at %s, +%s since the baseline", part, by.Short()))
		}
		verdict.Detail = strings.Join(risen, "\n")
	}
	return verdict
}

// telling is the moment whose parts tell most about a run: the end where everything is closed by then, else the peak.
func telling(record run.Record) run.Moment {
	at := "peak"
	switch record.Kind {
	case run.KindCycles, run.KindRebuilds, run.KindUpdates, run.KindSearches:
		at = "end"
	case run.KindSizes:
		at = "large peak"
	}
	for _, moment := range record.Parts {
		if moment.At == at {
			return moment
		}
	}
	return run.Moment{At: at}
}

// String is the comparison side by side, at 80 columns.
func (c comparison) String() string {
	table := new(gmem.Table).Heading(c.now.Kind, "baseline", "now", "change")
	for _, a := range c.amounts() {
		table.Row(a.name, a.was.Short(), a.now.Short(), fmt.Sprintf("%+.1f %%", a.percent()))
	}
	if was, now, measured := c.growth(); measured {
		table.Row("live growth per file", was.String(), now.String(), (now - was).String())
	}
	moment := telling(c.now)
	was := partsOf(telling(c.was).Ledger)
	for _, part := range moment.Parts {
		earlier, measured := was[part.Name]
		if !measured {
			continue
		}
		table.Row("  "+part.Name, earlier.Short(), part.Bytes.Short(), signed(part.Bytes-earlier))
	}
	wasSpeed, nowSpeed := speedOf(c.was), speedOf(c.now)
	table.Row("files per second, median", fmt.Sprintf("%.0f", wasSpeed.median), fmt.Sprintf("%.0f", nowSpeed.median),
		fmt.Sprintf("%+.1f %%", 100*(nowSpeed.median-wasSpeed.median)/wasSpeed.median))
	return table.String() + wrap(fmt.Sprintf("parts at the moment %q; ", moment.At)+nowSpeed.against(wasSpeed))
}

// growth is the rate at which live bytes grew, as the verdict over it has measured it.
func (c comparison) growth() (was, now gmem.BytesPerFile, measured bool) {
	for _, name := range []string{gmem.VerdictSteadyLive, gmem.VerdictWithinRun} {
		earlier, there := verdictOf(c.was, name)
		present, here := verdictOf(c.now, name)
		if there && here {
			return gmem.BytesPerFile(earlier.Value), gmem.BytesPerFile(present.Value), true
		}
	}
	return 0, 0, false
}

// verdictOf is a verdict that was reached.
func verdictOf(record run.Record, name string) (gmem.Verdict, bool) {
	at := slices.IndexFunc(record.Verdicts, func(v gmem.Verdict) bool { return v.Name == name && !v.Vacuous })
	if at < 0 {
		return gmem.Verdict{}, false
	}
	return record.Verdicts[at], true
}

func partsOf(ledger gmem.Ledger) map[string]gmem.Bytes {
	parts := map[string]gmem.Bytes{}
	for _, part := range ledger.Parts {
		parts[part.Name] = part.Bytes
	}
	return parts
}

func signed(change gmem.Bytes) string {
	if change < 0 {
		return change.Short()
	}
	return "+" + change.Short()
}

// compareWithBaseline prints each run beside the baseline's and adds the verdicts to memory.json. What it gives back says
// which of them have failed; it is empty when none has.
func compareWithBaseline() string {
	GinkgoHelper()
	if options.baseline == nil {
		return ""
	}
	var text, risen []string
	Expect(run.Amend(options.out, func(archive *run.Archive) {
		for i := range archive.Runs {
			was, found := options.baseline.runOf(archive.Runs[i].Kind)
			if !found || options.baseline.refusal(archive.Runs[i].Origin, archive.Runs[i].Leak) != "" {
				continue
			}
			compared := comparison{was, archive.Runs[i]}
			text = append(text, compared.String())
			if options.failOnIncrease > 0 {
				verdict := compared.judge(options.failOnIncrease)
				archive.Runs[i].Verdicts = append(archive.Runs[i].Verdicts, verdict)
				text = append(text, wrap(verdict.String()))
				if !verdict.OK {
					risen = append(risen, archive.Runs[i].Kind+": "+verdict.Detail)
				}
			}
		}
	})).To(Succeed())
	if len(text) > 0 {
		AddReportEntry("compared with "+options.baseline.path, plainText(strings.Join(text, "\n")), ReportEntryVisibilityAlways)
	}
	return increaseText(options.baseline.path, options.failOnIncrease, risen)
}

func increaseText(path string, allowed float64, risen []string) string {
	if len(risen) == 0 {
		return ""
	}
	return fmt.Sprintf("Expected memory to be at most %g %% above the baseline %s.\n%s", allowed, path, strings.Join(risen, "\n"))
}
