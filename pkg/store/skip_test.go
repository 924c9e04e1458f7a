package store_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A skip reason", func() {
	It("has a text of its own", func() {
		seen := map[string]bool{}
		for reason := store.NotSkipped; reason <= store.SkipPointer; reason++ {
			Expect(reason.String()).NotTo(BeEmpty())
			Expect(seen).NotTo(HaveKey(reason.String()))
			seen[reason.String()] = true
		}
	})

	It("is shown by its number where this version doesn't know it", func() {
		Expect(store.SkipReason(250).String()).To(Equal("reason 250"))
	})
})
