package git_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer/walk/git"
)

// run runs git in a folder, under nobody's settings. It skips the spec where git is not installed.
func run(ctx context.Context, dir, stdin string, arguments ...string) string {
	GinkgoHelper()
	if _, err := exec.LookPath("git"); err != nil {
		Skip("git is not installed, so there is nothing to compare with")
	}
	command := exec.CommandContext(ctx, "git", arguments...)
	command.Dir = dir
	command.Stdin = strings.NewReader(stdin)
	command.Env = append(os.Environ(), "HOME="+dir, "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
	out, err := command.CombinedOutput()
	Expect(err).NotTo(HaveOccurred(), "git %s: %s", strings.Join(arguments, " "), out)
	return string(out)
}

const blob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"

// tracking is the index of a new repository that tracks these paths, none of which exist, as git itself writes it.
func tracking(ctx context.Context, paths []string, settings ...string) (*git.Index, string) {
	GinkgoHelper()
	dir := GinkgoT().TempDir()
	run(ctx, dir, "", append([]string{"init", "--quiet"}, settings...)...)
	object := blob
	if len(settings) > 0 {
		object += strings.Repeat("0", 24)
	}
	var lines strings.Builder
	for _, path := range paths {
		fmt.Fprintf(&lines, "100644 %s\t%s\x00", object, path)
	}
	run(ctx, dir, lines.String(), "update-index", "-z", "--index-info")
	return reopened(dir), dir
}

// reopened is the index of a repository as it is now.
func reopened(dir string) *git.Index {
	GinkgoHelper()
	root, err := os.OpenRoot(dir)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(root.Close)
	tree := git.Tree{Root: root, Path: dir}
	repository, err := tree.Open(root, dir, tree.Look(root, dir), 1000)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(repository.Close)
	Expect(repository.Index).NotTo(BeNil())
	return repository.Index
}

var _ = Describe("An index", func() {
	var paths, folders []string

	BeforeEach(func() {
		paths, folders = nil, []string{"src", "src/x", "a b", "deep"}
		for i := range 3000 {
			paths = append(paths, fmt.Sprintf("src/%d/file %04d.py", i%7, i))
		}
		for i := range 7 {
			folders = append(folders, fmt.Sprintf("src/%d", i))
		}
		paths = append(paths, "src.py", "src-gen/a", "src/x/y", "a b/\xff", "é", "deep/"+strings.Repeat("d/", 1500)+"end",
			strings.Repeat("long", 30), "z")
	})

	DescribeTable("knows what git tracks", func(ctx SpecContext, version string, settings ...string) {
		_, dir := tracking(ctx, paths, settings...)
		run(ctx, dir, "", "update-index", "--index-version", version)
		if version == "3" { // which git writes only where it has to
			run(ctx, dir, "", "update-index", "--skip-worktree", "src/x/y", "z")
		}
		content, err := os.ReadFile(filepath.Join(dir, ".git", "index"))
		Expect(err).NotTo(HaveOccurred())
		Expect(fmt.Sprint(content[7])).To(Equal(version))
		index := reopened(dir)
		for _, path := range paths {
			Expect(index.Tracks(path)).To(BeTrue(), path)
			Expect(index.Tracks(path+"x")).To(BeFalse(), path)
			Expect(index.Tracks(path[:len(path)-1])).To(BeFalse(), path)
			Expect(index.TracksBelow(path+"-")).To(BeFalse(), path)
		}
		for _, folder := range folders {
			Expect(index.Tracks(folder)).To(BeFalse(), folder)
			Expect(index.TracksBelow(folder)).To(BeTrue(), folder)
			Expect(index.TracksBelow(folder+"/none")).To(BeFalse(), folder)
		}
		for _, none := range []string{"s", "sr", "src/9", "zz", "\x01"} {
			Expect(index.TracksBelow(none)).To(BeFalse(), none)
		}
	},
		Entry("in version 2", "2"),
		Entry("in version 3", "3"),
		Entry("in version 4", "4"),
		Entry("under SHA-256", "2", "--object-format=sha256"),
		Entry("in version 4 under SHA-256", "4", "--object-format=sha256"),
	)

	It("knows a submodule as what a folder holds", func(ctx SpecContext) {
		_, dir := tracking(ctx, []string{"a"})
		run(ctx, dir, "160000 "+blob+"\tsub\x00", "update-index", "-z", "--index-info")
		index := reopened(dir)
		Expect(index.TracksBelow("sub")).To(BeTrue())
		Expect(index.TracksBelow("sub/a")).To(BeFalse())
		Expect(index.TracksBelow("su")).To(BeFalse())
	})

	It("of a million files takes less than half a megabyte", Label("memory", "slow"), func(ctx SpecContext) {
		const count = 1_000_000
		dir := GinkgoT().TempDir()
		run(ctx, dir, "", "init", "--quiet")
		file, err := os.Create(filepath.Join(dir, ".git", "index"))
		Expect(err).NotTo(HaveOccurred())
		content := binary.BigEndian.AppendUint32([]byte("DIRC\x00\x00\x00\x02"), count)
		for i := range count {
			entry := make([]byte, 62, 128)
			entry[26], entry[61] = 0x81, 40
			entry = append(fmt.Appendf(entry, "some/folder/%03d/another/folder/%07d.py", i/1000, i)[:102], 0, 0)
			if content = append(content, entry...); len(content) > 1<<20 {
				_, err := file.Write(content)
				Expect(err).NotTo(HaveOccurred())
				content = content[:0]
			}
		}
		_, err = file.Write(content)
		Expect(err).NotTo(HaveOccurred())
		Expect(file.Close()).To(Succeed())
		index := reopened(dir)
		before := liveHeap()
		Expect(index.Tracks("some/folder/777/another/folder/0777777.p")).To(BeTrue())
		Expect(index.Tracks("some/folder/777/another/folder/0778777.p")).To(BeFalse())
		Expect(liveHeap()).To(BeNumerically("<", before+500_000))
		Expect(index.TracksBelow("some/folder/999")).To(BeTrue())
	})

	DescribeTable("that can't be read says so", func(ctx SpecContext, spoil func([]byte) []byte, says string) {
		_, dir := tracking(ctx, []string{"a", "b/c"})
		file := filepath.Join(dir, ".git", "index")
		content, err := os.ReadFile(file)
		Expect(err).NotTo(HaveOccurred())
		Expect(os.WriteFile(file, spoil(content), 0o600)).To(Succeed())
		index := reopened(dir)
		for range 2 {
			_, err = index.Tracks("b/c")
			Expect(err).To(And(MatchError(git.ErrIndex), MatchError(ContainSubstring(says))))
		}
	},
		Entry("where it is empty", func([]byte) []byte { return nil }, "read header"),
		Entry("where it is something else", func([]byte) []byte { return []byte("something else") }, "DIRC"),
		Entry("where it ends early", func(content []byte) []byte { return content[:90] }, "unexpected EOF"),
		Entry("where it is of a later version", func(content []byte) []byte { content[7] = 5; return content }, "version 5"),
		Entry("where its entries are none", func(content []byte) []byte { clear(content[12:]); return content }, "mode"),
	)

	DescribeTable("that is split in two knows what git tracks", func(ctx SpecContext, version string, settings ...string) {
		r := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 0))
		_, dir := tracking(ctx, paths, settings...)
		run(ctx, dir, "", "update-index", "--index-version", version)
		run(ctx, dir, "", "-c", "splitIndex.maxPercentChange=100", "update-index", "--split-index")
		object := strings.Repeat("1", len(strings.TrimSpace(run(ctx, dir, "", "hash-object", "--stdin"))))
		for range 3 {
			var lines strings.Builder
			from := r.IntN(len(paths))
			for i, path := range paths {
				switch {
				case i >= from && i < from+200, r.IntN(20) == 0:
					fmt.Fprintf(&lines, "0 %s\t%s\x00", object, path)
				case r.IntN(20) == 0:
					fmt.Fprintf(&lines, "100644 %s\t%s\x00", object, path)
				case r.IntN(50) == 0:
					fmt.Fprintf(&lines, "100644 %s\t%s.new\x00", object, path)
				}
			}
			run(ctx, dir, lines.String(), "-c", "splitIndex.maxPercentChange=100", "update-index", "-z", "--index-info")
		}
		Expect(filepath.Glob(filepath.Join(dir, ".git", "sharedindex.*"))).NotTo(BeEmpty())
		tracked, below := map[string]bool{}, map[string]bool{}
		for path := range strings.SplitSeq(run(ctx, dir, "", "ls-files", "-z"), "\x00") {
			folder, _, _ := strings.Cut(path, "/")
			tracked[path], below[folder] = true, true
		}
		index := reopened(dir)
		for _, path := range paths {
			Expect(index.Tracks(path)).To(Equal(tracked[path]), path)
			Expect(index.Tracks(path+".new")).To(Equal(tracked[path+".new"]), path)
			folder, _, _ := strings.Cut(path, "/")
			Expect(index.TracksBelow(folder)).To(Equal(below[folder]), path)
		}
	},
		Entry("in version 2", "2"),
		Entry("in version 4", "4"),
		Entry("under SHA-256", "2", "--object-format=sha256"),
	)

	DescribeTable("that is split in two and has no entry of its own knows what git tracks", func(ctx SpecContext, settings ...string) {
		_, dir := tracking(ctx, []string{"a", "b"}, settings...)
		run(ctx, dir, "", "update-index", "--split-index")
		index := reopened(dir)
		Expect(index.Tracks("a")).To(BeTrue())
		Expect(index.Tracks("c")).To(BeFalse())
	},
		Entry("under SHA-1"),
		Entry("under SHA-256", "--object-format=sha256"),
	)

	It("that leaves out too much of the one it is split from is given up before it takes memory", func(ctx SpecContext) {
		_, dir := tracking(ctx, []string{"a"})
		bitmap := binary.BigEndian.AppendUint32(nil, 1<<22)
		bitmap = binary.BigEndian.AppendUint32(bitmap, 1<<16)
		bitmap = binary.BigEndian.AppendUint64(bitmap, (1<<16-1)<<33)
		bitmap = append(bitmap, bytes.Repeat([]byte{0xff}, 8*(1<<16-1))...)
		content := append([]byte("DIRC\x00\x00\x00\x02\x00\x00\x00\x00link"), binary.BigEndian.AppendUint32(nil, uint32(20+len(bitmap)))...)
		content = append(content, bytes.Repeat([]byte{1}, 20)...)
		content = append(append(content, bitmap...), make([]byte, 20)...)
		Expect(os.WriteFile(filepath.Join(dir, ".git", "index"), content, 0o600)).To(Succeed())
		index := reopened(dir)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := index.Tracks("a")
		runtime.ReadMemStats(&after)
		Expect(err).To(MatchError(ContainSubstring("leaves out more than")))
		Expect(after.TotalAlloc - before.TotalAlloc).To(BeNumerically("<", 3<<20))
	})

	It("that is split from one that is missing says so", func(ctx SpecContext) {
		_, dir := tracking(ctx, []string{"a", "b"})
		run(ctx, dir, "", "update-index", "--split-index")
		shared, err := filepath.Glob(filepath.Join(dir, ".git", "sharedindex.*"))
		Expect(err).NotTo(HaveOccurred())
		for _, file := range shared {
			Expect(os.Remove(file)).To(Succeed())
		}
		_, err = reopened(dir).Tracks("a")
		Expect(err).To(And(MatchError(git.ErrIndex), MatchError(ContainSubstring("which it is split from, is missing"))))
	})
})

// liveHeap is how many bytes of the Go heap are reachable.
func liveHeap() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
