package memory_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

// leastSamples is how many samples of a run make a measurement: those of ginkgo.yml. A small tree or a fast machine is done
// before so many can be taken: then it is a quarter of those that its time has room for, since on a busy machine some come
// late. The peak doesn't depend on them where the kernel keeps its own high-water mark.
func leastSamples(series gmem.Series) int {
	room := int(series.Duration / options.SampleEvery)
	return max(1, min(options.MinSamples, room/4))
}

var _ = DescribeTable("The samples that make a measurement are",
	func(seconds float64, want int) {
		earlier := options
		DeferCleanup(func() { options = earlier })
		options.SampleEvery, options.MinSamples = 50*time.Millisecond, 20
		Expect(leastSamples(gmem.Series{Duration: time.Duration(seconds * float64(time.Second))})).To(Equal(want))
	},
	Entry("those of the settings, where the run has room for many more", 60.0, 20),
	Entry("those of the settings, as long as a quarter of its room holds them", 4.0, 20),
	Entry("a quarter of its room, where it is shorter", 0.8, 4),
	Entry("one, where it has hardly any room", 0.1, 1),
	Entry("one, where it took no time at all", 0.0, 1),
)
