// Package suite starts every Ginkgo suite of this module in the same way, and holds all of them to the same rules:
//
//   - every label that a spec carries is declared in ginkgo.yml;
//   - on a CI machine, where the environment variable CI is set, no memory spec is skipped for want of something.
//
// Goals: a rule that is broken fails the suite with the spec, its place and what to do, however the suite is run: as a
// whole, filtered, in parallel or dry. The rules are checked on the report of the run that took place.
// Ginkgo's PreviewSpecs would know the labels earlier, but it runs the suite's own report hooks on specs that never ran.
//
// Non-goals: which labels a spec should carry, settings of its own.
package suite

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"

	"github.com/embecode/embecode/internal/settings"
)

// patience is how long Eventually waits where a spec doesn't say: machines are shared, and stand still for seconds.
const patience = 15 * time.Second

// Run runs the specs of the calling test package under the given description.
func Run(t *testing.T, description string) {
	t.Helper()
	gomega.RegisterFailHandler(ginkgo.Fail)
	gomega.EnforceDefaultTimeoutsWhenUsingContexts()
	gomega.SetDefaultEventuallyTimeout(patience)
	holdToRules()
	_, reporter := ginkgo.GinkgoConfiguration()
	reporter.NoColor = reporter.NoColor || colourless()
	ginkgo.RunSpecs(t, description, reporter)
}

// colourless tells whether the user wants no colour, in the two ways that other programs know. Ginkgo knows only its own
// variable, GINKGO_NO_COLOR. Its command, which prints the report of a parallel run, is out of a suite's reach.
func colourless() bool { return os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" }

// holdToRules adds the hooks that fail a suite in which a rule is broken. In a parallel run both run in one and the
// same process, the second on the reports of all.
func holdToRules() {
	var loaded settings.Settings

	ginkgo.ReportBeforeSuite(func(ginkgo.Report) {
		var err error
		loaded, err = settings.LoadRoot()
		gomega.Expect(err).NotTo(gomega.HaveOccurred())
	})

	ginkgo.ReportAfterSuite("The rules for every suite of this module", func(report ginkgo.Report) {
		broken := undeclaredLabels(report.SpecReports, loaded.Labels)
		if onCI() {
			broken = append(broken, skippedMemorySpecs(report)...)
		}
		if len(broken) > 0 {
			ginkgo.Fail(strings.Join(broken, "\n"))
		}
	})
}
