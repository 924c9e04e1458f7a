package memory_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// The outcomes of a verdict in a run with a leak in it. A verdict that was not asked has none.
const (
	caught  = "caught"
	quiet   = "quiet"
	vacuous = "vacuous" // it could not be reached, as after a run that was stopped
)

// kill is one row of the kill matrix: which verdicts saw a leak.
type kill struct {
	redCase
	Outcomes map[string]string `json:"outcomes"` // of each verdict
	Values   map[string]string `json:"values"`   // what each that caught it has measured
	Named    []string          `json:"named"`    // the places that the diagnosis was to name, and did
	Seconds  float64           `json:"seconds"`
}

func killBy(c redCase, records []run.Record, took time.Duration) kill {
	k := kill{redCase: c, Outcomes: map[string]string{}, Values: map[string]string{}, Seconds: took.Seconds()}
	for _, record := range records {
		for _, verdict := range record.Verdicts {
			k.add(verdict)
		}
	}
	diagnosis := diagnosisOf(records)
	for _, place := range c.Places {
		if strings.Contains(diagnosis, place) {
			k.Named = append(k.Named, place)
		}
	}
	return k
}

// add notes a verdict. Of several of one name the worst counts.
func (k *kill) add(verdict gmem.Verdict) {
	switch {
	case verdict.Vacuous && k.Outcomes[verdict.Name] != caught:
		k.Outcomes[verdict.Name] = vacuous
	case !verdict.OK && !verdict.Vacuous:
		k.Outcomes[verdict.Name] = caught
		k.Values[verdict.Name] = fmt.Sprintf("%.4g %s", verdict.Value, verdict.Unit)
	case k.Outcomes[verdict.Name] == "":
		k.Outcomes[verdict.Name] = quiet
	}
}

// keep puts the row where the suite collects them, whether its spec will pass or not.
func (k kill) keep() {
	GinkgoHelper()
	data, err := json.Marshal(k)
	Expect(err).NotTo(HaveOccurred())
	name := strings.NewReplacer(":", "-", "+", "-").Replace(k.Leak) + ".json"
	Expect(os.WriteFile(filepath.Join(scratch, "kills", name), data, 0o600)).To(Succeed())
}

// killColumns are the verdicts of the matrix in the order of its columns.
var killColumns = []struct{ verdict, heading string }{
	{gmem.VerdictCeiling, "ceil"},
	{gmem.VerdictSteadyRSS, "rss"},
	{gmem.VerdictSteadyLive, "live"},
	{gmem.VerdictHandles, "hand"},
	{gmem.VerdictReleased, "rel"},
	{gmem.VerdictCounts, "cnt"},
	{gmem.VerdictFlatness, "flat"},
	{gmem.VerdictWithinRun, "with"},
	{gmem.VerdictBudget, "budg"},
}

const killLegend = `X caught by the verdict that is meant to; x caught by another one as well;
. quiet; ? stopped before it could tell; blank: not asked in that run.
ceil: ceiling, rss: steady-rss, live: steady-live, hand: handles,
rel: released, cnt: counts, flat: flatness, with: within-run,
budg: budget
`

// killMatrix lays out the rows, and below them what was measured and which places were named.
func killMatrix(rows []kill) string {
	headings := []string{"leak"}
	for _, column := range killColumns {
		headings = append(headings, column.heading)
	}
	table := new(gmem.Table).Heading(headings...)
	var places strings.Builder
	for _, row := range rows {
		cells := []string{row.Leak}
		for _, column := range killColumns {
			cells = append(cells, row.cell(column.verdict))
		}
		table.Row(cells...)
		places.WriteString(wrap(row.measured()))
	}
	return table.String() + "\n" + killLegend + "\n" + places.String()
}

// measured says in one line what a leak was caught with, and which places were named.
func (k kill) measured() string {
	if k.Verdict == "" {
		return k.Leak + ": no leak"
	}
	line := fmt.Sprintf("%s: %s %s", k.Leak, k.Verdict, k.Values[k.Verdict])
	if len(k.Named) > 0 {
		line += "; named: " + strings.Join(k.Named, ", ")
	}
	return line
}

// column is where the verdict stands that is meant to catch it; what is no leak comes last.
func (k kill) column() int {
	for i, column := range killColumns {
		if column.verdict == k.Verdict {
			return i
		}
	}
	return len(killColumns)
}

func (k kill) cell(verdict string) string {
	switch {
	case k.Outcomes[verdict] == caught && verdict == k.Verdict:
		return "X"
	case k.Outcomes[verdict] == caught:
		return "x"
	}
	return map[string]string{quiet: ".", vacuous: "?"}[k.Outcomes[verdict]]
}

// reportKills prints the matrix and writes it beside memory.json. Without a red spec there is none.
func reportKills(folder, out string) {
	GinkgoHelper()
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	Expect(err).NotTo(HaveOccurred())
	if len(files) == 0 {
		return
	}
	var rows []kill
	for _, file := range files {
		data, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		var row kill
		Expect(json.Unmarshal(data, &row)).To(Succeed())
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b kill) int { return a.column() - b.column() })
	data, err := json.MarshalIndent(rows, "", "  ")
	Expect(err).NotTo(HaveOccurred())
	matrix := killMatrix(rows)
	Expect(os.WriteFile(filepath.Join(out, "kill-matrix.json"), data, 0o600)).To(Succeed())
	Expect(os.WriteFile(filepath.Join(out, "kill-matrix.txt"), []byte(matrix), 0o600)).To(Succeed())
	AddReportEntry("kill matrix", plainText(matrix), ReportEntryVisibilityAlways)
}

// plainText prints itself as it stands, below the name of its entry.
type plainText string

func (t plainText) String() string { return "\n" + string(t) }
