package gmem_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

var _ = DescribeTable("Counts over cycles are judged",
	func(ends []int, ok, vacuous bool, detail string) {
		verdict := gmem.JudgeCounts(gmem.Counts{What: "threads", Ends: ends, Slack: 1}, 2)
		Expect(verdict).To(And(HaveField("OK", ok), HaveField("Vacuous", vacuous), HaveField("Detail", ContainSubstring(detail))))
	},
	Entry("steady", []int{3, 9, 10, 10, 10, 10}, true, false, "+0.0 per cycle"),
	Entry("with a thread now and then", []int{9, 9, 10, 10, 11, 11, 12}, true, false, "allowed 1"),
	Entry("falling", []int{9, 9, 14, 13, 12, 11}, true, false, "-1.0 per cycle"),
	Entry("piling up", []int{9, 9, 20, 40, 60, 80}, false, false, "+20.0 per cycle, allowed 1; 20 after the warm-up, 80 at the end"),
	Entry("growing in the warm-up only", []int{1, 50, 100, 100, 100, 100}, true, false, "100 at the end"),
	Entry("too few", []int{9, 9, 10, 10, 10}, false, true, "too few cycles"),
	Entry("never counted", []int{9, 9, 0, 0, 0, 0}, false, true, "nothing was counted"),
)

var _ = DescribeTable("Memory that is still held before any collection is judged",
	func(alive gmem.Bytes, ok bool) {
		verdict := gmem.JudgeReleased("tree-sitter", alive)
		Expect(verdict.OK).To(Equal(ok))
		Expect(verdict.Detail).To(HavePrefix("tree-sitter holds " + alive.String()))
	},
	Entry("none", gmem.Bytes(0), true),
	Entry("one byte", gmem.Bytes(1), false),
)
