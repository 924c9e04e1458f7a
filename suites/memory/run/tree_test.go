package run_test

import (
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/synth"
	"github.com/embecode/embecode/suites/memory/run"
)

var _ = Describe("A source tree", func() {
	It("is generated once for each seed and scale, and kept for the next who asks", func(ctx SpecContext) {
		cache := GinkgoT().TempDir()
		first, err := run.Generated(ctx, cache, synth.Options{Seed: 7, Scale: 0.005})
		Expect(err).NotTo(HaveOccurred())
		Expect(first).To(And(HaveField("Expected", BeEquivalentTo(10)), HaveField("Counted", true), HaveField("Real", false)))
		mark := filepath.Join(first.Root, "mark")
		Expect(os.WriteFile(mark, nil, 0o600)).To(Succeed())

		again, err := run.Generated(ctx, cache, synth.Options{Seed: 7, Scale: 0.005})
		Expect(err).NotTo(HaveOccurred())
		Expect(again).To(Equal(first))
		Expect(mark).To(BeAnExistingFile())

		other, err := run.Generated(ctx, cache, synth.Options{Seed: 8, Scale: 0.005})
		Expect(err).NotTo(HaveOccurred())
		Expect(other.Root).NotTo(Equal(first.Root))
		Expect(filepath.Glob(filepath.Join(cache, "draft-*"))).To(BeEmpty())
	})

	It("in a work folder is used again if it is the same one, and refused if it is not", func(ctx SpecContext) {
		workdir := GinkgoT().TempDir()
		first, err := run.GeneratedIn(ctx, workdir, synth.Options{Scale: 0.005})
		Expect(err).NotTo(HaveOccurred())
		Expect(first.Root).To(Equal(filepath.Join(workdir, "tree")))
		Expect(run.GeneratedIn(ctx, workdir, synth.Options{Scale: 0.005})).To(Equal(first))
		_, err = run.GeneratedIn(ctx, workdir, synth.Options{Scale: 0.01})
		Expect(err).To(MatchError(ContainSubstring("seed 0 and scale 0.005, not of 0 and 0.01")))
	})

	It("that exists is counted by git: ignored and excluded files not, links and everything else", func(ctx SpecContext) {
		root := GinkgoT().TempDir()
		for name, content := range map[string]string{
			".gitignore": "*.log\nout/\n", "a.py": "", "a.log": "", "out/b.py": "", "sub/c.md": "", "sub/.gitignore": "!a.log\nd.*\n",
			"sub/a.log": "", "sub/d.js": "", "node_modules/e.js": "", "sub/dist/f.js": "",
		} {
			path := filepath.Join(root, name)
			Expect(os.MkdirAll(filepath.Dir(path), 0o700)).To(Succeed())
			Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
		}
		Expect(os.Symlink("a.py", filepath.Join(root, "link.py"))).To(Succeed())
		tree, err := run.RealTree(ctx, root, GinkgoT().TempDir())
		Expect(err).NotTo(HaveOccurred())
		// .gitignore, a.py, link.py, sub/.gitignore, sub/a.log, sub/c.md
		Expect(tree).To(Equal(run.Tree{Root: root, Expected: 6, Counted: true, Real: true}))
	})

	It("with an include list is not counted, and says why", func(ctx SpecContext) {
		root := GinkgoT().TempDir()
		Expect(os.WriteFile(filepath.Join(root, ".embecode.toml"), []byte("[index]\ninclude = [\"*.py\"]\n"), 0o600)).To(Succeed())
		tree, err := run.RealTree(ctx, root, GinkgoT().TempDir())
		Expect(err).NotTo(HaveOccurred())
		Expect(tree).To(And(HaveField("Counted", false), HaveField("Note", ContainSubstring("include"))))
	})

	It("that is no folder is an error that names it", func(ctx SpecContext) {
		file := filepath.Join(GinkgoT().TempDir(), "file")
		_, err := run.RealTree(ctx, file, "")
		Expect(err).To(MatchError(os.ErrNotExist))
		Expect(os.WriteFile(file, nil, 0o600)).To(Succeed())
		_, err = run.RealTree(ctx, file, "")
		Expect(err).To(MatchError(ContainSubstring(file + " is not a folder")))
	})
})
