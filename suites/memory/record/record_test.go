package record_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
	"github.com/embecode/embecode/suites/memory/judge"
	"github.com/embecode/embecode/suites/memory/record"
	"github.com/embecode/embecode/suites/memory/workload"
)

var (
	held    = gmem.Verdict{Name: gmem.VerdictCeiling, OK: true, Detail: "peak 80 MB"}
	crossed = gmem.Verdict{Name: judge.VerdictBudget, Fault: gmem.TooMuch, Detail: "peak 130 MB"}
	leaked  = gmem.Verdict{
		Name: gmem.VerdictLive, Fault: gmem.Leak, Detail: "+64 B/file", Advice: "what is kept",
		Sites: []gmem.Site{{Function: "C.strdup", Bytes: 64, Blocks: 1}},
	}
	dead  = gmem.Verdict{Name: gmem.VerdictMeters, Inconclusive: true}
	wrong = gmem.Verdict{Name: judge.VerdictAccounting}
)

func run(spec string, verdicts ...gmem.Verdict) report.Run {
	return report.Run{Spec: spec, Verdicts: verdicts}
}

var _ = Describe("The outcome of a suite", func() {
	DescribeTable("is", func(want string, runs ...report.Run) {
		Expect(record.Outcome(runs)).To(Equal(want))
	},
		Entry("clean when all held", "clean", run("a", held), run("b", held)),
		Entry("a leak when something leaked", "leak", run("a", held), run("b", crossed), run("c", dead, leaked)),
		Entry("too much memory when a limit was crossed and nothing leaked", "too much memory", run("a", held, crossed)),
		Entry("inconclusive when a verdict could not be reached", "inconclusive", run("a", held, dead)),
		Entry("inconclusive when figures don't add up: that says nothing of memory", "inconclusive", run("a", held, wrong)),
	)

	It("ends the log with the gravest verdict, what to look at, and the place", func() {
		Expect(record.Ending([]report.Run{run("a", crossed), run("b", leaked)}, "out/memory.json")).To(Equal(strings.Join([]string{
			"verdict: leak", "of: b", "live: +64 B/file", "look first at what is kept", "allocated at, in one more round:",
			"  64 B in 1 block: C.strdup", "figures: out/memory.json",
		}, "\n")))
		Expect(record.Ending([]report.Run{run("a", held)}, "m")).To(Equal("verdict: clean\nfigures: m"))
	})

	It("is summed up in Markdown, verdict by verdict", func() {
		var summary strings.Builder
		Expect(record.WriteSummary(&summary, []report.Run{run("a", held, crossed)})).To(Succeed())
		Expect(summary.String()).To(And(HavePrefix("### a\n"), ContainSubstring("- ceiling: ok: peak 80 MB\n- budget: failed: peak 130 MB\n")))
	})
})

var _ = Describe("A record", func() {
	It("has an inconclusive verdict where none was reached, so that a spec can't pass without it", func() {
		Expect(record.Verdict(run("a", held), gmem.VerdictCeiling)).To(Equal(held))
		Expect(record.Verdict(run("a", held), gmem.VerdictLive)).To(HaveField("Inconclusive", true))
	})

	It("says what was leaked, generated, indexed and skipped", func() {
		of := record.Of{Spec: "s", Leak: "open-trees", Scale: 0.1, Tree: workload.Tree{Expected: 200}}
		result := workload.Result{Found: 209, Chunks: 1_206, Files: 400}
		result.Rounds.Rounds = make([]gmem.Round, 2)
		made := of.Done(result, held)
		Expect(made.Fact("leak")).To(Equal("open-trees"))
		Expect(made.Fact("files generated")).To(BeEquivalentTo(200))
		Expect(made.Fact("files indexed")).To(BeEquivalentTo(400))
		Expect(made.Fact("files skipped")).To(BeEquivalentTo(18))
		Expect(made.Fact("chunks")).To(BeEquivalentTo(2_412))
		Expect(made.Verdicts).To(ConsistOf(held))
		Expect(made.Growth).To(BeEmpty())
	})
})

var _ = Describe("The verdict over meters", func() {
	result := func(leftOut, dead []gmem.LeftOut) (r workload.Result) {
		r.Rounds.LeftOut, r.Rounds.Dead = leftOut, dead
		return r
	}
	one := []gmem.LeftOut{{Name: "tree-sitter tree", Reason: "it counts 3 for 1"}}

	It("holds when each saw what was made for it, in every child", func() {
		Expect(record.Meters(result(nil, nil), result(nil, nil))).To(gmem.Hold())
	})

	DescribeTable("is inconclusive, and names the meter", func(results ...workload.Result) {
		verdict := record.Meters(results...)
		Expect(verdict).To(And(HaveField("OK", false), HaveField("Inconclusive", true)))
		if len(results) > 0 {
			Expect(verdict.Detail).To(ContainSubstring("tree-sitter tree: it counts 3 for 1"))
		}
	},
		Entry("when one is dead", result(nil, nil), result(nil, one)),
		Entry("when one is left out", result(one, nil)),
		Entry("when nothing was measured"),
	)

	It("does not ask for native meters where native memory can't be counted", func() {
		Expect(record.Meters(result(append(one, gmem.LeftOut{Name: "native memory", Reason: "no cgo"}), nil))).To(gmem.Hold())
	})
})
