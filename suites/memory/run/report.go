package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"

	"github.com/embecode/embecode/pkg/gmem"
)

// Record is one measured spec, as memory.json holds it.
type Record struct {
	Spec            string         `json:"spec"`
	Leak            string         `json:"leak"` // the leak injected on purpose; empty for none
	Scale           float64        `json:"scale"`
	FilesGenerated  int64          `json:"files_generated"` // for a real tree, the files found by an independent count
	FilesIndexed    int64          `json:"files_indexed"`
	FilesSkipped    int64          `json:"files_skipped"`
	Chunks          int64          `json:"chunks"`
	BaselineBytes   gmem.Bytes     `json:"baseline_bytes"`
	PeakBytes       gmem.Bytes     `json:"peak_bytes"`
	FinalBytes      gmem.Bytes     `json:"final_bytes"`
	DurationSeconds float64        `json:"duration_seconds"`
	Samples         int            `json:"samples"`
	Series          gmem.Series    `json:"series"`
	Cycles          []gmem.Cycle   `json:"cycles,omitempty"`
	Parts           []Moment       `json:"parts"`            // what resident memory was made of, and when
	Points          []gmem.Point   `json:"points,omitempty"` // what was alive within the run
	Verdicts        []gmem.Verdict `json:"verdicts"`
	Diagnosis       string         `json:"diagnosis,omitempty"` // what failed verdicts point to, from the meters alone

	SkippedFor map[string]int64 `json:"files_skipped_for,omitempty"` // FilesSkipped by reason; of a single index only

	Composition *Composition         `json:"composition,omitempty"` // what resident memory was made of, over the run
	Steady      []gmem.SteadyOptions `json:"steady,omitempty"`      // what the cycles were judged by

	Origin
	Stopped      string     `json:"stopped,omitempty"`       // why the run ended early; empty when it did not
	CycleSeconds []float64  `json:"cycle_seconds,omitempty"` // how long each cycle took to index its files
	Survivors    []Survivor `json:"survivors,omitempty"`     // of one more cycle, where that was asked for
}

// Moment is the ledger of resident memory at one moment: "baseline", "peak", "warm" (the end of the warm-up), "end".
type Moment struct {
	At string `json:"at"`
	gmem.Ledger
}

// Keep puts a record into a folder that all processes of the suite share, until Collect.
func Keep(folder string, record Record) error {
	file, err := os.CreateTemp(folder, "record-*.json")
	if err != nil {
		return fmt.Errorf("keep the record of %q: %w", record.Spec, err)
	}
	return errors.Join(json.NewEncoder(file).Encode(record), file.Close())
}

// Collect writes memory.json into out, with every record that was kept in folder. It is written beside its place and
// then moved there, so that nobody reads half of it.
func Collect(folder, out string) (path string, err error) {
	kept, err := filepath.Glob(filepath.Join(folder, "record-*.json"))
	if err != nil {
		return "", err
	}
	machine, err := ThisMachine()
	if err != nil {
		return "", err
	}
	all := Archive{Schema: archiveSchema, MeasuredOn: &machine, Runs: []Record{}}
	for _, file := range kept {
		var record Record
		if err := readJSON(file, &record); err != nil {
			return "", err
		}
		all.Runs = append(all.Runs, record)
	}
	sort.Slice(all.Runs, func(i, j int) bool { return all.Runs[i].Series.Started.Before(all.Runs[j].Series.Started) })
	if err := os.MkdirAll(out, 0o700); err != nil {
		return "", fmt.Errorf("write memory.json: %w", err)
	}
	return archiveIn(out), all.write(out)
}
