package treesitter_test

import (
	"context"
	"flag"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/examples/treesitter"
	"github.com/embecode/embecode/pkg/gmem"
	_ "github.com/embecode/embecode/pkg/gmem/native/treesitter"
)

var leaky = flag.Bool("leaky", false, "leave syntax trees open")

func TestTreeSitter(t *testing.T) { RegisterFailHandler(Fail); RunSpecs(t, "tree-sitter") }

var _ = It("counts functions and leaves nothing behind", func(ctx SpecContext) {
	var counter treesitter.Counter
	Expect(gmem.Repeat(ctx, func(ctx context.Context) error {
		_, err := counter.Count(context.WithoutCancel(ctx), []byte("package p\n\nfunc a() {}\n\nfunc b() {}\n"), *leaky)
		return err
	})).NotTo(gmem.HaveLeaked())
})
