package run

import (
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
)

var _ = Describe("The composition of memory over a run", func() {
	composed := func(count int) *Composition {
		c := &composer{kept: make([]made, 0, momentsKept), stride: 1}
		for i := range count {
			rss := 100*gmem.MB + gmem.Bytes(i%7)*gmem.MB
			if i == count/3 {
				rss = gmem.GB
			}
			c.add(made{elapsed: time.Duration(i) * time.Millisecond, rss: rss})
		}
		Expect(c.kept).To(HaveCap(momentsKept), "no further room was taken")
		return c.overTime(gmem.Series{Duration: time.Duration(count) * time.Millisecond, Final: 7})
	}

	DescribeTable("keeps few moments all, of many the peak, never more than it has room for, and the end",
		func(count int) {
			moments := composed(count).Moments
			Expect(len(moments)).To(And(BeNumerically("<=", momentsKept+1), BeNumerically(">=", min(count, momentsKept/2)+1)))
			Expect(moments).To(ContainElement(HaveField("RSS", gmem.GB)))
			Expect(moments[len(moments)-1]).To(And(HaveField("ElapsedSeconds", float64(count)/1000), HaveField("RSS", gmem.Bytes(7))))
			for i := range len(moments) - 1 {
				Expect(moments[i+1].ElapsedSeconds).To(BeNumerically(">", moments[i].ElapsedSeconds))
			}
		},
		Entry("one", 1), Entry("as many as there is room for, less one", momentsKept-1),
		Entry("as many as there is room for", momentsKept), Entry("many times more", 12*momentsKept+5),
	)

	It("is nothing where no sample was taken, and where native memory can't be counted", func() {
		Expect((&composer{}).overTime(gmem.Series{})).To(BeNil())
		var unmetered *composer
		unmetered.sampled(gmem.Sample{RSS: 1})
		Expect(unmetered.overTime(gmem.Series{})).To(BeNil())
	})

	It("holds this process's own parts, each with its name", func() {
		if counted, why := native.Available(); !counted {
			Skip(why)
		}
		c := composing()
		c.sampled(gmem.Sample{Elapsed: time.Second, RSS: 77})
		all := c.overTime(gmem.Series{Duration: 2 * time.Second})
		Expect(all.Moments).To(HaveLen(2))
		Expect(all.Moments[0].RSS).To(Equal(gmem.Bytes(77)))
		amounts := map[string]gmem.Bytes{}
		for i, name := range all.Parts {
			amounts[name] = all.Moments[0].Bytes[i]
		}
		Expect(amounts).To(And(
			HaveKeyWithValue(gmem.PartFiles, BeNumerically(">", 5*gmem.MB)),
			HaveKeyWithValue(gmem.PartGoInUse, BeNumerically("~", gmem.ReadGo().HeapObjects, 2*gmem.MB)),
			HaveKeyWithValue(gmem.PartTreeSitter, BeNumerically("<", gmem.MB)),
		))
	})
})

// A sample each 50 ms may cost 1 % of a core, which is 500 µs.
func BenchmarkComposition(b *testing.B) {
	c := composing()
	if c == nil {
		b.Skip("native memory can't be counted here")
	}
	b.ReportAllocs()
	for b.Loop() {
		c.sampled(gmem.Sample{RSS: gmem.MB})
	}
}
