package memory_test

import (
	"context"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/internal/settings"
	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
	"github.com/embecode/embecode/suites/memory/judge"
	"github.com/embecode/embecode/suites/memory/reach"
	"github.com/embecode/embecode/suites/memory/record"
)

// cleanFile holds what clean runs are made of, in the folder of this package.
var cleanFile = filepath.Join("testdata", "clean.json")

// budget judges a run's peak, and names the parts that it has more of than a clean run of its kind.
func budget(kind string, series gmem.Series) gmem.Verdict {
	GinkgoHelper()
	before, _ := series.Parts.At("baseline")
	after, _ := series.Parts.At("peak")
	return placed(judge.Budget(series, gmem.Bytes(options().Flatness.Budget)), record.KindOf(kind, before, after))
}

// placed notes what a run is made of, and names in its verdict what it has more of than a clean one.
func placed(verdict gmem.Verdict, run record.Kind) gmem.Verdict {
	GinkgoHelper()
	AddReportEntry(entryKind, run, ReportEntryVisibilityNever)
	clean, err := record.ReadClean(cleanFile)
	Expect(err).NotTo(HaveOccurred())
	return record.Place(verdict, clean.Beyond(run))
}

// recordClean keeps what the runs of this suite are made of, where it was asked to and nothing is wrong with them.
func recordClean(ctx context.Context, kinds []record.Kind, runs []report.Run) {
	GinkgoHelper()
	if !*flagRecord {
		return
	}
	Expect(record.Outcome(runs)).To(Equal("clean"), "only a clean run is recorded")
	machine, err := report.ThisMachine()
	Expect(err).NotTo(HaveOccurred())
	root, err := settings.Root()
	Expect(err).NotTo(HaveOccurred())
	commit, err := reach.Commit(ctx, root)
	Expect(err).NotTo(HaveOccurred())
	Expect(record.Clean{On: machine.String(), Commit: commit, Kinds: kinds}.Write(cleanFile)).To(Succeed())
}
