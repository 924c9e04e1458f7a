package synth

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The token of a file", func() {
	It("is one that no other file has", func() {
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
