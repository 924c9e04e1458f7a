package native_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem/native"
)

var _ = Describe("A quiet environment", func() {
	It("adds its settings to an environment and leaves that one alone", func() {
		base := []string{"HOME=/home/a", "PATH=/bin"}
		Expect(native.QuietEnviron(base)).To(Equal([]string{
			"HOME=/home/a", "PATH=/bin", "GMEM_QUIET_ALLOCATORS=1", "GLIBC_TUNABLES=glibc.malloc.tcache_count=0",
		}))
		Expect(base).To(Equal([]string{"HOME=/home/a", "PATH=/bin"}))
	})

	It("keeps tunables that are set already", func() {
		Expect(native.QuietEnviron([]string{"GLIBC_TUNABLES=glibc.malloc.check=1"})).To(ContainElement(
			"GLIBC_TUNABLES=glibc.malloc.check=1:glibc.malloc.tcache_count=0"))
	})

	It("replaces an empty or an opposite setting, so that each name is there once", func() {
		Expect(native.QuietEnviron([]string{"GMEM_QUIET_ALLOCATORS=0", "GLIBC_TUNABLES="})).To(Equal([]string{
			"GMEM_QUIET_ALLOCATORS=1", "GLIBC_TUNABLES=glibc.malloc.tcache_count=0",
		}))
	})
})
