package gmem_test

import (
	"encoding/json"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

// rising is a sound series of n samples, 100 ms apart, ten files and so many bytes each.
func rising(n int, step gmem.Bytes) gmem.Series {
	series := gmem.Series{
		Baseline: 100 * gmem.MB, Started: time.Date(2025, 11, 23, 5, 0, 0, 0, time.UTC),
		Duration: time.Duration(n+1) * 100 * time.Millisecond,
	}
	for i := range n {
		series.Samples = append(series.Samples, gmem.Sample{
			Elapsed: time.Duration(i+1) * 100 * time.Millisecond, RSS: 100*gmem.MB + gmem.Bytes(i+1)*step,
			Done: int64(i+1) * 10, At: "src/core/auth/models/user.py",
		})
	}
	series.Final = 100*gmem.MB + gmem.Bytes(n)*step
	series.HighWater = series.Final
	return series
}

var _ = Describe("A series", func() {
	It("peaks at the largest of its samples, its high-water mark and its final reading", func() {
		series := gmem.Series{Final: 1, Samples: []gmem.Sample{{RSS: 3}, {RSS: 9}, {RSS: 4}}}
		Expect(series.Peak()).To(Equal(gmem.Bytes(9)))
		series.HighWater = 10
		Expect(series.Peak()).To(Equal(gmem.Bytes(10)))
		series.Final = 11
		Expect(series.Peak()).To(Equal(gmem.Bytes(11)))
	})

	It("knows at which file the samples first peaked", func() {
		series := gmem.Series{Samples: []gmem.Sample{{RSS: 3, Done: 1}, {RSS: 9, Done: 2, At: "b"}, {RSS: 9, Done: 3}}}
		peak, sampled := series.PeakSample()
		Expect(sampled).To(BeTrue())
		Expect(peak).To(And(HaveField("Done", int64(2)), HaveField("At", "b")))
		_, sampled = gmem.Series{}.PeakSample()
		Expect(sampled).To(BeFalse())
	})

	It("grew by its final reading less its baseline, which may be a loss", func() {
		Expect(gmem.Series{Baseline: 100, Final: 130}.Growth()).To(Equal(gmem.Bytes(30)))
		Expect(gmem.Series{Baseline: 100, Final: 90}.Growth()).To(Equal(gmem.Bytes(-10)))
	})

	It("is the same after a trip through JSON, whose keys name the units", func() {
		series := rising(3, gmem.MB)
		series.HighWaterMissing = "why"
		text, err := json.Marshal(series)
		Expect(err).NotTo(HaveOccurred())
		for _, key := range []string{"baseline_bytes", "final_bytes", "high_water_bytes", "duration_seconds", "elapsed_seconds", "rss_bytes"} {
			Expect(string(text)).To(ContainSubstring(`"` + key + `":`))
		}
		var back gmem.Series
		Expect(json.Unmarshal(text, &back)).To(Succeed())
		Expect(back).To(Equal(series))
	})

	DescribeTable("is not read where a time is none",
		func(text string) { Expect(json.Unmarshal([]byte(text), new(gmem.Series))).NotTo(Succeed()) },
		Entry("an endless run", `{"duration_seconds":1e300}`),
		Entry("an endless sample", `{"samples":[{"elapsed_seconds":-1e300}]}`),
		Entry("no number", `{"duration_seconds":"NaN"}`),
	)

	DescribeTable("cannot carry a verdict with",
		func(spoil func(*gmem.Series), reason string) {
			series := rising(5, gmem.MB)
			spoil(&series)
			Expect(series.Validate(5)).To(MatchError(ContainSubstring(reason)))
		},
		Entry("too few samples", func(s *gmem.Series) { s.Samples = s.Samples[:4] }, "too few samples: 4, want at least 5"),
		Entry("no baseline", func(s *gmem.Series) { s.Baseline = 0 }, "baseline"),
		Entry("no final reading", func(s *gmem.Series) { s.Final = 0 }, "final reading"),
		Entry("a negative mark", func(s *gmem.Series) { s.HighWater = -1 }, "high-water mark"),
		Entry("a negative duration", func(s *gmem.Series) { s.Duration = -1 }, "duration"),
		Entry("a sample of nothing", func(s *gmem.Series) { s.Samples[2].RSS = 0 }, "sample 3: memory is not above zero"),
		Entry("a negative sample", func(s *gmem.Series) { s.Samples[2].RSS = -5 }, "sample 3: memory is not above zero"),
		Entry("negative files", func(s *gmem.Series) { s.Samples[2].Done = -5 }, "sample 3: negative amount of work"),
		Entry("a clock that goes backwards", func(s *gmem.Series) { s.Samples[2].Elapsed = 0 }, "sample 3: the clock went backwards"),
		Entry("a clock before the start", func(s *gmem.Series) { s.Samples[0].Elapsed = -1 }, "sample 1: the clock went backwards"),
		Entry("a sample after the end", func(s *gmem.Series) { s.Samples[4].Elapsed = s.Duration + 1 }, "sample 5: taken after the end"),
	)
})
