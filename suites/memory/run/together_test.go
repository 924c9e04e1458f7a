package run_test

import (
	"fmt"
	"os"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/sync/errgroup"

	"github.com/embecode/embecode/suites/memory/run"
)

var _ = Describe("Two suites that end together with the same output folder", func() {
	It("leave the records of the one that came last, whole", func() {
		out := GinkgoT().TempDir()
		const suites, records, rounds = 2, 50, 200
		var kept [suites]string
		for i := range kept {
			kept[i] = GinkgoT().TempDir()
			for range records {
				Expect(run.Keep(kept[i], run.Record{Spec: fmt.Sprint(i)})).To(Succeed())
			}
		}
		for range rounds {
			var all errgroup.Group
			for i := range kept {
				all.Go(func() error { _, err := run.Collect(kept[i], out); return err })
			}
			Expect(all.Wait()).To(Succeed())
			left, err := run.Records(out)
			Expect(err).NotTo(HaveOccurred())
			Expect(left).To(HaveLen(records))
			Expect(left).To(HaveEach(HaveField("Spec", left[0].Spec)))
		}
		Expect(os.ReadDir(out)).To(ConsistOf(HaveField("Name()", "memory.json")))
	})
})
