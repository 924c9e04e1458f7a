package gmem

import (
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("An amount in the kernel's status", func() {
	It("is in units of 1,024 bytes, although it says kB", func() {
		Expect(parseStatusBytes("1234 kB")).To(Equal(Bytes(1_263_616)))
		Expect(parseStatusBytes("0 kB")).To(BeZero())
	})

	DescribeTable("is refused", func(text string) {
		_, err := parseStatusBytes(text)
		Expect(err).To(MatchError(ContainSubstring("%q", text)))
	}, Entry("in another unit", "12 MB"), Entry("without one", "12"), Entry("when missing", ""),
		Entry("below zero", "-1 kB"), Entry("beyond any memory", "9007199254740993 kB"))
})

var _ = Describe("Samples in bounded memory", func() {
	fill := func(limit, readings, spike int) *thinned[flatSample] {
		samples := newSamples(limit)
		for i := range readings {
			rss := 100 * MB
			if i == spike {
				rss = 900 * MB
			}
			samples.add(flatten(Sample{Elapsed: time.Duration(i), RSS: rss, Done: int64(i)}))
		}
		return samples
	}

	It("are all kept up to the limit", func() {
		Expect(samplesOf(fill(8, 7, 3))).To(HaveLen(7))
	})

	It("stay below the limit however many there are, and in order of time", func() {
		for readings := range 200 {
			samples := samplesOf(fill(8, readings, -1))
			Expect(len(samples)).To(BeNumerically("<=", 8))
			for i := 1; i < len(samples); i++ {
				Expect(samples[i].Elapsed).To(BeNumerically(">", samples[i-1].Elapsed))
			}
		}
	})

	It("are spread evenly over the whole run, each for as many readings as any other", func() {
		samples := samplesOf(fill(8, 100, -1))
		for i, sample := range samples {
			Expect(sample.Elapsed).To(Equal(time.Duration(i * 16)))
		}
		Expect(samples).To(HaveLen(7))
	})

	It("never lose a peak, wherever it fell, nor what was going on then", func() {
		for readings := 1; readings <= 70; readings++ {
			for spike := range readings {
				peak, _ := Series{Samples: samplesOf(fill(8, readings, spike))}.PeakSample()
				Expect(peak).To(And(HaveField("RSS", 900*MB), HaveField("Done", int64(spike))), "%d of %d", spike, readings)
			}
		}
	})

	It("set their memory aside before the first of them comes", func() {
		reading := Sample{RSS: 100 * MB, At: strings.Repeat("deep/", 50) + "file.py"}
		allocations := testing.AllocsPerRun(10, func() {
			samples := newSamples(1_000)
			for range 5_000 {
				samples.add(flatten(reading))
			}
		})
		Expect(allocations).To(BeNumerically("<=", 2), "the buffer and what holds it")
	})

	DescribeTable("keep the file that was at hand, and of a long path its end",
		func(path, kept string) {
			samples := newSamples(8)
			samples.add(flatten(Sample{RSS: 100 * MB, At: path}))
			Expect(samplesOf(samples)).To(HaveExactElements(HaveField("At", kept)))
		},
		Entry("none", "", ""),
		Entry("short", "a/ü.py", "a/ü.py"),
		Entry("that just fits", strings.Repeat("a", maxName), strings.Repeat("a", maxName)),
		Entry("one byte too long", "x"+strings.Repeat("a", maxName), "..."+strings.Repeat("a", maxName-3)),
		Entry("of characters that must not be cut in two", strings.Repeat("ü", maxName), "..."+strings.Repeat("ü", (maxName-3)/2)),
		Entry("of characters cut by the mark", strings.Repeat("ü", maxName)+"a", "..."+strings.Repeat("ü", (maxName-4)/2)+"a"),
	)

	It("give a slice that later readings leave alone", func() {
		samples := fill(8, 9, -1)
		before := samplesOf(samples)
		last := before[len(before)-1]
		samples.add(flatten(Sample{Elapsed: 99, RSS: 900 * MB}))
		Expect(before[len(before)-1]).To(Equal(last))
	})
})
