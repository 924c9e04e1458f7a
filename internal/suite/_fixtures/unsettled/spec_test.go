package unsettled_test

import . "github.com/onsi/ginkgo/v2"

var _ = Describe("A fixture", func() {
	It("must not run", func() { Fail("the spec ran") })
})
