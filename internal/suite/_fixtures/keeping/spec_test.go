package keeping_test

import . "github.com/onsi/ginkgo/v2"

// This suite keeps all the rules.
var _ = Describe("A fixture", Label("slow"), func() {
	It("measures", Serial, Label("memory"), func() {})
	It("skips itself, but measures nothing", func() { Skip("not today") })
	It("has no label of its own", func() {})
})
