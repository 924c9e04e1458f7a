package gmem

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/embecode/embecode/pkg/gmem/internal/stats"
)

// What a clean process does anyhow, in absolute amounts: each is a floor beside the allowance for each unit of work, so that
// few units per round raise no alarm. docs/gmem.md has the runs that they were measured in.
const (
	// liveFloor is what exact live bytes may grow by in all: the Go runtime's and C libraries' records grow in steps of
	// some kilobytes.
	liveFloor = 32 * KB
	// residentFloor is what resident memory may grow by in all: an arena of malloc fragments by 1.2 to 2.4 MB from round to
	// round, and drifts upward by up to 18 MB.
	residentFloor = 24 * MB
	// variablesFloor is what variables of packages may reach more in all: they hold nothing but what somebody has put there.
	variablesFloor Bytes = 64
	// Threads and mappings are added by runtimes and allocators as they see fit.
	threadFloor  = 8
	mappingFloor = 64
)

const (
	confidence = 0.95 // of the lower bounds that are told and judged by
	// strict is the confidence for what is counted while others come and go: goroutines, descriptors, threads, mappings. It is
	// just reached by six readings of which each is higher than the one before.
	strict = 0.998
	// fewCounts and fewReadings are a growth, and a number of readings, below which such a count has to be confirmed by more
	// rounds before they end.
	fewCounts, fewReadings = 20, 10
)

// finding is a verdict, and whether more rounds would make it surer.
type finding struct {
	Verdict
	close bool
}

// Judge reaches every verdict on the rounds from their readings alone. Repeat has called it already; it is for rounds that
// were read from a file.
func (r Rounds) Judge() []Verdict {
	var verdicts []Verdict
	for _, found := range r.findings() {
		verdicts = append(verdicts, found.Verdict)
	}
	return verdicts
}

// findings are the verdicts that were not asked to be left out.
func (r Rounds) findings() []finding {
	var kept []finding
	if len(r.Dead) > 0 {
		kept = append(kept, finding{Verdict: r.judgeMeters()})
	}
	for _, found := range []finding{r.judgeLive(), r.judgeVariables(), r.judgeResident(), r.judgeHandles(), r.judgeCounts(), r.judgeReleased()} {
		if !r.Options.ignores(found.Name) && found.Name != "" {
			kept = append(kept, found)
		}
	}
	if r.Options.Watch.Ceiling > 0 {
		kept = append(kept, finding{Verdict: r.Series.Below(r.Options.Watch.Ceiling)})
	}
	return kept
}

// rate is a figure per unit of the work.
func (r Rounds) rate(bytes float64) Rate { return Rate{bytes, r.Options.Unit} }

func (r Rounds) perUnit() string { return "bytes/" + r.Options.Unit }

// judgeLive fails when exact live bytes keep growing: by the Theil-Sen slope, which also sees what comes in lumps.
func (r Rounds) judgeLive() finding {
	t, err := r.fitTrend(confidence, func(round Round) (float64, error) {
		live := round.Live
		for _, part := range round.Parts {
			if r.Options.ignores(part.Name) {
				live -= part.Bytes
			}
		}
		return positive("live memory", live)
	})
	if err != nil {
		return finding{inconclusive(VerdictLive, r.perUnit(), err.Error()), false}
	}
	limit := max(r.Options.Allowance, float64(r.Options.floor())/t.work())
	verdict := r.growthVerdict(VerdictLive, "live bytes (allocated and never freed)", t, t.Slope, limit)
	if reason, blind := r.leftOut(nativeName); blind {
		verdict.Detail += "\nof Go's heap alone; native memory is not counted: " + reason
	}
	if !verdict.OK {
		judged := r.judged()
		verdict.Evidence = grownParts(judged[len(judged)-1].Parts, judged[0].part, r.Units())
		verdict.Detail += "\n" + strings.Join(growthLines(verdict.Evidence), "\n")
		verdict.Advice = adviceOn(verdict.Evidence, "what the work allocates and keeps")
	}
	sure := t.Slope <= limit/2 || (t.Lower > limit && t.persists(limit))
	return finding{verdict, !sure}
}

// judgeVariables fails when variables of packages reach ever more: where that never falls, chance has no part in it, so that the
// least growth counts. It has no name when nothing was asked for.
func (r Rounds) judgeVariables() finding {
	if len(r.Options.Packages) == 0 {
		return finding{}
	}
	if reason, unread := r.leftOut(variablesName); unread {
		return finding{inconclusive(VerdictVariables, r.perUnit(), reason), false}
	}
	t, err := r.fitTrend(strict, func(round Round) (float64, error) { return float64(round.reached()), nil })
	if err != nil {
		return finding{inconclusive(VerdictVariables, r.perUnit(), err.Error()), false}
	}
	limit := float64(variablesFloor) / t.work()
	growth := t.Slope
	if !slices.IsSorted(t.values) { // as where a cache holds other things each time
		growth = max(t.Lower, 0)
	}
	verdict := r.growthVerdict(VerdictVariables, "reached from variables of packages", t, growth, limit)
	if !verdict.OK {
		judged := r.judged()
		before := func(name string) (Bytes, bool) {
			reached, _ := partOf(judged[0].Variables, name) // none is nothing
			return reached, true
		}
		holders := growthLines(grownParts(judged[len(judged)-1].Variables, before, r.Units()))
		verdict.Evidence = []Growth{growthOf(PartGoInUse, "bytes", t.total(), r.Units())}
		verdict.Detail += "\n" + strings.Join(holders, "\n")
		verdict.Advice = "who adds to these variables and takes nothing away"
	}
	sure := t.Slope <= limit/2 || (growth > limit && t.persists(limit))
	return finding{verdict, !sure}
}

