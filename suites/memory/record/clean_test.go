package record_test

import (
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/record"
)

var _ = Describe("What clean runs are made of", func() {
	made := func(heap, pool gmem.Bytes) gmem.Breakdown {
		return gmem.Breakdown{RSS: heap + pool, Parts: []gmem.Part{{Name: "heap", Bytes: heap * gmem.MB}, {Name: "pool", Bytes: pool * gmem.MB}}}
	}
	clean := record.Clean{Kinds: []record.Kind{record.KindOf("index", made(1, 1), made(11, 33))}}
	tooMuch := gmem.Verdict{Name: "budget", Fault: gmem.TooMuch, Detail: "peak 130 MB"}

	It("tells which part is beyond it, however large the others are", func() {
		beyond := clean.Beyond(record.KindOf("index", made(1, 1), made(31, 34)))
		Expect(beyond).To(HaveExactElements(And(HaveField("What", "heap"), HaveField("Amount", 20e6)), HaveField("What", "pool")))
		placed := record.Place(tooMuch, beyond)
		Expect(placed.Evidence).To(Equal(beyond))
		Expect(placed.Detail).To(Equal("peak 130 MB\nbeyond a clean run:\n  heap: +20.0 MB"))
	})

	It("tells nothing of a kind that was not recorded, nor of a verdict that holds", func() {
		Expect(clean.Beyond(record.KindOf("search", made(1, 1), made(31, 34)))).To(BeEmpty())
		Expect(record.Place(tooMuch, nil)).To(Equal(tooMuch))
		held := gmem.Verdict{Name: "budget", OK: true}
		Expect(record.Place(held, clean.Beyond(record.KindOf("index", made(1, 1), made(31, 34))))).To(Equal(held))
	})

	It("is read as it was written", func() {
		path := filepath.Join(GinkgoT().TempDir(), "clean.json")
		Expect(clean.Write(path)).To(Succeed())
		Expect(record.ReadClean(path)).To(Equal(clean))
	})
})
