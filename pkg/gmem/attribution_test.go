package gmem_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

var _ = Describe("Attribution", func() {
	// measured is a ledger of a total and of what its one part explains, in MB.
	measured := func(rss, explained gmem.Bytes) gmem.Ledger {
		return gmem.Ledger{RSS: rss * gmem.MB, Parts: []gmem.Part{{Name: gmem.PartGoInUse, Bytes: explained * gmem.MB}}}
	}
	baseline := measured(30, 30)

	DescribeTable("allows 5 MB or a tenth of the growth, whichever is more",
		func(rss, explained gmem.Bytes, ok bool, detail string) {
			verdict := gmem.JudgeAttribution(baseline, measured(rss, explained))
			Expect(verdict.Vacuous).To(BeFalse())
			Expect(verdict.OK).To(Equal(ok))
			Expect(verdict.Detail).To(ContainSubstring(detail))
		},
		Entry("all explained", gmem.Bytes(60), gmem.Bytes(60), true, "0 B of 60.0 MB unattributed, allowed 5.0 MB either way"),
		Entry("at the slack", gmem.Bytes(60), gmem.Bytes(55), true, "5.0 MB of"),
		Entry("past the slack", gmem.Bytes(60), gmem.Bytes(54), false, "no meter sees"),
		Entry("at the slack below", gmem.Bytes(60), gmem.Bytes(65), true, "-5.0 MB of"),
		Entry("past the slack below", gmem.Bytes(60), gmem.Bytes(66), false, "not resident"),
		Entry("below the baseline", gmem.Bytes(20), gmem.Bytes(15), true, "allowed 5.0 MB"),
		Entry("at a tenth of the growth", gmem.Bytes(130), gmem.Bytes(120), true, "allowed 10.0 MB"),
		Entry("past a tenth of the growth", gmem.Bytes(130), gmem.Bytes(119), false, "11.0 MB of 130.0 MB"),
	)

	It("is vacuous over nothing", func() {
		Expect(gmem.JudgeAttribution(baseline, gmem.Ledger{}).Vacuous).To(BeTrue())
		Expect(gmem.JudgeAttribution(baseline, gmem.Ledger{RSS: 1}).Vacuous).To(BeTrue())
		Expect(gmem.JudgeAttribution(baseline, gmem.Ledger{Parts: baseline.Parts}).Vacuous).To(BeTrue())
	})

	It("says as a matcher what is missing", func() {
		Expect(measured(60, 60)).To(gmem.BeAttributed(baseline))
		matcher := gmem.BeAttributed(baseline)
		Expect(matcher.Match(measured(60, 54))).To(BeFalse())
		Expect(matcher.FailureMessage(measured(60, 54))).To(HavePrefix(
			"Expected resident memory to be the sum of its parts.\n    6.0 MB of 60.0 MB unattributed"))
	})
})
