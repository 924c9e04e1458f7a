package memory_test

import (
	"fmt"
	"os"
	"runtime"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// What is leaked at each place, in bytes per file, and how often.
var certifiedAmounts = []gmem.Bytes{32, 64, 128, 1_024}

const (
	certifiedTries = 5
	certifiedGoal  = 64 // bytes per file: the leak that must be caught every time at each place
)

// The suite measures itself only when it is asked to: the spec exists with -certify and not without.
var _ = Describe("The memory suite", Label("slow", "certify"), func() {
	if !*flagCertify {
		return
	}
	runs := *flagCertifyRuns + certifiedTries*len(certifiedAmounts)*len(run.SownPlaces())

	It("sees 64 bytes per file wherever they leak, and raises no false alarm", func(ctx SpecContext) {
		skipUnlessMeasurable()
		began := time.Now()
		c := newCertifying(ctx)
		c.Null = c.runs(ctx, run.Sown{}, *flagCertifyRuns)
		for _, name := range run.SownPlaces() {
			place := certifiedPlace{Place: name}
			for _, amount := range certifiedAmounts {
				place.Amounts = append(place.Amounts, c.runs(ctx, run.Sown{Place: name, Amount: amount}, certifiedTries))
			}
			c.Places = append(c.Places, place)
		}
		c.Seconds = time.Since(began).Seconds()
		c.sum()
		AddReportEntry("certificate", &c.certificate, ReportEntryVisibilityAlways)
		Expect(c.write(options.out)).To(Succeed())

		Expect(c.Null.Caught).To(BeZero(), "false alarms")
		for _, name := range run.SownPlaces() {
			Expect(c.Smallest).To(HaveKeyWithValue(name, BeNumerically("<=", certifiedGoal)))
		}
	}, SpecTimeout(time.Duration(runs)*time.Minute))
})

// certifying is a certificate in the making.
type certifying struct {
	certificate
	binary string
	setup  run.Setup
	folder string // where the children's jobs and reports lie
}

func newCertifying(ctx SpecContext) *certifying {
	GinkgoHelper()
	scale := options.Tree.LeakScale
	if *flagScale > 0 {
		scale = *flagScale
	}
	tree := sourceTree(ctx, scale)
	binary, err := os.Executable()
	Expect(err).NotTo(HaveOccurred())
	judged := steadyLive()
	return &certifying{
		certificate: certificate{
			Machine: fmt.Sprintf("%s/%s, %d cores, %s", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version()),
			Files:   tree.Expected, Cycles: options.SteadyLive.Cycles, WarmUp: judged.WarmUp, Threshold: judged.Threshold,
		},
		binary: binary, setup: setupFor(tree, "certify.duckdb"), folder: GinkgoT().TempDir(),
	}
}

// runs judges as many runs with the same leak. Each has a process of its own, since chance differs between processes.
func (c *certifying) runs(ctx SpecContext, sown run.Sown, count int) certifiedRuns {
	GinkgoHelper()
	c.setup.Sown = sown
	certified := certifiedRuns{Amount: sown.Amount}
	for range count {
		report, err := run.InChild(ctx, c.binary, childArguments, c.folder, run.Job{
			Setup: c.setup, Cycles: c.Cycles, WarmUp: c.WarmUp,
		})
		Expect(err).NotTo(HaveOccurred())
		Expect(report.Stopped + report.Unmetered).To(BeEmpty())
		Expect(judgeCanaries(report.Canaries)).To(HaveField("OK", true))
		verdict := gmem.JudgeSteady(report.Cycles, steadyLive())
		Expect(verdict.Vacuous).To(BeFalse(), "%s", wrap(verdict.Detail))
		certified.add(verdict)
		GinkgoWriter.Printf("%v %s: %+.2f B/file\n", sown.Amount, sown.Place, verdict.Value)
	}
	return certified
}
