package memory_test

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/suites/memory/run"
)

func githubMessages() []message {
	GinkgoHelper()
	leaky := leakyCyclesRecord()
	leaky.Series = crossedRecord().Series
	leaky.Diagnosis = "since the warm-up: C++ objects: +8.0 MB, +61.5 KB per chunk, +371.0 KB per file."
	return []message{{
		"summary of a CI step", summary(outcomeLeak, ending(leaky), []run.Record{leaky},
			[]string{"artifacts/memory/memory.json", "artifacts/memory/outcome"}, "https://github.com/owner/name/actions/runs/1#artifacts"),
	}}
}

var _ = Describe("An annotation", func() {
	It("is one line, whatever the failure's text and the names in it hold", func() {
		report := &types.Report{SpecReports: types.SpecReports{{
			State: types.SpecStateFailed, LeafNodeText: "a: b, c\n::error::d",
			Failure: types.Failure{Message: "50 %\r\n::stop-commands::x", Location: types.CodeLocation{FileName: "/x,y.go", LineNumber: 7}},
		}}}
		Expect(annotations(report)).To(Equal(
			"::error file=/x%2Cy.go,line=7,title=a%3A b%2C c%0A%3A%3Aerror%3A%3Ad::50 %25%0D%0A::stop-commands::x\n"))
	})

	It("stands for each failure, by its place from the module's root, and for nothing else", func() {
		here := types.NewCodeLocation(0)
		report := &types.Report{SpecReports: types.SpecReports{
			{State: types.SpecStatePassed},
			{State: types.SpecStateSkipped},
			{State: types.SpecStateFailed, LeafNodeType: types.NodeTypeAfterSuite, Failure: types.Failure{Message: "m", Location: here}},
		}}
		Expect(annotations(report)).To(MatchRegexp(`^::error file=suites/memory/githubs_test.go,line=\d+,title=AfterSuite::m\n$`))
		Expect(annotations(nil)).To(BeEmpty())
	})
})

var _ = Describe("The summary of a CI step", func() {
	It("holds outcome, verdicts, sparkline and artifacts", func() {
		text := githubMessages()[0].text
		for _, part := range []string{
			"## Memory: leak", "| steady-live | failed |", "▁", "+335.0 KB/file", "actions/runs/1#artifacts", "- artifacts/memory/outcome",
		} {
			Expect(text).To(ContainSubstring(part))
		}
	})

	It("shows names as they are, without a say in the table", func() {
		record := comparedCycles()
		record.Verdicts[0].Detail = "at <img src=x>|`x`*y*_z_\nmore"
		Expect(summary(outcomeClean, "", []run.Record{record}, []string{"a<b>.svg"}, "")).To(And(
			ContainSubstring("| at &lt;img src=x&gt;\\|&#96;x&#96;\\*y\\*\\_z\\_ |\n"), ContainSubstring("- a&lt;b&gt;.svg\n")))
	})

	It("is added to the file that the service names, and to none without one", func() {
		path := filepath.Join(GinkgoT().TempDir(), "summary.md")
		GinkgoT().Setenv("GITHUB_STEP_SUMMARY", "")
		Expect(appendSummary(outcomeClean, "", nil, "")).To(Succeed())
		GinkgoT().Setenv("GITHUB_STEP_SUMMARY", path)
		Expect(os.WriteFile(path, []byte("before\n"), 0o600)).To(Succeed())
		Expect(appendSummary(outcomeClean, "verdict: clean", nil, GinkgoT().TempDir())).To(Succeed())
		data, err := os.ReadFile(path)
		Expect(err).NotTo(HaveOccurred())
		Expect(strings.SplitN(string(data), "\n", 3)).To(HaveExactElements("before", "## Memory: clean", ContainSubstring("verdict: clean")))
	})
})
