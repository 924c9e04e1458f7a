package memory_test

import (
	"fmt"
	"os"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/suites/memory/run"
)

// survivorLines is one entry for each site; it is empty without any.
func survivorLines(survivors []run.Survivor) string {
	if len(survivors) == 0 {
		return ""
	}
	var out strings.Builder
	out.WriteString("\nalive after one more cycle, by where it was allocated (estimated):\n")
	for _, s := range survivors {
		out.WriteString(wrap(fmt.Sprintf("%s %s in %d blocks: %s", s.Heap, s.Bytes.Short(), s.Blocks, s.Site)))
	}
	return out.String()
}

var _ = Describe("The survivors of one more cycle", func() {
	It("are shown within the width of a report, and not at all where there are none", func() {
		long := strings.TrimSuffix(strings.Repeat("duckdb::Value::Value < ", 6), " < ")
		lines := survivorLines([]run.Survivor{{Heap: run.HeapNative, Site: long, Bytes: 12 * gmem.MB, Blocks: 1_000}})
		Expect(lines).To(ContainSubstring("native 12.0 MB in 1000 blocks: duckdb::Value::Value <"))
		for line := range strings.Lines(lines) {
			Expect(len(line)).To(BeNumerically("<=", textWidth+1), "%s", line)
		}
		Expect(survivorLines(nil)).To(BeEmpty())
	})

	DescribeTable("name the function that leaks, and about how much, for the leak", Label("slow", "red"),
		func(ctx SpecContext, leak, heap, function string) {
			if counted, why := native.Available(); !counted {
				Skip("native allocations can't be traced: " + why)
			}
			report := leakyCycles(ctx, leak, true)
			text := survivorLines(report.Survivors)
			largest := slices.IndexFunc(report.Survivors, func(s run.Survivor) bool { return s.Heap == heap })
			Expect(largest).To(BeNumerically(">=", 0), "%s", text)
			Expect(report.Survivors[largest].Site).To(ContainSubstring(function), "%s", text)
			leaked := report.Cycles[1].Live - report.Cycles[0].Live
			Expect(report.Survivors[largest].Bytes).To(BeNumerically("~", leaked, leaked/4), "%s", text)
		},
		Entry("bound-vectors", SpecTimeout(redLimit), "bound-vectors", run.HeapNative, "duckdb_create_float"),
		Entry("open-trees", SpecTimeout(redLimit), "open-trees", run.HeapNative, "ts_parser_parse"),
		Entry("go-slices", SpecTimeout(redLimit), "go-slices:512B", run.HeapGo, "goSlices"),
	)

	It("are not looked for unless they are asked for", Label("slow", "red"), func(ctx SpecContext) {
		Expect(leakyCycles(ctx, "go-slices", false).Survivors).To(BeEmpty())
	}, SpecTimeout(redLimit))
})

// leakyCycles runs two cycles of a small tree in a child with a leak in it, and one more where survivors are asked for.
func leakyCycles(ctx SpecContext, leak string, survivors bool) run.CyclesReport {
	GinkgoHelper()
	binary, err := os.Executable()
	Expect(err).NotTo(HaveOccurred())
	setup := setupFor(sourceTree(ctx, options.Tree.LeakScale), "survivors.duckdb")
	setup.Leak = leak
	report, err := run.InChild(ctx, binary, childArguments, GinkgoT().TempDir(), run.Job{
		Setup: setup, Cycles: 2, WarmUp: 1, Survivors: survivors,
	})
	Expect(err).NotTo(HaveOccurred())
	Expect(report.Cycles).To(HaveLen(2), "%s", report.Stopped)
	return report
}
