package workload_test

import (
	"os"
	"os/exec"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/synth"
	"github.com/embecode/embecode/suites/memory/workload"
)

var _ = Describe("A source tree", func() {
	It("in a work folder is used again if it is the same one, and refused if it is not", func(ctx SpecContext) {
		workdir := GinkgoT().TempDir()
		first, err := workload.GeneratedIn(ctx, workdir, synth.Options{Scale: 0.005})
		Expect(err).NotTo(HaveOccurred())
		Expect(first.Root).To(Equal(filepath.Join(workdir, "tree")))
		Expect(workload.GeneratedIn(ctx, workdir, synth.Options{Scale: 0.005})).To(Equal(first))
		_, err = workload.GeneratedIn(ctx, workdir, synth.Options{Scale: 0.01})
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
		tree, err := workload.RealTree(ctx, root, GinkgoT().TempDir())
		Expect(err).NotTo(HaveOccurred())
		// .gitignore, a.py, link.py, sub/.gitignore, sub/a.log, sub/c.md
		Expect(tree).To(Equal(workload.Tree{Root: root, Expected: 6, Counted: true, Real: true}))
	})

	It("that is a repository is counted by what that tracks as well", func(ctx SpecContext) {
		root := GinkgoT().TempDir()
		git := func(args ...string) {
			GinkgoHelper()
			out, err := exec.CommandContext(ctx, "git", append([]string{"-C", root}, args...)...).CombinedOutput()
			Expect(err).NotTo(HaveOccurred(), string(out))
		}
		write := func(names ...string) {
			GinkgoHelper()
			for _, name := range names {
				Expect(os.MkdirAll(filepath.Dir(filepath.Join(root, name)), 0o700)).To(Succeed())
				Expect(os.WriteFile(filepath.Join(root, name), []byte("x.log\n"), 0o600)).To(Succeed())
			}
		}
		git("init", "--quiet")
		write("a.py", "x.log", "build/b.py", "gone.py")
		git("add", "--force", ".")
		Expect(os.Remove(filepath.Join(root, "gone.py"))).To(Succeed())
		write(".gitignore", "sub/x.log", "build/c.py")
		tree, err := workload.RealTree(ctx, root, GinkgoT().TempDir())
		Expect(err).NotTo(HaveOccurred())
		// .gitignore, a.py, build/b.py, x.log
		Expect(tree).To(Equal(workload.Tree{Root: root, Expected: 4, Counted: true, Real: true}))
		git("init", "--quiet", "nested")
		write("nested/a.py")
		Expect(workload.RealTree(ctx, root, GinkgoT().TempDir())).To(And(HaveField("Counted", false), HaveField("Note", ContainSubstring("another"))))
	})

	It("with an include list is not counted, and says why", func(ctx SpecContext) {
		root := GinkgoT().TempDir()
		Expect(os.WriteFile(filepath.Join(root, ".embecode.toml"), []byte("[index]\ninclude = [\"*.py\"]\n"), 0o600)).To(Succeed())
		tree, err := workload.RealTree(ctx, root, GinkgoT().TempDir())
		Expect(err).NotTo(HaveOccurred())
		Expect(tree).To(And(HaveField("Counted", false), HaveField("Note", ContainSubstring("include"))))
	})

	It("that is no folder is an error that names it", func(ctx SpecContext) {
		file := filepath.Join(GinkgoT().TempDir(), "file")
		_, err := workload.RealTree(ctx, file, "")
		Expect(err).To(MatchError(os.ErrNotExist))
		Expect(os.WriteFile(file, nil, 0o600)).To(Succeed())
		_, err = workload.RealTree(ctx, file, "")
		Expect(err).To(MatchError(ContainSubstring(file + " is not a folder")))
	})
})
