//go:build !(linux && cgo && (amd64 || arm64) && !race && !asan && !msan)

package native_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem/native"
)

var _ = Describe("The meters where they can't count", func() {
	It("say so and why, and read nothing", func() {
		available, why := native.Available()
		Expect(available).To(BeFalse())
		Expect(why).To(ContainSubstring("-race"))
		Expect(native.Read()).To(BeZero())
		Expect(native.Quiet()).To(BeFalse())
	})
})
