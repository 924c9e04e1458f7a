package clibrary_test

import (
	"context"
	"flag"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/examples/clibrary"
	"github.com/embecode/embecode/pkg/gmem"
	_ "github.com/embecode/embecode/pkg/gmem/native"
)

var leaky = flag.Bool("leaky", false, "never free what C has made")

func TestCLibrary(t *testing.T) { RegisterFailHandler(Fail); RunSpecs(t, "a C library") }

var _ = It("greets and leaves nothing behind", func(ctx SpecContext) {
	Expect(gmem.Repeat(ctx, func(context.Context) error {
		clibrary.Greet("Ada", *leaky)
		return nil
	})).NotTo(gmem.HaveLeaked())
})
