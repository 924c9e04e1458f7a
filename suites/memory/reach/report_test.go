package reach_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/suites/memory/reach"
)

var _ = Describe("A report on reach", func() {
	limits := reach.Limits{Least: 95, Most: 3}
	var report reach.Report

	BeforeEach(func() {
		report = reach.Report{Commit: "c0ffee", Packages: []reach.Package{
			{Name: "pkg/a", Statements: 100, Reached: 94, Missed: []reach.Block{
				{File: "pkg/a/a.go", From: 3, To: 5, Func: "Open", Statements: 2},
				{File: "pkg/a/a.go", From: 9, To: 12, Func: "T.Close", Statements: 4},
			}},
			{Name: "pkg/b", Statements: 20, Reached: 19, Missed: []reach.Block{{File: "pkg/b/b.go", Func: "B", Statements: 1}}},
		}}
	})

	It("fails when too little of all packages together was reached", func() {
		Expect(report.Judge(limits, nil)).To(MatchError("the judged rounds reach 94.2 % of the statements, want 95 %"))
	})

	It("passes when what is exempt makes the difference", func() {
		Expect(report.Judge(limits, []reach.Exception{{File: "pkg/a/a.go", Func: "Open", Reason: "never"}})).To(Succeed())
		Expect(report.Percent()).To(BeNumerically("~", 100*113.0/118))
	})

	It("fails when too much is exempt", func() {
		Expect(report.Judge(limits, []reach.Exception{{File: "pkg/a/a.go", Func: "T.Close", Reason: "never"}})).To(
			MatchError("3.3 % of the statements are exempt, want at most 3 %"))
	})

	DescribeTable("fails when an exception names what was reached, or what isn't there:", func(exception reach.Exception) {
		exempt := []reach.Exception{{File: "pkg/a/a.go", Func: "Open", Reason: "never"}, exception}
		Expect(report.Judge(limits, exempt)).To(MatchError(ContainSubstring("names nothing that was missed")))
	},
		Entry("another file", reach.Exception{File: "pkg/a/b.go", Func: "Open"}),
		Entry("another function", reach.Exception{File: "pkg/a/a.go", Func: "Close"}),
		Entry("another text", reach.Exception{File: "pkg/a/a.go", Func: "T.Close", Text: "no such line"}),
		Entry("the same again", reach.Exception{File: "pkg/a/a.go", Func: "Open"}),
	)

	It("fails when nothing was counted", func() {
		Expect(new(reach.Report).Judge(limits, nil)).To(MatchError(ContainSubstring("0.0 %")))
	})

	It("tells the figures of each package and what was never reached", func() {
		Expect(report.Judge(limits, []reach.Exception{{File: "pkg/a/a.go", Func: "Open", Reason: "it can't fail"}})).To(Succeed())
		Expect(report.String()).To(And(
			MatchRegexp(`(?m)^pkg/a +100 +94 +2 +95\.9$`), MatchRegexp(`(?m)^all +120 +113 +2 +95\.8$`),
			ContainSubstring("never reached: pkg/a/a.go:9-12 T.Close, 4 statements\n"),
			ContainSubstring("never reached: pkg/a/a.go:3-5 Open, 2 statements (exempt: it can't fail)\n")))
	})

	It("is the same when it is read again", func() {
		folder := GinkgoT().TempDir()
		Expect(report.Write(folder)).To(Succeed())
		Expect(reach.Load(folder)).To(Equal(report))
	})
})
