package judge

import (
	"fmt"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
)

// Bound is the most of something that a run had in hand at once, and how much it may be.
type Bound struct {
	What  string
	Most  int64
	Limit int64
}

// Bounded fails when there was more of something than its bound allows. It is inconclusive when a run never came near one, to
// half of it: nobody knows then whether the bound is there.
func Bounded(bounds []Bound) gmem.Verdict {
	verdict := gmem.Verdict{Name: VerdictBounds, Unit: "bounds"}
	var all, beyond, far []string
	for _, b := range bounds {
		line := fmt.Sprintf("%s: %d, allowed %d", b.What, b.Most, b.Limit)
		all = append(all, line)
		switch {
		case b.Most > b.Limit:
			beyond = append(beyond, line)
		case b.Most < b.Limit/2:
			far = append(far, line)
		}
	}
	switch {
	case len(beyond) > 0:
		verdict.Fault, verdict.Value, verdict.Detail = gmem.TooMuch, float64(len(beyond)), strings.Join(beyond, "\n")
		verdict.Advice = "a bound that was raised or removed"
	case len(bounds) == 0:
		return inconclusive(verdict, "nothing was counted")
	case len(far) > 0:
		return inconclusive(verdict, "the run never came near a bound:\n%s", strings.Join(far, "\n"))
	default:
		verdict.OK, verdict.Detail = true, strings.Join(all, "\n")
	}
	return verdict
}
