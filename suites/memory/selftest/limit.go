package selftest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
)

// Limit is the smallest leak that the suite can see, measured by itself.
type Limit struct {
	Machine string  `json:"machine"`
	Files   int64   `json:"files_per_round"`
	Allowed float64 `json:"allowance_bytes_per_file"`
	Clean   Runs    `json:"clean"` // without a leak: those caught are false alarms
	Places  []Place `json:"places"`
	Seconds float64 `json:"seconds"`
}

// Place is what was leaked at one place, the smallest amount first.
type Place struct {
	Name    string `json:"place"`
	Amounts []Runs `json:"amounts"`
}

// Runs are runs with the same leak, and the slopes that the verdict saw in them.
type Runs struct {
	Amount gmem.Bytes `json:"bytes_per_file"`
	Count  int        `json:"runs"`
	Caught int        `json:"caught"`
	Slopes []float64  `json:"slopes_bytes_per_file"` // in ascending order
}

// Add notes the verdict of one run.
func (r *Runs) Add(verdict gmem.Verdict) {
	r.Count++
	if !verdict.OK {
		r.Caught++
	}
	r.Slopes = append(r.Slopes, verdict.Value)
	slices.Sort(r.Slopes)
}

// Seen returns the smallest amount from which on every leak was caught every time, and false when there is none.
func (p Place) Seen() (smallest gmem.Bytes, found bool) {
	for _, runs := range slices.Backward(p.Amounts) {
		if runs.Count == 0 || runs.Caught < runs.Count {
			break
		}
		smallest, found = runs.Amount, true
	}
	return smallest, found
}

// String is the detection limit for people.
func (l *Limit) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "\nfalse alarms: %d out of %d runs without a leak\n", l.Clean.Caught, l.Clean.Count)
	for _, place := range l.Places {
		seen := "none was caught every time"
		if smallest, found := place.Seen(); found {
			seen = fmt.Sprintf("%d B/file", int64(smallest))
		}
		fmt.Fprintf(&out, "smallest leak caught every time, %s: %s\n", place.Name, seen)
	}
	table := new(gmem.Table).Heading("place", "B/file", "caught", "runs", "least slope", "median", "most")
	table.Row(l.Clean.cells("(no leak)")...)
	for _, place := range l.Places {
		for _, runs := range place.Amounts {
			table.Row(runs.cells(place.Name)...)
		}
	}
	out.WriteString("\n" + table.String())
	fmt.Fprintf(&out, "\nrounds of %d files; allowed %g B/file beside the floor of ginkgo.yml\n%s, %.0f s\n", l.Files, l.Allowed, l.Machine, l.Seconds)
	return out.String()
}

func (r Runs) cells(place string) []string {
	cells := []string{place, fmt.Sprint(int64(r.Amount)), fmt.Sprint(r.Caught), fmt.Sprint(r.Count)}
	if len(r.Slopes) == 0 {
		return cells
	}
	for _, slope := range []float64{r.Slopes[0], r.Slopes[len(r.Slopes)/2], r.Slopes[len(r.Slopes)-1]} {
		cells = append(cells, fmt.Sprintf("%.2f", slope))
	}
	return cells
}
