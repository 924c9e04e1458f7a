package gmem

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/onsi/gomega/types"
)

// HandleCount is how many handles of one kind have been opened and closed since the process began. What can only be
// counted while it is there (descriptors, threads) is given as Opened, with Closed 0 before and after: it may fall, but
// it may not rise.
type HandleCount struct {
	Kind   string `json:"kind"`
	Opened int64  `json:"opened"`
	Closed int64  `json:"closed"`
}

// JudgeHandles fails when a kind of handle was opened more or less often than it was closed between the two readings.
// Its value is the number of handles left open, over all kinds. It is vacuous when nothing was opened between them, when
// a kind that was counted before no longer is, and when a counter went backwards. Several counts of one kind are added up.
func JudgeHandles(before, after []HandleCount) Verdict {
	was, is := byKind(before), byKind(after)
	var wrong, dead []string
	for _, kind := range slices.Sorted(maps.Keys(was)) {
		if _, counted := is[kind]; !counted {
			dead = append(dead, kind+": counted before, not counted after")
		}
	}
	var left int64
	counters, alive, present := false, false, false
	for _, kind := range slices.Sorted(maps.Keys(is)) {
		change := handleChange{then: was[kind], now: is[kind]}
		counters = counters || !change.isGauge()
		alive = alive || change.opened() > 0
		present = present || change.now.Opened > 0
		left += max(change.opened()-change.closed(), 0)
		if change.isBackwards() {
			dead = append(dead, kind+": the counter went backwards")
		} else if fault := change.fault(); fault != "" {
			wrong = append(wrong, kind+": "+fault)
		}
	}
	if !present || (counters && !alive) {
		dead = append(dead, "no handle of any kind was opened")
	}
	return handlesVerdict(wrong, dead, left, len(is))
}

// handleChange is one kind's counts before and after.
type handleChange struct{ then, now HandleCount }

func (c handleChange) opened() int64 { return c.now.Opened - c.then.Opened }
func (c handleChange) closed() int64 { return c.now.Closed - c.then.Closed }
func (c handleChange) isGauge() bool { return c.then.Closed == 0 && c.now.Closed == 0 }

func (c handleChange) isBackwards() bool {
	return c.now.Opened < 0 || c.now.Closed < 0 || c.closed() < 0 || (c.opened() < 0 && !c.isGauge())
}

// fault says how many handles are left open or were closed too often, or nothing when the counts agree.
func (c handleChange) fault() string {
	opens, closes := c.opened(), c.closed()
	switch {
	case opens > closes:
		return fmt.Sprintf("%s left open (%s opened, %s closed)", group(opens-closes), group(opens), group(closes))
	case opens < closes && !c.isGauge():
		return fmt.Sprintf("%s closed too often, or opened before (%s opened, %s closed)",
			group(closes-opens), group(opens), group(closes))
	}
	return ""
}

func handlesVerdict(wrong, dead []string, left int64, kinds int) Verdict {
	verdict := Verdict{
		Name: VerdictHandles, OK: len(wrong)+len(dead) == 0, Value: float64(left), Unit: "handles",
		Detail: strings.Join(append(wrong, dead...), "\n"),
	}
	if left > 0 {
		verdict.Detail += "\nlook first at the ways out that skip the close: an early return, an error, a cancelled context"
	}
	switch {
	case verdict.OK:
		verdict.Detail = fmt.Sprintf("%d kinds of handle, all closed", kinds)
	case len(wrong) == 0:
		verdict.Vacuous, verdict.Value = true, 0
	}
	return verdict
}

func byKind(counts []HandleCount) map[string]HandleCount {
	kinds := make(map[string]HandleCount, len(counts))
	for _, count := range counts {
		sum := kinds[count.Kind]
		kinds[count.Kind] = HandleCount{count.Kind, sum.Opened + count.Opened, sum.Closed + count.Closed}
	}
	return kinds
}

// CloseAllSince succeeds for a []HandleCount taken after the work when every handle opened since the counts before it has
// been closed.
func CloseAllSince(before []HandleCount) types.GomegaMatcher {
	return &judging[[]HandleCount]{
		promise: "close every handle that it opened",
		subject: func([]HandleCount) string { return "the run" },
		judge:   func(after []HandleCount) Verdict { return JudgeHandles(before, after) },
	}
}
