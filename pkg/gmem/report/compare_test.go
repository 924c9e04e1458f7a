package report_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
)

var _ = Describe("A comparison with an earlier run", func() {
	// compared sets a run, changed, beside the run as it was.
	compared := func(change func(*report.Run)) report.Comparison {
		GinkgoHelper()
		was, now := leaky(), leaky()
		change(&now)
		all := report.Compare(report.File{Runs: []report.Run{{Spec: "another"}, was}}, report.File{Runs: []report.Run{now, {Spec: "new"}}}, 10)
		Expect(all).To(HaveLen(1))
		return all[0]
	}
	opened := func(open ...int64) func(*report.Run) {
		return func(r *report.Run) {
			for i := range r.Rounds {
				r.Rounds[i].Handles = []gmem.Count{{Name: "file", Open: open[i]}}
			}
		}
	}

	DescribeTable("fails only when memory has risen by more than is allowed:", func(change func(*report.Run), ok bool, value float64) {
		Expect(compared(change).Verdict).To(And(HaveField("OK", ok), HaveField("Value", BeNumerically("~", value, 0.01)), HaveField("Limit", 10.0)))
	},
		Entry("not at all", func(*report.Run) {}, true, 0.0),
		Entry("the peak, as far as allowed", func(r *report.Run) { r.PeakBytes = 220 * gmem.MB }, true, 10.0),
		Entry("the peak, further", func(r *report.Run) { r.PeakBytes = 221 * gmem.MB }, false, 10.5),
		Entry("the end, further", func(r *report.Run) { r.FinalBytes = 210 * gmem.MB }, false, 10.53),
		Entry("live bytes at the end, further", func(r *report.Run) { r.Rounds[3].Live = 135 * gmem.MB }, false, 10.66),
		Entry("fallen", func(r *report.Run) { r.PeakBytes = gmem.MB }, true, 0.0),
		Entry("growth from round to round, by less than was allowed to it", func(r *report.Run) { r.Verdicts[1].Value += 30 }, true, 0.0),
		Entry("growth from round to round, by more", func(r *report.Run) { r.Verdicts[1].Value += 40 }, false, 0.0),
		Entry("handles that are open all the time", opened(3, 3, 3, 3), true, 0.0),
		Entry("one handle left open", opened(3, 3, 3, 4), false, 0.0),
		Entry("no rounds", func(r *report.Run) { r.Rounds = nil }, true, 0.0),
	)

	It("says what has risen, and which part of memory to look at", func() {
		risen := compared(func(r *report.Run) {
			r.PeakBytes = 250 * gmem.MB
			r.Parts[2].RSS += 30 * gmem.MB
			r.Parts[2].Parts[0].Bytes += 30 * gmem.MB
		})
		Expect(risen.Verdict).To(And(
			HaveField("Name", report.VerdictBaseline), HaveField("Fault", gmem.TooMuch),
			HaveField("Detail", "peak RSS: 200.0 MB then, 250.0 MB now"),
			HaveField("Evidence", HaveExactElements(HaveField("What", "cache")))))
		Expect(risen.String()).To(And(
			MatchRegexp(`(?m)^peak RSS +200.0 MB +250.0 MB +\+25.0 %$`), MatchRegexp(`(?m)^live growth +\+400.0 KB/call +\+400.0 KB/call +-$`),
			ContainSubstring("baseline: failed: peak RSS")))
	})

	It("warns of what is not the same, and compares no rates of different work", func() {
		c := compared(func(r *report.Run) {
			r.Unit, r.Stopped, r.Verdicts[1].Value = "query", "", 1e9
			r.Facts = []report.Fact{{Name: "answers", Value: 800}, {Name: "new", Value: "x"}}
		})
		Expect(c.Warnings).To(ConsistOf(
			"unit of work: call then, query now", "stopped early: the disk was full then, no now", "answers: 400 then, 800 now",
			"new: none then, x now", "leak: on purpose then, none now"))
		Expect(c.Verdict.OK).To(BeTrue())
		Expect(c.String()).To(ContainSubstring("not the same: answers: 400 then, 800 now"))
	})

	It("warns of another machine", func() {
		here, there := report.Machine{OS: "linux", Cores: 2}, report.Machine{OS: "linux", Cores: 4}
		same := report.Compare(report.File{MeasuredOn: &here, Runs: []report.Run{leaky()}}, report.File{MeasuredOn: &here, Runs: []report.Run{leaky()}}, 10)
		Expect(same).To(HaveExactElements(HaveField("Warnings", BeEmpty())))
		other := report.Compare(report.File{MeasuredOn: &there, Runs: []report.Run{leaky()}}, report.File{MeasuredOn: &here, Runs: []report.Run{leaky()}}, 10)
		Expect(other).To(HaveExactElements(HaveField("Warnings", HaveExactElements(HavePrefix("machine: linux/, 4 cores")))))
	})
})
