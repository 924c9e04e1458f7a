package memory_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
	"github.com/embecode/embecode/suites/memory/leaks"
	"github.com/embecode/embecode/suites/memory/record"
	"github.com/embecode/embecode/suites/memory/selftest"
	"github.com/embecode/embecode/suites/memory/workload"
)

const (
	certifiedTries = 5
	certifiedGoal  = 16 // bytes per file: the leak that must be caught every time at each place
)

// The suite measures its own detection limit only when it is asked to. Each run has a process of its own, since chance differs
// between processes.
var _ = Describe("The memory suite", Label("slow", "certify"), func() {
	It("sees 16 bytes per file wherever they leak, and raises no false alarm", func(ctx SpecContext) {
		if !*flagCertify {
			Skip("it takes half an hour: ask for it with -certify")
		}
		skipUnlessMeasurable()
		began, tree := time.Now(), sourceTree(ctx, options().scale)
		machine, err := report.ThisMachine()
		Expect(err).NotTo(HaveOccurred())
		limit := &selftest.Limit{Machine: machine.String(), Files: tree.Expected, Allowed: float64(options().Steady.Allowance)}
		limit.Clean = certified(ctx, tree, leaks.Sown{}, *flagRuns)
		for _, name := range leaks.SownPlaces() {
			place := selftest.Place{Name: name}
			for _, amount := range []gmem.Bytes{8, 16, 32, 64, 1_024} {
				place.Amounts = append(place.Amounts, certified(ctx, tree, leaks.Sown{Place: name, Amount: amount}, certifiedTries))
			}
			limit.Places = append(limit.Places, place)
		}
		limit.Seconds = time.Since(began).Seconds()
		AddReportEntry("detection limit", plainText(limit.String()), ReportEntryVisibilityAlways)
		data, err := json.MarshalIndent(limit, "", "  ")
		Expect(err).NotTo(HaveOccurred())
		Expect(os.MkdirAll(options().out, 0o700)).To(Succeed())
		Expect(os.WriteFile(filepath.Join(options().out, "detection-limit.json"), data, 0o600)).To(Succeed())

		Expect(limit.Clean.Caught).To(BeZero(), "false alarms")
		for _, place := range limit.Places {
			smallest, found := place.Seen()
			Expect(found).To(BeTrue(), place.Name)
			Expect(smallest).To(BeNumerically("<=", certifiedGoal), place.Name)
		}
	}, SpecTimeout(4*time.Hour))
})

// certified judges as many runs with the same leak.
func certified(ctx SpecContext, tree workload.Tree, sown leaks.Sown, count int) selftest.Runs {
	GinkgoHelper()
	setup := setupFor(tree)
	setup.Sown = sown
	repeat := steady()
	repeat.NoSites = true
	runs := selftest.Runs{Amount: sown.Amount}
	for range count {
		result := inChild(ctx, workload.Job{Setup: setup, Repeat: repeat})
		Expect(result.Rounds.Stopped + result.Unmetered()).To(BeEmpty())
		Expect(record.Meters(result)).To(gmem.Hold())
		verdict, found := result.Rounds.Verdict(gmem.VerdictLive)
		Expect(found && !verdict.Inconclusive).To(BeTrue(), "%s", verdict.Detail)
		runs.Add(verdict)
		GinkgoWriter.Printf("%v %s: %+.2f B/file in %d rounds\n", sown.Amount, sown.Place, verdict.Value, len(result.Rounds.Rounds))
	}
	return runs
}
