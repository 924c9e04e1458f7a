package memory_test

import (
	"os"
	"path/filepath"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem/report"
	"github.com/embecode/embecode/suites/memory/record"
)

// conclude writes memory.json and the page, compares with a baseline where one is given, and ends the log with what the runs
// come to.
func conclude(file report.File) {
	GinkgoHelper()
	all := file.Runs
	slices.SortStableFunc(all, func(a, b report.Run) int { return a.Series.Started.Compare(b.Series.Started) })
	machine, err := report.ThisMachine()
	Expect(err).NotTo(HaveOccurred())
	file.MeasuredOn, file.Outcome = &machine, record.Outcome(all)
	path := filepath.Join(options().out, report.FileName)
	Expect(file.Write(path)).To(Succeed())
	if *flagCharts { // whatever keeps the page from being written turns nothing red
		if err := report.WritePage(options().out); err != nil {
			AddReportEntry("warning", "the page for people is not complete: "+err.Error(), ReportEntryVisibilityAlways)
		}
	}
	AddReportEntry("outcome", plainText(record.Ending(all, path)), ReportEntryVisibilityAlways)
	writeSummary(all)
	compareWithBaseline(file)
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
