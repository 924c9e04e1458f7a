package report

import (
	"math"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

var _ = Describe("A scale", func() {
	DescribeTable("has few ticks, at round values", func(least, most float64, about int, want ...any) {
		var near []any
		for _, value := range want {
			near = append(near, BeNumerically("~", value, 1e-9))
		}
		Expect(scale{least, most, 0, 1}.ticks(about)).To(HaveExactElements(near...))
	},
		Entry("ones", 0.0, 4.2, 5, 0., 1., 2., 3., 4.),
		Entry("twos", 0.0, 7.0, 5, 0., 2., 4., 6.),
		Entry("fives", 0.0, 146.0, 6, 0., 50., 100.),
		Entry("tenths", 0.0, 0.3, 4, 0., 0.1, 0.2, 0.3),
		Entry("below nothing", -1.2, 3.9, 4, 0., 2.),
		Entry("no span", 5.0, 5.0, 4, 5.),
	)

	DescribeTable("gives amounts in one unit", func(most gmem.Bytes, name, want string) {
		u := unitFor(most)
		Expect(u.name).To(Equal(name))
		Expect(u.amount(1_234_567)).To(Equal(want))
		Expect(u.amount(0)).To(Or(Equal("0.0"), Equal("0.00")))
	},
		Entry("bytes", gmem.Bytes(900), "B", "1234567.0"),
		Entry("kilobytes", 900*gmem.KB, "KB", "1234.6"),
		Entry("megabytes", 1_400*gmem.MB, "MB", "1.2"),
		Entry("gigabytes", 1_500*gmem.MB, "GB", "0.00"),
	)

	It("gives nothing lost as nothing, without a sign", func() {
		Expect(unit{gmem.MB, "MB"}.amount(-20)).To(Equal("0.0"))
		Expect(unit{gmem.MB, "MB"}.amount(-120_000)).To(Equal("-0.1"))
	})
})

var _ = Describe("A line", func() {
	It("loses nothing that can be seen when it is simplified, and most of what can't", func() {
		var points []point
		for i := range 500 {
			points = append(points, point{px(i), px(100 + 0.1*math.Sin(float64(i)))})
		}
		points[250].Y = 40
		drawn := simplified(points)
		Expect(len(drawn)).To(BeNumerically("<", 20))
		Expect(drawn).To(ContainElements(points[0], points[250], points[499]))
		Expect(simplified(points[:2])).To(Equal(points[:2]))
		Expect(simplified(nil)).To(BeEmpty())
	})

	It("keeps a step straight up", func() {
		step := []point{{0, 5}, {1, 5}, {1, 90}, {2, 90}}
		Expect(simplified(step)).To(Equal(step))
		Expect(path(step)).To(Equal("M0,5L1,5L1,90L2,90"))
	})
})

var _ = Describe("A report's words", func() {
	DescribeTable("write numbers as people do", func(value float64, want string) { Expect(number(value)).To(Equal(want)) },
		Entry("whole", 1234567.0, "1,234,567"), Entry("broken", 0.1+0.2, "0.3"), Entry("thousands", 1500.5, "1,500.5"),
		Entry("negative", -2000.0, "−2,000"), Entry("nothing", 0.0, "0"), Entry("three digits", 999.0, "999"),
	)

	DescribeTable("give figures in their unit", func(value float64, unit, want string) { Expect(amount(value, unit)).To(Equal(want)) },
		Entry("bytes", 2e9, "bytes", "2.0 GB"),
		Entry("a rate", 65_123.0, "bytes/call", "+65.1 KB/call"),
		Entry("a small rate", 1_030.4, "bytes/call", "+1,030 B/call"),
		Entry("a tiny rate", -0.51, "bytes/call", "-0.5 B/call"),
		Entry("anything else", 1.234, "threads/round", "1.23 threads/round"),
	)

	DescribeTable("name several", func(unit, want string) { Expect(plural(unit)).To(Equal(want)) },
		Entry(nil, "call", "calls"), Entry(nil, "search", "searches"), Entry(nil, "query", "queries"), Entry(nil, "key", "keys"), Entry(nil, "class", "classes"), Entry(nil, "", "units"),
	)

	It("are cut at their end where they have no room", func() {
		Expect(shortened("short", 13, 100)).To(Equal("short"))
		Expect(shortened("a text that is far too long", 13, 100)).To(Equal("a text that is f…"))
		Expect(shortened("日本日本日本日本日本", 13, 100)).To(Equal("日本日本日本…"))
	})
})
