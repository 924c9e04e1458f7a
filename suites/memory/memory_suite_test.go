// Package memory_test holds the promises about memory. What is measured is in workload, judged in pkg/gmem and judge.
package memory_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/internal/suite"
	"github.com/embecode/embecode/pkg/gmem/report"
	"github.com/embecode/embecode/suites/memory/leaks"
	"github.com/embecode/embecode/suites/memory/record"
	"github.com/embecode/embecode/suites/memory/selftest"
	"github.com/embecode/embecode/suites/memory/workload"
)

func TestMemory(t *testing.T) {
	if *flagChild != "" {
		if err := workload.Child(t.Context(), *flagChild); err != nil {
			t.Fatal(err)
		}
		return
	}
	if *flagList {
		fmt.Print(leaks.List())
		return
	}
	if _, err := resolved(); err != nil {
		t.Fatal(err)
	}
	suite.Run(t, "suites/memory")
}

// Names of the entries in which specs leave what they measured.
const (
	entryRun  = "run"  // the path of a file that holds it
	entryKill = "kill" // a row of the kill matrix
	entryKind = "kind" // what a run is made of
)

// keep shows a measured run and leaves it for memory.json.
func keep(run report.Run) {
	GinkgoHelper()
	Expect(os.MkdirAll(options().out, 0o700)).To(Succeed())
	file, err := os.CreateTemp(options().out, "run-*.draft")
	Expect(err).NotTo(HaveOccurred())
	Expect(json.NewEncoder(file).Encode(run)).To(Succeed())
	Expect(file.Close()).To(Succeed())
	AddReportEntry(entryRun, file.Name(), ReportEntryVisibilityNever)
	AddReportEntry("memory", shownRun{run}, ReportEntryVisibilityAlways)
}

// shownRun is a run as reports show it: its table for people, and a small summary for programs.
type shownRun struct{ report.Run }

func (r shownRun) String() string { return "\n" + r.Text() }

// MarshalJSON leaves out what goes over the whole run.
func (r shownRun) MarshalJSON() ([]byte, error) {
	small := r.Run
	small.Series.Samples, small.Series.Over, small.Rounds = nil, nil, nil
	return json.Marshal(small)
}

// What the specs have measured is collected once all processes of the suite have ended. A run that measured nothing, such
// as that of the quick specs, leaves alone what an earlier one has left in the output folder.
var _ = ReportAfterSuite("What it comes to", func(ctx SpecContext, suite Report) {
	var file report.File
	var kills []selftest.Kill
	var kinds []record.Kind
	for _, spec := range suite.SpecReports {
		for _, entry := range spec.ReportEntries {
			switch entry.Name {
			case entryRun:
				file.Runs = append(file.Runs, takeRun(decoded[string](entry)))
			case entryKill:
				kills = append(kills, decoded[selftest.Kill](entry))
			case entryKind:
				kinds = append(kinds, decoded[record.Kind](entry))
			}
		}
	}
	if len(kills) > 0 {
		matrix := selftest.Matrix(kills)
		Expect(os.MkdirAll(options().out, 0o700)).To(Succeed())
		Expect(os.WriteFile(filepath.Join(options().out, "kill-matrix.txt"), []byte(matrix), 0o600)).To(Succeed())
		AddReportEntry("kill matrix", plainText(matrix), ReportEntryVisibilityAlways)
	}
	if len(file.Runs) == 0 {
		return
	}
	recordClean(ctx, kinds, file.Runs)
	conclude(ctx, file)
})

// takeRun reads a run and removes its file.
func takeRun(path string) (run report.Run) {
	GinkgoHelper()
	data, err := os.ReadFile(path)
	Expect(err).NotTo(HaveOccurred())
	Expect(json.Unmarshal(data, &run)).To(Succeed())
	Expect(os.Remove(path)).To(Succeed())
	return run
}

// decoded is the value of an entry. Those of other processes of the suite have come as JSON.
func decoded[T any](entry types.ReportEntry) (value T) {
	GinkgoHelper()
	data := []byte(entry.Value.AsJSON)
	if raw := entry.GetRawValue(); raw != nil {
		var err error
		data, err = json.Marshal(raw)
		Expect(err).NotTo(HaveOccurred())
	}
	Expect(json.Unmarshal(data, &value)).To(Succeed())
	return value
}

// plainText prints itself as it stands, below the name of its entry.
type plainText string

func (t plainText) String() string { return "\n" + string(t) }
