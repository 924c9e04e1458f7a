package memory_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/internal/settings"
	"github.com/embecode/embecode/pkg/gmem/report"
	"github.com/embecode/embecode/suites/memory/reach"
	"github.com/embecode/embecode/suites/memory/record"
)

// conclude writes memory.json and the page, and ends the log with what the runs come to.
func conclude(ctx context.Context, file report.File) {
	GinkgoHelper()
	all := file.Runs
	slices.SortStableFunc(all, func(a, b report.Run) int { return a.Series.Started.Compare(b.Series.Started) })
	machine, err := report.ThisMachine()
	Expect(err).NotTo(HaveOccurred())
	file.MeasuredOn, file.Outcome = &machine, record.Outcome(all)
	noteReach(ctx, all)
	path := filepath.Join(options().out, report.FileName)
	Expect(file.Write(path)).To(Succeed())
	if *flagCharts { // whatever keeps the page from being written turns nothing red
		if err := report.WritePage(options().out); err != nil {
			AddReportEntry("warning", "the page for people is not complete: "+err.Error(), ReportEntryVisibilityAlways)
		}
	}
	AddReportEntry("outcome", plainText(record.Ending(all, path)), ReportEntryVisibilityAlways)
	writeSummary(all)
}

// noteReach tells with each run how much of the product its kind of rounds executes, where that was measured of the same commit
// into the same folder.
func noteReach(ctx context.Context, runs []report.Run) {
	GinkgoHelper()
	measured, err := reach.Load(options().out)
	if errors.Is(err, os.ErrNotExist) {
		return
	}
	Expect(err).NotTo(HaveOccurred())
	root, err := settings.Root()
	Expect(err).NotTo(HaveOccurred())
	if commit, err := reach.Commit(ctx, root); err != nil || commit != measured.Commit {
		return // of another one, or there is no git
	}
	for i := range runs {
		runs[i].Facts = append(runs[i].Facts, report.Fact{Name: "reach", Value: fmt.Sprintf("%.1f %% of the statements", measured.Percent())})
	}
}

// writeSummary adds every verdict to the summary of a step of GitHub Actions.
func writeSummary(runs []report.Run) {
	GinkgoHelper()
	path := os.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	Expect(err).NotTo(HaveOccurred())
	Expect(record.WriteSummary(file, runs)).To(Succeed())
	Expect(file.Close()).To(Succeed())
}
