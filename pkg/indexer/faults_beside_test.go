package indexer_test

import (
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/sync/errgroup"

	"github.com/embecode/embecode/pkg/embed"
)

var _ = Describe("Two indexes at once in one process", func() {
	It("are both right", func(ctx SpecContext) {
		one := tree(map[string]string{"a.py": "one = 1\n", "b.py": "both = 1\n", "c/d.ts": "export const one = 1;\n"})
		other := tree(map[string]string{"a.py": "other = 1\n", "b.py": "both = 1\n"})
		folder := GinkgoT().TempDir()
		into := func(tree, name string) onDisk {
			return onDisk{tree: tree, path: filepath.Join(folder, name), embedder: embed.Random{}}
		}
		alone := []onDisk{into(one, "one-alone"), into(other, "other-alone")}
		for _, index := range alone {
			Expect(index.run(ctx, false, func() {})).To(Succeed())
		}
		together := []onDisk{into(one, "one"), into(other, "other")}
		for _, update := range []bool{false, true} {
			var both errgroup.Group
			for _, index := range together {
				both.Go(func() error { return index.run(ctx, update, func() {}) })
			}
			Expect(both.Wait()).To(Succeed())
			for i := range together {
				Expect(contentOf(ctx, together[i].path)).To(Equal(contentOf(ctx, alone[i].path)))
			}
		}
	})
})
