package run_test

import (
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/suites/memory/run"
)

var _ = Describe("The origin of a record", func() {
	origin := func() run.Origin {
		return run.Origin{
			Kind: run.KindCycles, Tree: run.TreeOrigin{Seed: 1, Scale: 1, Files: 2_000, Digest: "abc"},
			Settings: run.SettingsHere(8, 2, 50*time.Millisecond, run.AllocatorQuiet),
		}
	}

	It("is the same when everything is", func() {
		Expect(origin().Differences(origin())).To(BeEmpty())
	})

	DescribeTable("tells apart", func(change func(*run.Origin), want string) {
		earlier := origin()
		earlier.Settings.Environment, earlier.Settings.Processors = nil, 2
		here := earlier
		change(&earlier)
		Expect(here.Differences(earlier)).To(ConsistOf(want))
	},
		Entry("trees of another size", func(o *run.Origin) { o.Tree.Scale, o.Tree.Files = 5, 10_000 },
			"tree: generated, seed 1, scale 5, 10000 files in the baseline, generated, seed 1, scale 1, 2000 files here"),
		Entry("trees from another seed", func(o *run.Origin) { o.Tree.Seed = 2 },
			"tree: generated, seed 2, scale 1, 2000 files in the baseline, generated, seed 1, scale 1, 2000 files here"),
		Entry("a real tree from a generated one", func(o *run.Origin) { o.Tree.Real = true },
			"tree: a real one of 2000 files in the baseline, generated, seed 1, scale 1, 2000 files here"),
		Entry("trees with other files in them", func(o *run.Origin) { o.Tree.Digest = "def" },
			"digest of the tree: def in the baseline, abc here"),
		Entry("numbers of cycles", func(o *run.Origin) { o.Settings.Cycles = 6 }, "cycles: 6 in the baseline, 8 here"),
		Entry("warm-ups", func(o *run.Origin) { o.Settings.WarmUp = 1 }, "warm-up: 1 in the baseline, 2 here"),
		Entry("vectors", func(o *run.Origin) { o.Settings.RandomVectors = true }, "random vectors: true in the baseline, false here"),
		Entry("small trees", func(o *run.Origin) { o.Settings.SmallScale = 1 }, "scale of the small tree: 1 in the baseline, 0 here"),
		Entry("samplings", func(o *run.Origin) { o.Settings.SampleEvery = 2 }, "seconds between samples: 2 in the baseline, 0.05 here"),
		Entry("allocator settings", func(o *run.Origin) { o.Settings.Allocator = run.AllocatorDefault },
			"allocator settings: default in the baseline, quiet here"),
		Entry("processors", func(o *run.Origin) { o.Settings.Processors = 16 }, "processors: 16 in the baseline, 2 here"),
		Entry("environments", func(o *run.Origin) { o.Settings.Environment = map[string]string{"GOGC": "50", "GODEBUG": "x"} },
			"environment: GODEBUG=x GOGC=50 in the baseline, nothing set here"),
	)

	It("notes the variables that change how memory is used, and no others", func() {
		GinkgoT().Setenv("GOGC", "50")
		GinkgoT().Setenv("GOFLAGS", "-race")
		Expect(run.SettingsHere(1, 0, time.Second, run.AllocatorDefault).Environment).To(And(
			HaveKeyWithValue("GOGC", "50"), Not(HaveKey("GOFLAGS"))))
	})
})

var _ = Describe("A machine", func() {
	machine := run.Machine{OS: "linux", Arch: "amd64", Cores: 2, Procs: 2, Kernel: "6.1", Libc: "glibc 2.36", Go: "go1.26"}

	DescribeTable("is told apart by its", func(change func(*run.Machine), want string) {
		earlier := machine
		change(&earlier)
		Expect(machine.Differences(machine)).To(BeEmpty())
		Expect(machine.Differences(earlier)).To(ConsistOf(want))
	},
		Entry("system", func(m *run.Machine) { m.OS = "darwin" }, "system: darwin/amd64 in the baseline, linux/amd64 here"),
		Entry("architecture", func(m *run.Machine) { m.Arch = "arm64" }, "system: linux/arm64 in the baseline, linux/amd64 here"),
		Entry("cores", func(m *run.Machine) { m.Cores = 4 }, "cores: 4 in the baseline, 2 here"),
		Entry("cores that Go may use", func(m *run.Machine) { m.Procs = 1 }, "GOMAXPROCS: 1 in the baseline, 2 here"),
		Entry("kernel", func(m *run.Machine) { m.Kernel = "6.2" }, "kernel: 6.2 in the baseline, 6.1 here"),
		Entry("C library", func(m *run.Machine) { m.Libc = "unknown" }, "C library: unknown in the baseline, glibc 2.36 here"),
		Entry("Go", func(m *run.Machine) { m.Go = "go1.25" }, "Go: go1.25 in the baseline, go1.26 here"),
	)
})

var _ = Describe("The digest of a tree", func() {
	write := func(root, name, content string) {
		GinkgoHelper()
		path := filepath.Join(root, name)
		Expect(os.MkdirAll(filepath.Dir(path), 0o700)).To(Succeed())
		Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
	}
	tree := func() string {
		GinkgoHelper()
		root := GinkgoT().TempDir()
		write(root, "a/b.go", "package b")
		write(root, "c.py", "")
		return root
	}
	digest := func(root string) string {
		GinkgoHelper()
		sum, err := run.Digest(root)
		Expect(err).NotTo(HaveOccurred())
		return sum
	}

	It("is the same for the same files, wherever they lie and whatever git does there", func() {
		other := tree()
		write(other, ".git/HEAD", "ref")
		Expect(digest(tree())).To(And(HaveLen(16), Equal(digest(other))))
	})

	DescribeTable("is another one when", func(change func(root string)) {
		other := tree()
		change(other)
		Expect(digest(other)).NotTo(Equal(digest(tree())))
	},
		Entry("a file is longer", func(root string) { write(root, "c.py", "x") }),
		Entry("a file is new", func(root string) { write(root, "d.py", "") }),
		Entry("a file has another name", func(root string) {
			Expect(os.Rename(filepath.Join(root, "c.py"), filepath.Join(root, "d.py"))).To(Succeed())
		}),
	)

	It("of no folder is an error that names it", func() {
		_, err := run.Digest("/nowhere")
		Expect(err).To(And(MatchError(os.ErrNotExist), MatchError(ContainSubstring("/nowhere"))))
	})
})
