package skipping_test

import . "github.com/onsi/ginkgo/v2"

// On CI the suite must fail for this spec, elsewhere it must not.
var _ = Describe("A fixture", Label("memory"), func() {
	It("skips itself", func() { Skip("RSS can't be read here") })
})
