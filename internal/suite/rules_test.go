package suite

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The rules for every suite", func() {
	DescribeTable("leave out colour where it is not wanted:", func(noColor, term string, want bool) {
		GinkgoT().Setenv("NO_COLOR", noColor)
		GinkgoT().Setenv("TERM", term)
		Expect(colourless()).To(Equal(want))
	},
		Entry("by NO_COLOR", "1", "xterm", true),
		Entry("on a dumb terminal", "", "dumb", true),
		Entry("not elsewhere", "", "xterm", false),
	)

	DescribeTable("take the variable CI as other programs do:", func(value string, want bool) {
		GinkgoT().Setenv("CI", value)
		Expect(onCI()).To(Equal(want))
	},
		Entry("true", "true", true),
		Entry("1", "1", true),
		Entry("any other word", "woodpecker", true),
		Entry("empty", "", false),
		Entry("false", "false", false),
		Entry("0", "0", false),
	)
})
