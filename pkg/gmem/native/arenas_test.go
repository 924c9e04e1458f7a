//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The search for glibc's arenas", Serial, func() {
	It("finds all that glibc has taken for them", func(ctx SpecContext) {
		Eventually(ctx, func(g Gomega) {
			scratch.Lock()
			defer scratch.Unlock()
			arenas, err := glibcArenas(scratch.ranges[:0])
			g.Expect(err).NotTo(HaveOccurred())
			var found int64
			for _, arena := range arenas {
				found += int64(arena.high - arena.low)
			}
			glibc, present := ReadGlibc()
			g.Expect(present).To(BeTrue())
			g.Expect(found).To(BeNumerically("~", glibc.Arenas, 1<<20), "the program's break isn't glibc's alone")
		}).Should(Succeed())
	})

	It("does not read a mapping from a line that holds none", func() {
		_, err := parseMapping([]byte("nonsense"))
		Expect(err).To(MatchError(ContainSubstring(`read the mapping "nonsense"`)))
	})
})
