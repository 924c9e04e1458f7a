package gmem_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

var _ = Describe("An environment", func() {
	environ := []string{"PATH=/bin", "GOGC=400", "MALLOC_ARENA_MAX=1", "GODEBUG=madvdontneed=0", "LD_PRELOAD=libx.so", "GOGCX=1", "EMPTY="}

	It("tells what in it moves memory", func() {
		Expect(gmem.MemorySettings(environ)).To(Equal([]string{"GOGC=400", "MALLOC_ARENA_MAX=1", "GODEBUG=madvdontneed=0", "LD_PRELOAD=libx.so"}))
	})

	DescribeTable("raises memory", func(entry string, raises bool) {
		Expect(gmem.RaisingSettings([]string{entry})).To(HaveLen(map[bool]int{true: 1}[raises]))
	},
		Entry("by seldom collections", "GOGC=400", true),
		Entry("by none", "GOGC=off", true),
		Entry("but not by more of them", "GOGC=50", false),
		Entry("nor by as many", "GOGC=100", false),
		Entry("by freed pages that stay", "GODEBUG=gctrace=1,madvdontneed=0", true),
		Entry("but not by other settings", "GODEBUG=gctrace=1", false),
		Entry("by what malloc keeps", "MALLOC_TOP_PAD_=100000000", true),
		Entry("but not by few arenas", "MALLOC_ARENA_MAX=1", false),
		Entry("by a tunable", "GLIBC_TUNABLES=glibc.malloc.tcache_count=0:glibc.malloc.trim_threshold=1000000000", true),
		Entry("but not by those of quiet allocators", "GLIBC_TUNABLES=glibc.malloc.tcache_count=0", false),
		Entry("by another allocator", "LD_PRELOAD=/usr/lib/libjemalloc.so.2", true),
		Entry("but not by none", "LD_PRELOAD=", false),
	)

	It("is rid of it for a process that is judged, but for a library that it may need", func() {
		Expect(gmem.PlainEnviron(environ)).To(Equal([]string{"PATH=/bin", "LD_PRELOAD=libx.so", "GOGCX=1", "EMPTY="}))
		Expect(environ).To(HaveLen(7), "the one that was given stays")
	})
})
