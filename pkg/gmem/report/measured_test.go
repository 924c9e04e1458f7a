package report_test

import (
	"context"
	"runtime"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
)

// Serial, since what others allocate meanwhile is counted too.
var _ = Describe("What was measured in this process", Serial, Label("slow", "memory"), func() {
	var kept [][]byte

	BeforeEach(func() {
		if runtime.GOOS != "linux" {
			Skip("memory is broken down on Linux only")
		}
		kept = nil
	})

	leak := func(context.Context) error { kept = append(kept, make([]byte, 100_000)); return nil }

	It("has a page, with the rounds in their places and the part that leaked set off", func(ctx SpecContext) {
		rounds, err := gmem.Repeat(ctx, leak, gmem.RepeatOptions{Calls: 20, MaxRounds: 5, Unit: "query"})
		Expect(err).NotTo(HaveOccurred())
		run := report.Repeated("Asking again and again", rounds)
		Expect(run.Parts).To(HaveExactElements(HaveField("At", "baseline"), HaveField("At", "warm"), HaveField("At", "end")))
		last := 0.0
		for _, round := range run.Rounds {
			Expect(round.Ended).To(BeNumerically(">=", last+round.Seconds))
			last = round.Ended
		}
		Expect(last).To(BeNumerically("<=", run.DurationSeconds))
		page, chart := written(run)
		Expect(page).To(And(ContainSubstring(`<th scope="col" class="n">queries</th>`), ContainSubstring("FAILED: live")))
		Expect(textsOf(run)).To(ContainElements("round", "1", ContainSubstring("KB/query, allowed")))
		Expect(chart).To(ContainSubstring("Live bytes at each round"))
		Expect(run.Text()).To(ContainSubstring("- " + gmem.PartGoInUse + ": +"))
	})

	It("is read from the file as it was measured", func(ctx SpecContext) {
		series, err := gmem.Watch(ctx, leak)
		Expect(err).NotTo(HaveOccurred())
		folder := leave(report.Watched("Asking once", series, series.Below(gmem.GB)))
		file, err := report.Read(folder + "/" + report.FileName)
		Expect(err).NotTo(HaveOccurred())
		Expect(file.Runs[0].Series.Baseline).To(Equal(series.Baseline))
		Expect(file.Runs[0].Parts).To(Equal(series.Parts))
	})
})
