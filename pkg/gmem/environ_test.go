package gmem_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

var _ = Describe("An environment", func() {
	environ := []string{"PATH=/bin", "GOGC=400", "MALLOC_ARENA_MAX=1", "GODEBUG=madvdontneed=0", "LD_PRELOAD=libx.so", "GOGCX=1", "EMPTY="}

	It("tells what in it moves memory", func() {
		Expect(gmem.MemorySettings(environ)).To(Equal(map[string]string{
			"GOGC": "400", "MALLOC_ARENA_MAX": "1", "GODEBUG": "madvdontneed=0", "LD_PRELOAD": "libx.so",
		}))
	})

	It("is rid of it for a process that is judged, but for a library that it may need", func() {
		Expect(gmem.PlainEnviron(environ)).To(Equal([]string{"PATH=/bin", "LD_PRELOAD=libx.so", "GOGCX=1", "EMPTY="}))
		Expect(environ).To(HaveLen(7), "the one that was given stays")
	})
})
