package record

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"github.com/embecode/embecode/pkg/gmem"
)

// Clean is what kinds of runs are made of when nothing is wrong, recorded once. DuckDB takes 30 MB in each of them: what is
// wrong with a run is what it has more of.
type Clean struct {
	On     string `json:"on"`     // the machine
	Commit string `json:"commit"` // of the product
	Kinds  []Kind `json:"kinds"`
}

// Kind is by how much each part of resident memory grew in one kind of run, between two moments.
type Kind struct {
	Name  string                `json:"name"`
	Grown map[string]gmem.Bytes `json:"grown"`
}

// KindOf returns what grew in a run of some kind.
func KindOf(name string, before, after gmem.Breakdown) Kind {
	kind := Kind{Name: name, Grown: map[string]gmem.Bytes{}}
	for _, part := range append(after.Parts, gmem.Part{Name: gmem.PartUnattributed, Bytes: after.Unattributed()}) {
		if was, measured := before.Part(part.Name); measured {
			kind.Grown[part.Name] = part.Bytes - was
		}
	}
	return kind
}

// Beyond returns by how much each part grew more than in the clean run of its kind, most first; nothing where none was recorded.
func (c Clean) Beyond(run Kind) []gmem.Growth {
	var beyond []gmem.Growth
	for _, clean := range c.Kinds {
		if clean.Name != run.Name {
			continue
		}
		for name, amount := range run.Grown {
			if usual, recorded := clean.Grown[name]; recorded && amount > usual {
				beyond = append(beyond, gmem.Growth{What: name, Amount: float64(amount - usual), Unit: "bytes"})
			}
		}
	}
	slices.SortFunc(beyond, func(a, b gmem.Growth) int { return cmp.Compare(b.Amount, a.Amount) })
	return beyond
}

// Place says of a verdict over too much memory which parts had more of it than a clean run: its evidence, and what to look at
// first. Any other verdict stays as it is.
func Place(verdict gmem.Verdict, beyond []gmem.Growth) gmem.Verdict {
	if verdict.Fault != gmem.TooMuch || len(beyond) == 0 {
		return verdict
	}
	verdict.Evidence, verdict.Advice = beyond, beyond[0].What
	verdict.Detail += "\nbeyond a clean run:"
	for _, growth := range gmem.Foremost(beyond) {
		verdict.Detail += "\n  " + growth.String()
	}
	return verdict
}

// ReadClean reads what was recorded.
func ReadClean(path string) (Clean, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Clean{}, fmt.Errorf("read what clean runs are made of: %w", err)
	}
	var clean Clean
	if err := json.Unmarshal(data, &clean); err != nil {
		return Clean{}, fmt.Errorf("read what clean runs are made of, %s: %w", path, err)
	}
	return clean, nil
}

// Write writes the record.
func (c Clean) Write(path string) error {
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return fmt.Errorf("write what clean runs are made of: %w", err)
	}
	return os.WriteFile(path, append(data, '\n'), 0o600)
}
