package plaingo_test

import (
	"context"
	"flag"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/examples/plaingo"
	"github.com/embecode/embecode/pkg/gmem"
)

var (
	leakyMap       = flag.Bool("leaky-map", false, "never take sessions out of the map")
	leakyGoroutine = flag.Bool("leaky-goroutine", false, "never end the goroutine of a session")
)

func TestPlainGo(t *testing.T) { RegisterFailHandler(Fail); RunSpecs(t, "plain Go") }

var _ = It("serves sessions and leaves nothing behind", func(ctx SpecContext) {
	var sessions plaingo.Sessions
	Expect(gmem.Repeat(ctx, func(context.Context) error {
		sessions.Serve(plaingo.Leaks{Map: *leakyMap, Goroutine: *leakyGoroutine})
		return nil
	}, gmem.RepeatOptions{Unit: "session", Calls: 1000})).NotTo(gmem.HaveLeaked())
})
