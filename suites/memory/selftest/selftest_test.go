package selftest_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
	"github.com/embecode/embecode/suites/memory/selftest"
)

var _ = Describe("The smallest leak that was seen", func() {
	runs := func(amount gmem.Bytes, caught int) selftest.Runs {
		return selftest.Runs{Amount: amount, Count: 5, Caught: caught}
	}

	DescribeTable("is the one from which on every leak was caught every time",
		func(want gmem.Bytes, amounts ...selftest.Runs) {
			smallest, found := selftest.Place{Amounts: amounts}.Seen()
			Expect(smallest).To(Equal(want))
			Expect(found).To(Equal(want > 0))
		},
		Entry("all caught", gmem.Bytes(32), runs(32, 5), runs(64, 5), runs(128, 5)),
		Entry("a small one missed once", gmem.Bytes(64), runs(32, 4), runs(64, 5), runs(128, 5)),
		Entry("a larger one missed once", gmem.Bytes(128), runs(32, 5), runs(64, 4), runs(128, 5)),
		Entry("the largest missed once", gmem.Bytes(0), runs(32, 5), runs(64, 5), runs(128, 4)),
		Entry("never tried", gmem.Bytes(0), selftest.Runs{Amount: 64}),
		Entry("nothing tried", gmem.Bytes(0)),
	)

	It("is told beside the false alarms and the spread of the slopes", func() {
		limit := &selftest.Limit{Files: 200, Allowed: 8, Places: []selftest.Place{{Name: "C malloc", Amounts: []selftest.Runs{runs(32, 3), runs(64, 5)}}}}
		limit.Clean.Add(gmem.Verdict{OK: true, Value: 0.5})
		limit.Clean.Add(gmem.Verdict{Value: 40})
		Expect(limit.String()).To(And(
			ContainSubstring("false alarms: 1 out of 2 runs without a leak"),
			ContainSubstring("smallest leak caught every time, C malloc: 64 B/file"),
			MatchRegexp(`\(no leak\) +0 +1 +2 +0\.50 +40\.00 +40\.00`)))
	})
})

var _ = Describe("The kill matrix", func() {
	caught := gmem.Verdict{
		Name: gmem.VerdictLive, Fault: gmem.Leak, Value: 1_030, Unit: "bytes/file",
		Evidence: []gmem.Growth{
			{What: "other native alive", Unit: "bytes", Amount: 100},
			{What: "C++ objects", Unit: "bytes", Amount: 30},
			{What: "Go heap in use", Unit: "bytes", Amount: 2},
		},
		Sites: []gmem.Site{{Function: "C.strdup"}},
	}
	c := selftest.Case{Leak: "raw-malloc", Verdict: gmem.VerdictLive, Places: []string{"other native alive", "Go heap in use"}}
	kill := selftest.NewKill(c, []report.Run{
		{Verdicts: []gmem.Verdict{{Name: gmem.VerdictCeiling, OK: true}, {Name: gmem.VerdictHandles, Inconclusive: true}}},
		{Verdicts: []gmem.Verdict{caught, {Name: gmem.VerdictCeiling, OK: true}}},
	})

	It("knows which verdict saw the leak, and which places were named", func() {
		Expect(kill.Outcomes).To(Equal(map[string]string{
			gmem.VerdictCeiling: selftest.Quiet, gmem.VerdictHandles: selftest.Inconclusive, gmem.VerdictLive: selftest.Caught,
		}))
		Expect(kill.Named).To(ConsistOf("other native alive"), "the other one grew by less than a quarter as much")
		Expect(kill.Sites).To(ConsistOf("C.strdup"))
	})

	It("is laid out with a row for each leak, what is no leak last", func() {
		none := selftest.NewKill(selftest.Case{Leak: "warm-cache"}, []report.Run{{Verdicts: []gmem.Verdict{{Name: gmem.VerdictLive, OK: true}}}})
		Expect(selftest.Matrix([]selftest.Kill{none, kill})).To(And(
			MatchRegexp(`(?s)raw-malloc +\. +X +\?.*warm-cache +\.`),
			ContainSubstring("raw-malloc: live 1030 bytes/file; named: other native alive; at C.strdup"),
			ContainSubstring("warm-cache: no leak")))
	})
})
