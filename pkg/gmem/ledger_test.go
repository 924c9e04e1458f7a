package gmem_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

// ledger is one of round figures, with so many MB of C++ objects and of retained memory.
func ledger(rss, cPlusPlus, retained gmem.Bytes) gmem.Ledger {
	return gmem.Ledger{RSS: rss * gmem.MB, Parts: []gmem.Part{
		{Name: gmem.PartGoInUse, Bytes: 10 * gmem.MB},
		{Name: gmem.PartCPlusPlus, Bytes: cPlusPlus * gmem.MB},
		{Name: gmem.PartRetained, Bytes: retained * gmem.MB},
		{Name: gmem.PartFiles, Bytes: 30 * gmem.MB},
	}}
}

var _ = Describe("A ledger", func() {
	It("leaves what no part explains, signed", func() {
		Expect(ledger(50, 5, 2).Unattributed()).To(Equal(3 * gmem.MB))
		Expect(ledger(40, 5, 2).Unattributed()).To(Equal(-7 * gmem.MB))
		Expect(gmem.Ledger{RSS: 7}.Unattributed()).To(Equal(gmem.Bytes(7)))
	})

	It("names the part that grew most, the unattributed one included", func() {
		part, by := gmem.Grown(ledger(50, 5, 2), ledger(500, 425, 30))
		Expect(part).To(Equal(gmem.PartCPlusPlus))
		Expect(by).To(Equal(420 * gmem.MB))
		part, by = gmem.Grown(ledger(50, 5, 2), ledger(90, 5, 2))
		Expect(part).To(Equal(gmem.PartUnattributed))
		Expect(by).To(Equal(40 * gmem.MB))
	})

	It("names none when all hold or fall", func() {
		part, by := gmem.Grown(ledger(50, 5, 2), ledger(50, 5, 2))
		Expect(part).To(BeEmpty())
		Expect(by).To(BeZero())
		Expect(gmem.Explain(ledger(50, 5, 2), ledger(40, 0, 0), 1, 1)).To(Equal("No part of memory grew."))
	})

	It("does not take a part for grown that was not measured before", func() {
		before := gmem.Ledger{RSS: 100 * gmem.MB, Parts: []gmem.Part{{Name: gmem.PartGoInUse, Bytes: 10 * gmem.MB}}}
		after := ledger(105, 50, 2)
		part, _ := gmem.Grown(before, after)
		Expect(part).To(BeEmpty())
	})

	It("explains growth per chunk and per file and what it points to", func() {
		Expect(gmem.Explain(ledger(50, 5, 2), ledger(490, 430, 2), 2_000, 6_536)).To(Equal(
			"C++ objects: +425.0 MB, +65.0 KB per chunk, +212.5 KB per file. Values created for the DuckDB driver are not destroyed."))
	})

	It("leaves out a rate over nothing, and shows one below ten bytes with a decimal", func() {
		Expect(gmem.Explain(ledger(50, 5, 2), ledger(51, 6, 2), 0, 0)).To(HavePrefix("C++ objects: +1.0 MB. "))
		Expect(gmem.Explain(ledger(50, 5, 2), ledger(51, 6, 2), 400_000, 0)).To(HavePrefix("C++ objects: +1.0 MB, +2.5 B per file. "))
	})

	It("names both of two parts that grew together", func() {
		lines := strings.Split(gmem.Explain(ledger(50, 5, 2), ledger(190, 105, 42), 2_000, 0), "\n")
		Expect(lines).To(HaveExactElements(HavePrefix("C++ objects: +100.0 MB"), HavePrefix("Also retained by the allocator: +40.0 MB")))
	})

	It("calls kept memory retention, and nothing else does it call so, and none a leak", func() {
		parts := []string{
			gmem.PartGoInUse, gmem.PartGoHeld, gmem.PartGoRuntime, gmem.PartDuckDB, gmem.PartTreeSitter, gmem.PartCPlusPlus,
			gmem.PartNative, gmem.PartRetained, gmem.PartFiles,
		}
		for _, name := range append(parts, gmem.PartUnattributed) {
			before := gmem.Ledger{RSS: 100, Parts: []gmem.Part{{Name: name, Bytes: 100}}}
			after := gmem.Ledger{RSS: 900, Parts: []gmem.Part{{Name: name, Bytes: 900}}}
			if name == gmem.PartUnattributed {
				before.Parts, after.Parts = nil, nil
			}
			text := gmem.Explain(before, after, 10, 0)
			Expect(text).To(MatchRegexp(`^\Q%s\E: \+800 B, \+80 B per file\. [A-Z].+\.$`, name))
			Expect(strings.Contains(text, "retention")).To(Equal(name == gmem.PartRetained || name == gmem.PartGoHeld), text)
			Expect(text).NotTo(ContainSubstring("leak"))
		}
	})

	It("is laid out beside others, every part in a row and RSS below", func() {
		Expect(gmem.LedgerTable([]string{"baseline", "peak"}, ledger(50, 5, 2), ledger(490, 430, 2)).String()).To(Equal(strings.Join([]string{
			"MB                         baseline   peak",
			"Go heap in use                 10.0   10.0",
			"C++ objects                     5.0  430.0",
			"retained by the allocator       2.0    2.0",
			"file-backed                    30.0   30.0",
			"unattributed                    3.0   18.0",
			"RSS                            50.0  490.0",
			"",
		}, "\n")))
	})

	It("shows a part that one of them did not measure as a dash", func() {
		Expect(gmem.LedgerTable([]string{"a", "b"}, gmem.Ledger{RSS: gmem.MB}, ledger(50, 5, 2)).String()).To(
			ContainSubstring("C++ objects                  -   5.0\n"))
	})
})
