//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package owners

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The search for glibc's arenas", Serial, func() {
	It("finds all that glibc has taken for them", func(ctx SpecContext) {
		Eventually(ctx, func(g Gomega) {
			scratch.Lock()
			defer scratch.Unlock()
			parts, err := glibcArenas(scratch.ranges[:0])
			g.Expect(err).NotTo(HaveOccurred())
			var found int64
			for _, arena := range parts {
				found += int64(arena.high - arena.low)
			}
			g.Expect(found).To(BeNumerically("~", int64(arenas()), 1<<20), "the program's break isn't glibc's alone")
		}).Should(Succeed())
	})

	It("does not read a mapping from a line that holds none", func() {
		_, err := parseMapping([]byte("nonsense"))
		Expect(err).To(MatchError(ContainSubstring(`read the mapping "nonsense"`)))
	})
})
