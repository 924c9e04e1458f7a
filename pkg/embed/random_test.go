package embed_test

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"fmt"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed"
)

var _ = Describe("The random embedder", func() {
	var random embed.Embedder = embed.Random{Seed: 1}

	It("gives the same text the same vector, and any other text, or seed, another", func(ctx SpecContext) {
		vectors, err := random.Embed(ctx, []string{"a", "b", "a", "", "aa"})
		Expect(err).NotTo(HaveOccurred())
		Expect(vectors[0]).To(And(HaveLen(random.Dimension()), HaveCap(768), Equal(vectors[2])))
		for i, other := range [][]float32{vectors[1], vectors[3], vectors[4]} {
			Expect(other).NotTo(Equal(vectors[0]), fmt.Sprint(i))
		}
		reseeded, err := embed.Random{Seed: 2}.Embed(ctx, []string{"a"})
		Expect(err).NotTo(HaveOccurred())
		Expect(reseeded[0]).NotTo(Equal(vectors[0]))
		Expect(embed.Random{Numbers: 4}.Embed(ctx, []string{"a", "b"})).To(HaveEach(HaveLen(4)))
	})

	It("spreads its numbers evenly between -1 and 1, and they don't compress", func(ctx SpecContext) {
		texts := make([]string, 100)
		for i := range texts {
			texts[i] = fmt.Sprint(i)
		}
		vectors, err := random.Embed(ctx, texts)
		Expect(err).NotTo(HaveOccurred())
		var all bytes.Buffer
		var sum, squares float64
		for _, vector := range vectors {
			for _, x := range vector {
				Expect(x).To(And(BeNumerically(">=", -1), BeNumerically("<", 1)))
				sum, squares = sum+float64(x), squares+float64(x)*float64(x)
			}
			Expect(binary.Write(&all, binary.LittleEndian, vector)).To(Succeed())
		}
		count := float64(len(vectors) * random.Dimension())
		Expect(sum / count).To(BeNumerically("~", 0, 0.01))
		Expect(squares / count).To(BeNumerically("~", 1.0/3, 0.01))
		Expect(deflated(all.Bytes())).To(BeNumerically(">", 0.9))
	})

	It("returns the context's error once it is cancelled", func(ctx SpecContext) {
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		_, err := random.Embed(cancelled, []string{"a"})
		Expect(err).To(MatchError(context.Canceled))
	})
})

// deflated is how much of data is left after compressing it.
func deflated(data []byte) float64 {
	GinkgoHelper()
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	Expect(err).NotTo(HaveOccurred())
	_, err = w.Write(data)
	Expect(err).NotTo(HaveOccurred())
	Expect(w.Close()).To(Succeed())
	return float64(out.Len()) / float64(len(data))
}

func BenchmarkRandom(b *testing.B) {
	texts := make([]string, 64)
	for i := range texts {
		texts[i] = fmt.Sprintf("%1300d", i)
	}
	for b.Loop() {
		if _, err := (embed.Random{}).Embed(b.Context(), texts); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(texts)), "µs/text")
}
