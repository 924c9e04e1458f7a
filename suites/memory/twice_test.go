package memory_test

import (
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/sync/errgroup"

	"github.com/embecode/embecode/suites/memory/run"
)

var _ = Describe("Two memory suites on one machine", Label("slow"), func() {
	BeforeEach(skipUnlessMeasurable)

	It("both pass while they share the processors, the cache of trees and the output folder", func(ctx SpecContext) {
		out, trees := GinkgoT().TempDir(), GinkgoT().TempDir() // no tree is generated yet: both want to
		var outputs [2][]byte
		var both errgroup.Group
		for i := range outputs {
			suite := innerSuite(ctx, "--ginkgo.label-filter=memory && !update && !search", "--ginkgo.skip="+hostileOnly,
				fmt.Sprintf("-scale=%g", options.Tree.LeakScale), "-out="+out, "-trees="+trees)
			both.Go(func() (err error) {
				outputs[i], err = suite.CombinedOutput()
				return err
			})
		}
		Expect(both.Wait()).To(Succeed(), "%s\n%s", outputs[0], outputs[1])
		records, err := run.Records(out)
		Expect(err).NotTo(HaveOccurred())
		kinds := map[string]int{}
		for _, record := range records {
			kinds[record.Kind]++
		}
		Expect(kinds).To(And(HaveKey(run.KindFullIndex), HaveKey(run.KindCycles), HaveKey(run.KindSizes)), "what one of them found is whole")
	}, SpecTimeout(4*time.Minute))
})
