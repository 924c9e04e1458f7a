package memory_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

// certificate is what the suite can see, measured by itself.
type certificate struct {
	Machine   string             `json:"machine"`
	Files     int64              `json:"files_per_cycle"`
	Cycles    int                `json:"cycles"`
	WarmUp    int                `json:"warm_up_cycles"`
	Threshold float64            `json:"threshold_bytes_per_file"`
	Null      certifiedRuns      `json:"null"` // without a leak: those caught are false alarms
	Places    []certifiedPlace   `json:"places"`
	Seconds   float64            `json:"seconds"`
	Smallest  map[string]float64 `json:"smallest_bytes_per_file"` // by place; a place where none was caught is missing
}

// certifiedPlace is what was leaked at one place, the smallest amount first.
type certifiedPlace struct {
	Place   string          `json:"place"`
	Amounts []certifiedRuns `json:"amounts"`
}

// certifiedRuns are runs with the same leak, and the slopes that the verdict saw in them.
type certifiedRuns struct {
	Amount gmem.Bytes `json:"bytes_per_file"`
	Runs   int        `json:"runs"`
	Caught int        `json:"caught"`
	Slopes []float64  `json:"slopes_bytes_per_file"` // in ascending order
}

func (r *certifiedRuns) add(verdict gmem.Verdict) {
	r.Runs++
	if !verdict.OK {
		r.Caught++
	}
	r.Slopes = append(r.Slopes, verdict.Value)
	slices.Sort(r.Slopes)
}

// seen is the smallest amount from which on every leak was caught every time, and false when there is none.
func (p certifiedPlace) seen() (smallest gmem.Bytes, found bool) {
	for _, runs := range slices.Backward(p.Amounts) {
		if runs.Runs == 0 || runs.Caught < runs.Runs {
			break
		}
		smallest, found = runs.Amount, true
	}
	return smallest, found
}

// sum fills in what follows from the runs.
func (c *certificate) sum() {
	c.Smallest = map[string]float64{}
	for _, place := range c.Places {
		if smallest, found := place.seen(); found {
			c.Smallest[place.Place] = float64(smallest)
		}
	}
}

// String is the certificate for people.
func (c *certificate) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "\nfalse alarms: %d out of %d runs without a leak\n", c.Null.Caught, c.Null.Runs)
	for _, place := range c.Places {
		seen := "none was caught every time"
		if smallest, found := place.seen(); found {
			seen = fmt.Sprintf("%d B/file", int64(smallest))
		}
		fmt.Fprintf(&out, "smallest leak caught every time, %s: %s\n", place.Place, seen)
	}
	table := new(gmem.Table).Heading("place", "B/file", "caught", "runs", "least slope", "median", "most")
	table.Row(c.Null.cells("(no leak)")...)
	for _, place := range c.Places {
		for _, runs := range place.Amounts {
			table.Row(runs.cells(place.Place)...)
		}
	}
	out.WriteString("\n" + table.String())
	fmt.Fprintf(&out, "\n%d cycles of %d files in each run, the first %d not judged; caught above %g B/file\n%s, %.0f s\n",
		c.Cycles, c.Files, c.WarmUp, c.Threshold, c.Machine, c.Seconds)
	return out.String()
}

func (r certifiedRuns) cells(place string) []string {
	cells := []string{place, fmt.Sprint(int64(r.Amount)), fmt.Sprint(r.Caught), fmt.Sprint(r.Runs)}
	if len(r.Slopes) == 0 {
		return cells
	}
	for _, slope := range []float64{r.Slopes[0], r.Slopes[len(r.Slopes)/2], r.Slopes[len(r.Slopes)-1]} {
		cells = append(cells, fmt.Sprintf("%.2f", slope))
	}
	return cells
}

// MarshalJSON is the summary that reports hold as a property: all but the single slopes.
func (c *certificate) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{
		"false_alarms": c.Null.Caught, "null_runs": c.Null.Runs, "smallest_bytes_per_file": c.Smallest,
		"files_per_cycle": c.Files, "threshold_bytes_per_file": c.Threshold, "seconds": c.Seconds,
	})
}

// write leaves certificate.json and certificate.txt in a folder.
func (c *certificate) write(folder string) error {
	type whole certificate // without the method, so that the slopes are in it
	data, err := json.MarshalIndent((*whole)(c), "", "  ")
	if err != nil {
		return fmt.Errorf("write the certificate: %w", err)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("write the certificate: %w", err)
	}
	return errors.Join(
		os.WriteFile(filepath.Join(folder, "certificate.json"), append(data, '\n'), 0o600),
		os.WriteFile(filepath.Join(folder, "certificate.txt"), []byte(strings.TrimLeft(c.String(), "\n")), 0o600),
	)
}

var _ = Describe("The smallest leak on a certificate", func() {
	runs := func(amount gmem.Bytes, caught int) certifiedRuns {
		return certifiedRuns{Amount: amount, Runs: 5, Caught: caught}
	}

	DescribeTable("is the one from which on every leak was caught every time",
		func(want gmem.Bytes, amounts ...certifiedRuns) {
			smallest, found := certifiedPlace{Amounts: amounts}.seen()
			Expect(smallest).To(Equal(want))
			Expect(found).To(Equal(want > 0))
		},
		Entry("all caught", gmem.Bytes(32), runs(32, 5), runs(64, 5), runs(128, 5)),
		Entry("a small one missed once", gmem.Bytes(64), runs(32, 4), runs(64, 5), runs(128, 5)),
		Entry("a larger one missed once", gmem.Bytes(128), runs(32, 5), runs(64, 4), runs(128, 5)),
		Entry("the largest missed once", gmem.Bytes(0), runs(32, 5), runs(64, 5), runs(128, 4)),
		Entry("never tried", gmem.Bytes(0), certifiedRuns{Amount: 64}),
		Entry("nothing tried", gmem.Bytes(0)),
	)

	It("is written for people and for programs", func() {
		c := &certificate{Null: runs(0, 0), Places: []certifiedPlace{{"C malloc", []certifiedRuns{runs(32, 3), runs(64, 5)}}}}
		c.Null.add(gmem.Verdict{OK: true, Value: 0.5})
		c.Null.add(gmem.Verdict{Value: 40})
		c.Null.add(gmem.Verdict{OK: true, Value: -0.5})
		c.sum()
		folder := GinkgoT().TempDir()
		Expect(c.write(folder)).To(Succeed())
		Expect(os.ReadFile(filepath.Join(folder, "certificate.txt"))).To(And(
			ContainSubstring("false alarms: 1 out of 8 runs"), ContainSubstring("C malloc: 64 B/file")))
		Expect(os.ReadFile(filepath.Join(folder, "certificate.json"))).To(And(
			ContainSubstring(`"C malloc": 64`), ContainSubstring(`"slopes_bytes_per_file": [`)))
	})
})
