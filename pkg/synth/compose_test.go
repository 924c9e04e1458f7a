package synth

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The contents of a file", func() {
	var (
		d   *draft
		out *output
	)

	BeforeEach(func() { d, out = newDraft(), newOutput() })

	text := func(seed, index uint64, k kind, lines int) string {
		GinkgoHelper()
		var content strings.Builder
		out.buffer.Reset(&content)
		d.begin(seed, index)
		compose(d.author(k), d, out, lines)
		Expect(out.buffer.Flush()).To(Succeed())
		return content.String()
	}

	It("depend on seed and index alone, not on what was written before", func() {
		first := text(5, 7, typescriptKind, 120)
		Expect(text(5, 8, typescriptKind, 120)).NotTo(Equal(first))
		Expect(text(5, 7, typescriptKind, 120)).To(Equal(first))
	})

	It("differ between seeds and between indexes by more than the token", func() {
		bare := func(seed, index uint64) string {
			return strings.ReplaceAll(strings.ToLower(text(seed, index, pythonKind, 150)), token(seed, index), "")
		}
		Expect(bare(5, 7)).NotTo(Equal(bare(6, 7)))
		Expect(bare(5, 7)).NotTo(Equal(bare(5, 8)))
	})

	It("have as many lines as were asked for, whatever their number", func() {
		for k := range kinds {
			for lines := kinds[k].minLines; lines <= kinds[k].maxLines; lines++ {
				content := text(3, uint64(lines), kind(k), lines)
				Expect(strings.Count(content, "\n")).To(Equal(lines), "%s file of %d lines", kinds[k].extension, lines)
				Expect(content).To(HaveSuffix("\n"))
			}
		}
	})

	It("carry a token that no other file has", func() {
		seen := map[string]bool{}
		for _, start := range []uint64{0, tokenPeriod - 20_000, 100 * tokenPeriod} {
			for index := start; index < start+40_000; index++ {
				name := token(99, index)
				Expect(seen[name]).To(BeFalse(), name)
				seen[name] = true
			}
		}
	})
})
