package undeclared_test

import . "github.com/onsi/ginkgo/v2"

// The label is misspelt on purpose: the suite must fail for it.
var _ = Describe("A fixture", Label("slow"), func() {
	It("carries a label that nobody declared", Label("memroy"), func() {})
})
