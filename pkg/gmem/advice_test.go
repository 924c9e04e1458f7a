package gmem_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

var _ = Describe("The advice of a verdict that failed", func() {
	// moments are two breakdowns, of which the later one has more by what is given.
	moments := func(from, to string, more ...gmem.Part) gmem.Moments {
		before, after := gmem.Breakdown{RSS: 100 * gmem.MB}, gmem.Breakdown{RSS: 100 * gmem.MB}
		for _, part := range more {
			before.Parts = append(before.Parts, gmem.Part{Name: part.Name, Bytes: 10 * gmem.MB})
			after.Parts = append(after.Parts, gmem.Part{Name: part.Name, Bytes: 10*gmem.MB + part.Bytes})
			after.RSS += part.Bytes
		}
		return gmem.Moments{{At: from, Breakdown: before}, {At: to, Breakdown: after}}
	}
	resident := func(more ...gmem.Part) gmem.Verdict {
		rounds := growing(9, 0)
		for i := range rounds.Rounds {
			rounds.Rounds[i].RSS += gmem.Bytes(i) * 20 * gmem.MB
		}
		rounds.Parts = moments("warm", "end", more...)
		return rounds.Judge()[1]
	}

	It("on a leak of resident memory is that of the part which grew as resident memory did", func() {
		Expect(resident(gmem.Part{Name: gmem.PartNative, Bytes: 130 * gmem.MB})).To(And(HaveField("OK", false), HaveField("Advice", ContainSubstring("not freed"))))
	})

	It("is not that of a part which hardly grew", func() {
		verdict := resident(gmem.Part{Name: gmem.PartNative, Bytes: 1_200 * gmem.KB}, gmem.Part{Name: gmem.PartGoRuntime, Bytes: 1_300 * gmem.KB})
		Expect(verdict.OK).To(BeFalse())
		Expect(verdict.Advice).To(HavePrefix("the live bytes"))
	})

	It("on too much memory names what there is most more of, and calls nothing a leak that may be given back", func() {
		series := rising(48, 42*gmem.MB)
		series.Parts = moments("baseline", "peak", gmem.Part{Name: gmem.PartNative, Bytes: 1900 * gmem.MB})
		Expect(series.Below(gmem.GB).Advice).To(Equal(gmem.PartNative))
		series.Parts = moments("baseline", "peak", gmem.Part{Name: gmem.PartNative, Bytes: gmem.MB})
		Expect(series.Below(gmem.GB).Advice).To(BeEmpty())
	})

	handles := func(name string, each int64) gmem.Verdict {
		rounds := growing(8, 0)
		for i := range rounds.Rounds {
			rounds.Rounds[i].Handles = []gmem.Count{{Name: name, Open: each * int64(i)}}
		}
		rounds.Verdicts = rounds.Judge()
		return verdictOf(rounds, gmem.VerdictHandles)
	}

	DescribeTable("on handles fits them:", func(name string, each int64, advice string) {
		Expect(handles(name, each)).To(And(HaveField("OK", false), HaveField("Advice", ContainSubstring(advice))))
	},
		Entry("goroutines wait for something", gmem.HandleGoroutine, int64(20), "waits for"),
		Entry("descriptors stay open on some way out", gmem.HandleDescriptor, int64(20), "skip the close"),
		Entry("what is closed too often doesn't stay open", "statement", int64(-2), "closes it twice"),
	)

	Context("under a setting of the environment that raises memory", func() {
		under := []string{"GOGC=400"}

		It("names the setting, and growth of resident memory is then no leak", func() {
			rounds := growing(9, 232_500)
			rounds.Series.Settings = under
			verdicts := rounds.Judge()
			Expect(verdicts[1]).To(And(HaveField("Name", gmem.VerdictResident), HaveField("OK", false), HaveField("Fault", gmem.TooMuch),
				HaveField("Detail", ContainSubstring("under GOGC=400")), HaveField("Advice", HavePrefix("GOGC=400"))))
			Expect(verdicts[0]).To(And(HaveField("Name", gmem.VerdictLive), HaveField("Fault", gmem.Leak)), "what is counted exactly is not moved by it")
		})

		It("names it where a limit is crossed", func() {
			series := rising(48, 42*gmem.MB)
			series.Settings = under
			Expect(series.Below(gmem.GB)).To(And(HaveField("Detail", ContainSubstring("under GOGC=400")), HaveField("Advice", HavePrefix("GOGC=400"))))
			Expect(series.Below(3 * gmem.GB)).To(HaveField("Detail", Not(ContainSubstring("GOGC"))))
		})

		It("keeps it in memory.json", func(ctx SpecContext) {
			GinkgoT().Setenv("GOGC", "400")
			series, err := gmem.Watch(ctx, func(context.Context) error { hold(gmem.MB); return nil })
			Expect(err).NotTo(HaveOccurred())
			data, err := series.MarshalJSON()
			Expect(err).NotTo(HaveOccurred())
			var read gmem.Series
			Expect(read.UnmarshalJSON(data)).To(Succeed())
			Expect(read.Settings).To(ContainElement("GOGC=400"))
		})
	})
})
