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

	DescribeTable("of several runs takes their noise into account:", func(was, now []gmem.Bytes, ok bool) {
		file := func(peaks []gmem.Bytes) report.File {
			var runs []report.Run
			for _, peak := range peaks {
				runs = append(runs, report.Watched("a command", gmem.Series{HighWater: peak * gmem.MB}))
			}
			return report.File{Runs: runs}
		}
		Expect(report.Compare(file(was), file(now), 10)).To(HaveExactElements(HaveField("Verdict.OK", ok)))
	},
		Entry("a rise that is no larger than what they differ by", []gmem.Bytes{100, 120, 105, 95, 118}, []gmem.Bytes{112, 125, 119, 104, 121}, true),
		Entry("a rise that is", []gmem.Bytes{100, 101, 99, 100, 102}, []gmem.Bytes{112, 113, 112, 115, 112}, false),
		Entry("a rise of a single run above all that there were", []gmem.Bytes{100, 104, 99}, []gmem.Bytes{116}, false),
		Entry("a rise of a single run within what there was", []gmem.Bytes{100, 104, 99}, []gmem.Bytes{112}, true),
		Entry("one run among several that took more", []gmem.Bytes{100, 101, 100}, []gmem.Bytes{100, 101, 180}, true),
	)

	It("holds handles, threads and mappings strictly, for as much work", func() {
		left := func(units int64, handles, threads int) report.Run {
			run := leaky()
			for i := range run.Rounds {
				round := &run.Rounds[i]
				round.Units, round.Threads, round.Mappings = units, 10, 100
				if i == len(run.Rounds)-1 {
					round.Threads += threads
				}
				round.Handles = []gmem.Count{{Name: "file", Open: int64(i * handles)}}
			}
			return run
		}
		verdict := func(was, now report.Run) gmem.Verdict {
			return report.Compare(report.File{Runs: []report.Run{was}}, report.File{Runs: []report.Run{now}}, 10)[0].Verdict
		}
		Expect(verdict(left(100, 1, 0), left(200, 2, 0))).To(gmem.Hold(), "twice as many for twice as much work")
		Expect(verdict(left(100, 1, 0), left(100, 2, 0))).To(HaveField("Detail", "file left open: 3 open then, 6 open now"))
		Expect(verdict(left(200, 1, 0), left(100, 1, 0))).To(HaveField("OK", false), "as many for half as much work")
		Expect(verdict(left(100, 1, 0), left(100, 1, 8))).To(gmem.Hold())
		Expect(verdict(left(100, 1, 0), left(100, 1, 9))).To(HaveField("Detail", ContainSubstring("threads left: 0 open then, 9 open now")))
	})

	It("of which nothing was measured can't be judged", func() {
		empty := report.File{Runs: []report.Run{{Spec: "a command"}}}
		Expect(report.Compare(empty, empty, 10)).To(HaveExactElements(HaveField("Verdict.Inconclusive", true)))
	})

	It("over many files tells how the peak drifts, which each comparison with the one before passes", func() {
		files := func(step float64, noise ...float64) (all []report.File) {
			peak := float64(100 * gmem.MB)
			for _, off := range noise {
				all = append(all, report.File{Runs: []report.Run{report.Watched("a command", gmem.Series{HighWater: gmem.Bytes(peak + off*float64(gmem.MB))})}})
				peak *= 1 + step
			}
			return all
		}
		rising := report.Drifts(files(0.03, 0, 1, -1, 0, 1, 0, -1, 0))
		Expect(rising).To(HaveExactElements(And(HaveField("PerFile", BeNumerically("~", 3.3, 0.3)), HaveField("AtLeast", BeNumerically(">", 2)))))
		Expect(rising[0].String()).To(MatchRegexp(`(?s)over 8 files the peak moves by \+3.* to twice as\s+much in 3\d`))
		flat := report.Drifts(files(0, 0, 3, -3, 1, -1, 2, -2, 0))
		Expect(flat).To(HaveExactElements(HaveField("Rises()", false)))
		Expect(flat[0].String()).To(ContainSubstring("chance"))
		Expect(report.Drifts(files(0.03, 0, 0, 0))).To(BeEmpty())
	})

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
		Expect(other).To(HaveExactElements(HaveField("Warnings", HaveExactElements("processors: 4 then, 2 now"))))
	})
})
