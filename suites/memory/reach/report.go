package reach

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
)

// FileName is the name of a report in the output folder, beside memory.json.
const FileName = "reach.json"

// Report is what the judged rounds reached.
type Report struct {
	Commit   string    `json:"commit"` // with "-dirty" behind it where files differed from it
	Packages []Package `json:"packages"`
	C        *Package  `json:"c,omitempty"` // of C, in lines; nil where that was not counted
}

// Limits are what is asked of a report.
type Limits struct {
	Least float64 // percent of the statements that are not exempt, of all packages together
	Most  float64 // percent of the statements that may be exempt
}

// total adds up all packages.
func (r Report) total() (sum Package) {
	sum.Name = "all"
	for _, p := range r.Packages {
		sum.Statements += p.Statements
		sum.Reached += p.Reached
		sum.Exempt += p.Exempt
	}
	return sum
}

// Percent is the share of the statements that were reached, of those that are not exempt.
func (p Package) Percent() float64 { return percent(p.Reached, p.Statements-p.Exempt) }

func percent(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}

// Percent is that of all packages together.
func (r Report) Percent() float64 { return r.total().Percent() }

// Judge exempts what the exceptions name, and returns what is wrong: too little reached, too much exempt, or an exception that
// names nothing that was missed.
func (r *Report) Judge(limits Limits, exceptions []Exception) error {
	var problems []error
	for _, exception := range exceptions {
		if !r.exempt(exception) {
			problems = append(problems, fmt.Errorf("the exception of %s in %s (%q) names nothing that was missed: remove it",
				exception.Func, exception.File, exception.Text))
		}
	}
	sum := r.total()
	if reached := sum.Percent(); !(reached >= limits.Least) {
		problems = append(problems, fmt.Errorf("the judged rounds reach %.1f %% of the statements, want %g %%", reached, limits.Least))
	}
	if exempt := percent(sum.Exempt, sum.Statements); exempt > limits.Most {
		problems = append(problems, fmt.Errorf("%.1f %% of the statements are exempt, want at most %g %%", exempt, limits.Most))
	}
	return errors.Join(problems...)
}

// exempt marks the missed blocks that an exception names.
func (r *Report) exempt(exception Exception) (found bool) {
	for i := range r.Packages {
		p := &r.Packages[i]
		for j := range p.Missed {
			if block := &p.Missed[j]; block.Exempt == "" && exception.names(*block) {
				block.Exempt, found = exception.Reason, true
				p.Exempt += block.Statements
			}
		}
	}
	return found
}

// String is the report for people: a table by package, and what was never reached.
func (r Report) String() string {
	var out strings.Builder
	table := new(gmem.Table).Heading("package", "statements", "reached", "exempt", "%")
	shown := append(slices.Clone(r.Packages), r.total())
	missed := slices.Clone(r.Packages)
	if r.C != nil {
		shown, missed = append(shown, *r.C), append(missed, *r.C)
	}
	for _, p := range shown {
		table.Row(p.Name, fmt.Sprint(p.Statements), fmt.Sprint(p.Reached), fmt.Sprint(p.Exempt), fmt.Sprintf("%.1f", p.Percent()))
	}
	out.WriteString(table.String())
	for _, p := range missed {
		for _, block := range p.Missed {
			fmt.Fprintf(&out, "never reached: %s:%d-%d %s, %d statements", block.File, block.From, block.To, block.Func, block.Statements)
			if block.Exempt != "" {
				fmt.Fprintf(&out, " (exempt: %s)", block.Exempt)
			}
			out.WriteString("\n")
		}
	}
	return out.String()
}

// Write writes the report into a folder.
func (r Report) Write(folder string) error {
	data, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return fmt.Errorf("write %s: %w", FileName, err)
	}
	return os.WriteFile(filepath.Join(folder, FileName), data, 0o600)
}

// Load reads the report in a folder.
func Load(folder string) (r Report, err error) {
	path := filepath.Join(folder, FileName)
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, &r)
	}
	if err != nil {
		return Report{}, fmt.Errorf("read %s: %w", path, err)
	}
	return r, nil
}
