package gmem

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"
)

// judgeHandles fails when more and more of a kind stays open from round to round. What is opened once and kept, such as a
// pool, grows in a step and is none, unless nothing of its kind may stay. Registered handles are counted exactly; goroutines and descriptors come and go.
func (r Rounds) judgeHandles() finding {
	judged := r.judged()
	if len(judged) == 0 || len(judged[0].Handles) == 0 {
		return finding{inconclusive(VerdictHandles, "handles", "no handle of any kind was counted"), false}
	}
	var left []Growth
	var wrong []string
	var near bool
	for _, handle := range judged[0].Handles {
		if r.Options.ignores(handle.Name) {
			continue
		}
		sureness := confidence
		if handle.Name == HandleGoroutine || handle.Name == HandleDescriptor {
			sureness = strict
		}
		t, err := r.fitTrend(sureness, func(round Round) (float64, error) {
			count, measured := round.open(handle.Name)
			if !measured {
				return 0, fmt.Errorf("%w of %s", errNoReading, handle.Name)
			}
			return float64(count), nil
		})
		if err != nil {
			return finding{inconclusive(VerdictHandles, "handles", err.Error()), false}
		}
		if slices.Contains(r.Options.Closed, handle.Name) {
			if most := slices.Max(t.values); most > 0 {
				left = append(left, growthOf(handle.Name, "open", most, 0))
			}
			continue
		}
		grows, doubtful := t.grows(1)
		near = near || doubtful
		switch {
		case grows:
			left = append(left, growthOf(handle.Name, "open", t.total(), int64(t.work())))
		case t.falls():
			wrong = append(wrong, fmt.Sprintf("%s: %s closed too often", handle.Name, humanize.Comma(int64(-t.total()))))
		}
	}
	mostFirst(left)
	return finding{handlesVerdict(left, wrong, len(judged[0].Handles)), near}
}

func handlesVerdict(left []Growth, wrong []string, kinds int) Verdict {
	verdict := Verdict{Name: VerdictHandles, OK: len(left)+len(wrong) == 0, Unit: "handles", Evidence: left}
	if verdict.OK {
		verdict.Detail = fmt.Sprintf("%d kinds of handle, none piles up", kinds)
		return verdict
	}
	var lines []string
	for _, kind := range left {
		verdict.Value += kind.Amount
		lines = append(lines, kind.String())
	}
	verdict.Fault, verdict.Detail = Leak, strings.Join(append(lines, wrong...), "\n")
	switch {
	case len(left) == 0:
		verdict.Advice = "what closes it twice, or what another has opened"
	case left[0].What == HandleGoroutine:
		verdict.Advice = "what each goroutine waits for, and who was to end it"
	default:
		verdict.Advice = handleAdvice(left[0].What, "the ways out that skip the close: an early return, an error, a cancelled context")
	}
	return verdict
}

// handleAdvice is what the registration of a handle says, else something general.
func handleAdvice(name, general string) string {
	for _, handle := range registered.trusted().handles {
		if handle.Name == name && handle.Advice != "" {
			return name + ": " + handle.Advice
		}
	}
	return general
}

// judgeCounts fails when threads or mappings pile up. It has no name where they can't be counted.
func (r Rounds) judgeCounts() finding {
	judged := r.judged()
	if len(judged) == 0 || judged[0].Threads == 0 {
		return finding{}
	}
	verdict := Verdict{Name: VerdictCounts, OK: true, Unit: "threads and mappings"}
	var near bool
	var lines []string
	for _, kind := range []struct {
		name  string
		floor float64
		count func(Round) int
	}{
		{"threads", threadFloor, func(round Round) int { return round.Threads }},
		{mappingsName, mappingFloor, func(round Round) int { return round.Mappings }},
	} {
		if _, untold := r.leftOut(kind.name); untold {
			continue
		}
		t, err := r.fitTrend(strict, func(round Round) (float64, error) {
			return positive("the number of "+kind.name, kind.count(round))
		})
		if err != nil {
			return finding{inconclusive(VerdictCounts, verdict.Unit, err.Error()), false}
		}
		grows, doubtful := t.grows(kind.floor)
		near = near || doubtful
		lines = append(lines, fmt.Sprintf("%s: %.0f after the warm-up, %.0f at the end", kind.name, t.values[0], t.values[len(t.values)-1]))
		if grows {
			verdict.OK, verdict.Fault = false, Leak
			verdict.Value += t.total()
			verdict.Evidence = append(verdict.Evidence, growthOf(kind.name, "open", t.total(), int64(t.work())))
			verdict.Advice = "what starts or maps one and never ends or unmaps it"
		}
	}
	verdict.Detail = strings.Join(lines, "\n")
	return finding{verdict, near}
}

// grows reports whether a count certainly keeps growing, by at least so many in all. A count that grows, and does not do so
// certainly or by much, is doubtful: more rounds tell. Less than half of the floor is not.
func (t trend) grows(floor float64) (certain, doubtful bool) {
	enough := finite(t.Lower) && t.Lower > 0 && t.total() >= floor
	certain = enough && t.persists(t.Slope)
	if certain {
		return true, t.Confidence == strict && t.total() < fewCounts && len(t.values) < fewReadings
	}
	return false, t.Slope > 0 && t.total() >= floor/2
}

// falls reports whether a count certainly keeps falling, though nothing was open at first that could be closed.
func (t trend) falls() bool {
	return finite(t.Upper) && t.Upper < 0 && t.values[0] <= 0
}
