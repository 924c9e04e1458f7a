//go:build linux && cgo

package leaks_test

import (
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/judge"
	"github.com/embecode/embecode/suites/memory/leaks"
)

var _ = Describe("The catalogue of leaks", func() {
	isLeak := func(leak leaks.Leak) bool { return leak.Verdict != "" }

	It("holds at least 16 leaks, and two that are none at its end", func() {
		harmless := slices.DeleteFunc(slices.Clone(leaks.Catalogue), isLeak)
		Expect(harmless).To(HaveLen(2))
		Expect(len(leaks.Catalogue) - 2).To(BeNumerically(">=", 16))
		Expect(slices.ContainsFunc(leaks.Catalogue[len(leaks.Catalogue)-2:], isLeak)).To(BeFalse())
	})

	It("tells of each entry what it does and where it happened", func() {
		names := map[string]bool{}
		for _, leak := range leaks.Catalogue {
			Expect(names).NotTo(HaveKey(leak.Name))
			names[leak.Name] = true
			Expect(leak.Name).To(MatchRegexp(`^[a-z]+(-[a-z]+)*$`))
			Expect(leak.What).NotTo(BeEmpty(), "%s", leak.Name)
			Expect(leak.Incident).NotTo(BeEmpty(), "%s", leak.Name)
		}
	})

	It("means a verdict that there is", func() {
		verdicts := []string{
			gmem.VerdictCeiling, gmem.VerdictResident, gmem.VerdictLive, judge.VerdictFlatness, gmem.VerdictHandles,
			gmem.VerdictCounts, judge.VerdictReleased, judge.VerdictWithinRun, judge.VerdictDisk, judge.VerdictOrphans, "",
		}
		for _, leak := range slices.Concat(leaks.Catalogue, leaks.HeldOut) {
			Expect(verdicts).To(ContainElement(leak.Verdict), "%s", leak.Name)
		}
	})

	It("is printed with the amount, the incident, the verdict and the place", func() {
		Expect(leaks.List()).To(And(
			ContainSubstring("go-slices:1.0KB\n    keeps a slice for each file\n"+
				"    after: source text was kept for a second pass (codebase-memory-mcp e85c7d69)\n"+
				"    caught by: live, which names: Go heap in use\n"),
			ContainSubstring("open-rows\n    queries once for each file and never closes the rows\n"),
			ContainSubstring("    caught by: flatness, which names: DuckDB buffers (jemalloc)\n"),
			HaveSuffix("    after: any bounded cache\n    stays green\n"),
		))
		Expect(strings.Count(leaks.List(), "\n    after: ")).To(Equal(len(leaks.Catalogue)))
	})

	It("does not print what is in no catalogue", func() {
		Expect(leaks.HeldOut).NotTo(BeEmpty())
		for _, leak := range leaks.HeldOut {
			Expect(leaks.List()).NotTo(ContainSubstring(leak.Name))
		}
	})
})

var _ = Describe("A leak given by a flag", func() {
	It("is nothing without one", func() {
		injection, err := leaks.Parse("")
		Expect(err).NotTo(HaveOccurred())
		Expect(injection.Empty()).To(BeTrue())
	})

	DescribeTable("is known:", func(flag string) {
		injection, err := leaks.Parse(flag)
		Expect(err).NotTo(HaveOccurred())
		Expect(injection.Empty()).To(BeFalse())
	},
		Entry("by its name", "open-trees"),
		Entry("with an amount", "go-slices:256B"),
		Entry("with an amount and a blank in it", "go-slices:1 KB"),
		Entry("two at once", "open-trees+raw-malloc:64B"),
		Entry("out of no catalogue", "timers"),
	)

	DescribeTable("is an error that names it when it", func(flag, want string) {
		_, err := leaks.Parse(flag)
		Expect(err).To(MatchError(And(ContainSubstring(`leak "`+flag+`": `), ContainSubstring(want))))
	},
		Entry("is in no catalogue", "no-such", `there is no "no-such" in the catalogue; -list-leaks prints it`),
		Entry("is empty behind another", "open-trees+", `there is no "" in the catalogue`),
		Entry("takes no amount", "open-trees:1KB", "open-trees takes no amount"),
		Entry("has an amount without a unit", "go-slices:256", `parse amount of memory "256"`),
		Entry("has an amount of nothing", "go-slices:0B", "go-slices: want an amount above zero"),
		Entry("has an empty amount", "go-slices:", `parse amount of memory ""`),
	)

	It("reports every mistake at once", func() {
		_, err := leaks.Parse("no-such+open-trees:1KB")
		Expect(err).To(MatchError(And(ContainSubstring("no-such"), ContainSubstring("open-trees takes no amount"))))
	})
})
