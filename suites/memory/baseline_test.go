package memory_test

import (
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
)

// compareWithBaseline shows what has risen since an earlier memory.json, and fails where it was asked to.
func compareWithBaseline(now report.File) {
	GinkgoHelper()
	path := options().base
	if path == "" {
		return
	}
	earlier, err := report.Read(path)
	Expect(err).NotTo(HaveOccurred(), "flag -baseline")
	percent, err := allowedIncrease()
	Expect(err).NotTo(HaveOccurred())
	compared := report.Compare(earlier, now, percent)
	Expect(compared).NotTo(BeEmpty(), "%s holds no run of the specs that were run: there is nothing to compare", path)
	for _, comparison := range compared {
		AddReportEntry("baseline", plainText(comparison.String()), ReportEntryVisibilityAlways)
	}
	for _, comparison := range compared {
		if *flagFailOn != "" {
			Expect(comparison.Verdict).To(gmem.Hold(), comparison.Spec)
		}
	}
}

// allowedIncrease is how much a run may be above the baseline in percent: "10%" is 10. Where nothing is to fail it is shown
// against that.
func allowedIncrease() (float64, error) {
	if *flagFailOn == "" {
		return 10, nil
	}
	allowed, err := gmem.ParsePercent(*flagFailOn)
	if err != nil {
		return 0, fmt.Errorf("flag -fail-on-increase: %w", err)
	}
	return allowed, nil
}
