package gmem_test

import (
	"context"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

var _ = Describe("Work that has ever more goroutines about at once", Serial, func() {
	It("leaks nothing when all of them end", func(ctx SpecContext) {
		calls := 0
		Expect(gmem.Repeat(ctx, func(context.Context) error {
			calls++
			var all sync.WaitGroup
			gate := make(chan struct{})
			for range 50 + calls/2 {
				all.Go(func() { <-gate })
			}
			close(gate)
			all.Wait()
			return nil
		}, gmem.RepeatOptions{Calls: 50})).NotTo(gmem.HaveLeaked())
	})
})