// judgeResident fails when resident memory certainly keeps growing. It is the backstop: it sees memory that was mapped past
// every allocator, and every leak that is large enough where exact meters are missing. It has no name under a sanitizer.
func (r Rounds) judgeResident() finding {
	if _, untold := r.leftOut(VerdictResident); untold {
		return finding{}
	}
	t, err := r.fitTrend(confidence, func(round Round) (float64, error) { return positive("resident memory", round.RSS) })
	if err != nil {
		return finding{inconclusive(VerdictResident, r.perUnit(), err.Error()), false}
	}
	if !finite(t.Lower) {
		return finding{inconclusive(VerdictResident, r.perUnit(),
			fmt.Sprintf("too few rounds: %d readings give no bound at %g %%", len(t.values), 100*confidence)), false}
	}
	limit := float64(cmp.Or(r.Options.ResidentFloor, residentFloor)) / t.work()
	verdict := r.growthVerdict(VerdictResident, "resident memory", t, t.Lower, limit)
	if !verdict.OK {
		verdict.Evidence = r.Parts.grown("warm", "end", r.Units())
		verdict.Detail += "\n" + strings.Join(growthLines(verdict.Evidence), "\n")
		verdict.Advice = "the live bytes. If they hold still, the allocator keeps what was freed"
		if most := verdict.Evidence; len(most) > 0 && most[0].Amount >= t.total()/grownFraction {
			verdict.Advice = adviceOn(most, verdict.Advice)
		}
		verdict.under(r.Series.Settings)
	}
	return finding{verdict, t.Slope > limit/2 && verdict.OK}
}

// growthVerdict fails when value, a slope or its bound, is above the limit and the growth has not ended.
func (r Rounds) growthVerdict(name, what string, t trend, value, limit float64) Verdict {
	verdict := Verdict{
		Name: name, OK: value <= limit || !t.persists(limit),
		Value: value, Limit: limit, Unit: r.perUnit(),
	}
	sure := "no bound from so few rounds"
	if finite(t.Lower) {
		sure = "at least " + r.rate(t.Lower).String()
	}
	lines := []string{
		fmt.Sprintf("%s: %v, allowed %s", what, r.rate(t.Slope), strings.TrimPrefix(r.rate(limit).String(), "+")),
		fmt.Sprintf("how sure:  %s with %g %% confidence", sure, 100*t.Confidence),
		fmt.Sprintf("judged:    %d rounds, %s in all; %s at the start, %s at the end",
			len(t.values)-1, counted(int64(t.work()), r.Options.Unit), Bytes(t.values[0]).Short(), Bytes(t.values[len(t.values)-1]).Short()),
	}
	switch {
	case !verdict.OK:
		verdict.Fault = Leak
		lines = append(lines,
			fmt.Sprintf("since:     round %d", t.onset(r.WarmUp, limit)),
			fmt.Sprintf("ahead:     %s by %s", signed(r.rate(t.Slope).Over(extrapolated).Short(), t.Slope), counted(extrapolated, r.Options.Unit)))
	case value > limit:
		lines = append(lines, "it grew, and not since")
	}
	verdict.Detail = strings.Join(lines, "\n")
	return verdict
}

// judgeReleased fails when work leaves things to finalizers round after round: Go's collector can't see native memory and
// need never run.
func (r Rounds) judgeReleased() finding {
	judged := r.judged()
	if len(judged) < fewestReadings {
		return finding{inconclusive(VerdictReleased, "bytes", fmt.Sprintf("too few rounds: %d readings", len(judged))), false}
	}
	var left []Growth
	for i, kind := range judged[len(judged)-1].Unreleased {
		amounts := make([]float64, 0, len(judged))
		for _, round := range judged[1:] {
			if i < len(round.Unreleased) {
				amounts = append(amounts, round.Unreleased[i].Amount)
			}
		}
		kind.Amount, kind.PerUnit = stats.MedianOf(amounts), 0
		floor := 0.0
		if kind.Unit == "bytes" {
			floor = float64(r.Options.floor())
		}
		if kind.Amount > floor && !r.Options.ignores(kind.What) {
			left = append(left, kind)
		}
	}
	verdict := Verdict{Name: VerdictReleased, OK: len(left) == 0, Value: float64(len(left)), Unit: "kinds", Evidence: left}
	if verdict.OK {
		verdict.Detail = "nothing is left to finalizers"
		return finding{verdict, false}
	}
	verdict.Fault, verdict.Advice = Leak, "the ways out without a deferred Close: a finalizer may free it later, or never"
	lines := []string{"left to finalizers at the end of each round, before a collection:"}
	for _, kind := range left {
		lines = append(lines, "  "+kind.String())
	}
	verdict.Detail = strings.Join(lines, "\n")
	return finding{verdict, false}
}

// counted is a number of units in words: "1 call", "2,000 files".
func counted(n int64, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return humanize.Comma(n) + " " + unit + "s"
}

// judgeMeters is inconclusive: a meter that doesn't see what was planted for it would see no leak either.
func (r Rounds) judgeMeters() Verdict {
	var lines []string
	for _, meter := range r.Dead {
		lines = append(lines, meter.Name+": "+meter.Reason)
	}
	verdict := inconclusive(VerdictMeters, "dead meters", strings.Join(lines, "\n"))
	verdict.Advice = "what else works in this process: a test that is t.Parallel, a spec that is not Serial, a server"
	return verdict
}
