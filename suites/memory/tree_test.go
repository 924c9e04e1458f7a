package memory_test

import (
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/synth"
	"github.com/embecode/embecode/suites/memory/run"
)

// sourceTree is the tree that the flags ask for.
func sourceTree(ctx SpecContext, scale float64) run.Tree {
	GinkgoHelper()
	what := synth.Options{Seed: options.Tree.Seed, Scale: scale}
	var tree run.Tree
	var err error
	switch {
	case options.tree != "":
		tree, err = run.RealTree(ctx, options.tree, emptyHome())
	case options.workdir != "" && scale == options.scale: // the others are not the one to look at
		tree, err = run.GeneratedIn(ctx, options.workdir, what)
	default:
		tree, err = run.Generated(ctx, treeCache(), what)
	}
	Expect(err).NotTo(HaveOccurred())
	return tree
}

// treeCache is where generated trees are kept for every process of the suite, and for its children.
func treeCache() string {
	if options.trees != "" {
		return options.trees
	}
	return filepath.Join(scratch, "trees")
}

// emptyHome is a home directory without anybody's configuration in it.
func emptyHome() string { return GinkgoT().TempDir() }

// setupFor is how the tree is indexed: into a database of the given name, under the ceiling's guard.
func setupFor(tree run.Tree, database string) run.Setup {
	folder := options.workdir
	if folder == "" {
		folder = GinkgoT().TempDir()
	}
	return run.Setup{
		Tree:        tree.Root,
		Database:    filepath.Join(folder, database),
		Home:        emptyHome(),
		Leak:        options.leak,
		Ceiling:     options.Ceiling,
		SampleEvery: options.SampleEvery,
	}
}

// skipUnlessMeasurable skips a memory spec where resident memory can't be read. It never passes there.
func skipUnlessMeasurable() {
	GinkgoHelper()
	self, err := gmem.Self()
	if err == nil {
		err = self.Readable()
	}
	if err != nil {
		Skip(unmeasurableText(err))
	}
}

func unmeasurableText(err error) string {
	return "the memory of this process can't be measured: " + err.Error()
}

// generateLimit is the time that a BeforeEach may take to make the tree.
func generateLimit() time.Duration { return timeLimit(1) }
