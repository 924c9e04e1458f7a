package report

import (
	"math"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

var _ = Describe("A scale", func() {
	DescribeTable("has few ticks, at round values", func(least, most float64, about int, want ...float64) {
		Expect(scale{least, most, 0, 1}.ticks(about)).To(HaveExactElements(near(want)...))
	},
		Entry("ones", 0.0, 4.2, 5, 0., 1., 2., 3., 4.),
		Entry("twos", 0.0, 7.0, 5, 0., 2., 4., 6.),
		Entry("fives", 0.0, 146.0, 6, 0., 50., 100.),
		Entry("tenths", 0.0, 0.3, 4, 0., 0.1, 0.2, 0.3),
		Entry("below nothing", -1.2, 3.9, 4, 0., 2.),
		Entry("no span", 5.0, 5.0, 4, 5.),
	)

	DescribeTable("gives amounts in one unit", func(most gmem.Bytes, unit, amount string) {
		u := unitFor(most)
		Expect(u.name).To(Equal(unit))
		Expect(u.short(1_234_567)).To(Equal(amount))
	},
		Entry("bytes", gmem.Bytes(900), "B", "1234567.0"),
		Entry("kilobytes", 900*gmem.KB, "KB", "1234.6"),
		Entry("megabytes", 1_400*gmem.MB, "MB", "1.2"),
		Entry("gigabytes", 1_500*gmem.MB, "GB", "0.00"),
	)

	DescribeTable("writes numbers as people do", func(value float64, want string) {
		Expect(plain(value)).To(Equal(want))
	},
		Entry("whole", 1234567.0, "1,234,567"), Entry("broken", 0.1+0.2, "0.3"), Entry("thousands", 1500.5, "1,500.5"),
		Entry("negative", -2000.0, "−2,000"), Entry("nothing", 0.0, "0"), Entry("three digits", 999.0, "999"),
	)
})

func near(values []float64) []any {
	var all []any
	for _, value := range values {
		all = append(all, BeNumerically("~", value, 1e-9))
	}
	return all
}

var _ = Describe("A curve", func() {
	It("keeps the lowest and the highest of many samples", func() {
		samples := make([]gmem.Sample, 10_000)
		for i := range samples {
			samples[i].RSS = 100
		}
		samples[3_333].RSS, samples[7_777].RSS = 1, 999
		kept := thinned(samples)
		Expect(len(kept)).To(BeNumerically("<=", mostDrawn))
		Expect(kept).To(ContainElements(HaveField("RSS", gmem.Bytes(1)), HaveField("RSS", gmem.Bytes(999))))
		Expect(thinned(samples[:mostDrawn])).To(HaveLen(mostDrawn))
	})

	It("loses nothing that can be seen when it is simplified, and most of what can't", func() {
		var points []point
		for i := range 500 {
			points = append(points, point{float64(i), 100 + 0.1*math.Sin(float64(i))})
		}
		points[250].y = 40
		drawn := simplified(points)
		Expect(len(drawn)).To(BeNumerically("<", 20))
		Expect(drawn).To(ContainElements(points[0], points[250], points[499]))
		Expect(simplified(points[:2])).To(Equal(points[:2]))
		Expect(simplified(nil)).To(BeEmpty())
	})

	It("keeps a step straight up", func() {
		step := []point{{0, 5}, {1, 5}, {1, 90}, {2, 90}}
		Expect(simplified(step)).To(Equal(step))
	})
})

var _ = Describe("A text", func() {
	DescribeTable("shows nothing that can't be seen", func(text, want string) { Expect(visible(text)).To(Equal(want)) },
		Entry("letters of any script", "日本 é ß", "日本 é ß"),
		Entry("control characters", "a\x1b[31m\x00b\tc", "a?[31m?b?c"),
		Entry("what turns a line around", "a\u202eb\u2066c", "a?b?c"),
		Entry("what is no text", "a\xffb\ufffe", "a?b?"),
		Entry("odd blanks", "a\u00a0b\u2003c", "a b c"),
	)

	It("is broken between words, and cut where it has no room left", func() {
		fits := func(line string) bool { return len([]rune(line)) <= 10 }
		Expect(lines("one two three four", 3, fits)).To(Equal([]string{"one two", "three four"}))
		Expect(lines("one two three four five six", 2, fits)).To(Equal([]string{"one two", "three fou…"}))
		Expect(lines("incomprehensibilities", 2, fits)).To(Equal([]string{"incompreh…"}))
		Expect(lines("", 2, fits)).To(BeEmpty())
	})
})
