package synth_test

import (
	"context"
	"runtime/debug"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/synth"
)

var _ = Describe("Generating a tree of 20,000 files", Serial, Label("slow", "memory"), func() {
	It("adds less than 20 MB to this process", func(ctx SpecContext) {
		debug.FreeOSMemory()
		series, err := gmem.Watch(ctx, func(context.Context) error {
			Expect(generate(ctx, synth.Options{Seed: 1, Scale: 10}).summary.Files).To(Equal(20_000))
			return nil
		})
		Expect(err).NotTo(HaveOccurred())
		Expect(series.GrowBelow(20 * gmem.MB)).To(gmem.Hold())
	}, SpecTimeout(5*time.Minute))
})
