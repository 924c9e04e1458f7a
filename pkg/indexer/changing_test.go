package indexer_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/store"
)

// between is a walker that does something once it has found everything, before a worker gets to see any of it.
type between struct {
	indexer.Walker
	do func()
}

func (b between) Walk(ctx context.Context, visit func(walk.Entry) error) error {
	var found []walk.Entry
	if err := b.Walker.Walk(ctx, func(entry walk.Entry) error { found = append(found, entry); return nil }); err != nil {
		return err
	}
	b.do()
	for _, entry := range found {
		if err := visit(entry); err != nil {
			return err
		}
	}
	return nil
}

var _ = Describe("A file that changes between the walk and its reading", func() {
	const size = 30

	DescribeTable("is counted as what it has become:",
		func(ctx SpecContext, change func(root string) error, skipped store.SkipReason) {
			outside := filepath.Join(GinkgoT().TempDir(), "secret.py")
			Expect(os.WriteFile(outside, []byte("secret = 1\n"), 0o600)).To(Succeed())
			root := tree(map[string]string{"a.py": "a = 1\n", "d/b.py": strings.Repeat("b = 1\n", size/6), "e/b.py": "e = 1\n"})
			Expect(os.Symlink(outside, filepath.Join(root, "secret"))).To(Succeed())
			Expect(os.Symlink(filepath.Dir(outside), filepath.Join(root, "away"))).To(Succeed())
			kept := &memoryStore{}
			parts := realParts(root, kept)
			parts.Walker = between{parts.Walker, func() { Expect(change(root)).To(Succeed()) }}
			ix := newIndexer(root, parts)
			Expect(ix.FullIndex(ctx)).To(Succeed())
			Expect(kept.files).To(HaveLen(5))
			Expect(kept.files).To(HaveKeyWithValue("a.py", HaveField("Skipped", store.NotSkipped)))
			Expect(kept.files).To(HaveKeyWithValue("d/b.py", HaveField("Skipped", skipped)))
			status := ix.Status()
			Expect(status.Found).To(Equal(status.Indexed + status.TotalSkipped()))
			for path, chunks := range kept.chunks {
				Expect(chunks).NotTo(ContainElement(HaveField("Content", ContainSubstring("secret"))), path)
			}
		},
		Entry("gone", in("d/b.py", os.Remove), store.SkipVanished),
		Entry("gone with its folder", in("d", os.RemoveAll), store.SkipVanished),
		Entry("emptied", in("d/b.py", func(path string) error { return os.Truncate(path, 0) }), store.NotSkipped),
		Entry("shrunk", in("d/b.py", func(path string) error { return os.Truncate(path, 6) }), store.NotSkipped),
		Entry("grown", in("d/b.py", rewritten(strings.Repeat("b = 1\n", 50_000))), store.NotSkipped),
		Entry("grown beyond what is indexed", in("d/b.py", rewritten(strings.Repeat("b = 1\n", 800_000))), store.SkipTooLarge),
		Entry("grown to 200 MB with a hole in it", in("d/b.py", func(path string) error { return os.Truncate(path, 200_000_000) }),
			store.SkipTooLarge),
		Entry("binary", in("d/b.py", rewritten("\x00\x01")), store.SkipBinary),
		Entry("a link within the tree", in("d/b.py", linkedTo("../a.py")), store.SkipSymlink),
		Entry("a link out of the tree", in("d/b.py", linkedTo("../secret")), store.SkipSymlink),
		Entry("a link to itself", in("d/b.py", linkedTo("b.py")), store.SkipSymlink),
		Entry("a FIFO", in("d/b.py", replaced(func(path string) error { return syscall.Mkfifo(path, 0o600) })), store.SkipSpecial),
		Entry("a folder", in("d/b.py", replaced(func(path string) error { return os.Mkdir(path, 0o700) })), store.SkipSpecial),
		Entry("below a file, where its folder was", in("d", replaced(rewritten("now a file"))), store.SkipVanished),
		Entry("below a link to another folder of the tree, which is read", in("d", linkedTo("e")), store.NotSkipped),
		Entry("below a link out of the tree", in("d", linkedTo("away")), store.SkipUnreadable),
		Entry("below a link to itself", in("d", linkedTo("d")), store.SkipUnreadable),
	)
})

// in does something with a path below a root.
func in(path string, do func(string) error) func(string) error {
	return func(root string) error { return do(filepath.Join(root, path)) }
}

func rewritten(content string) func(string) error {
	return func(path string) error { return os.WriteFile(path, []byte(content), 0o600) }
}

// replaced removes what is there before it makes something else in its place.
func replaced(put func(string) error) func(string) error {
	return func(path string) error {
		if err := os.RemoveAll(path); err != nil {
			return err
		}
		return put(path)
	}
}

func linkedTo(target string) func(string) error {
	return replaced(func(path string) error { return os.Symlink(target, path) })
}

var _ = Describe("Files that never hold still", Label("slow"), func() {
	It("are accounted for in hundreds of runs, and the files beside them are indexed", func(ctx SpecContext) {
		const atLeast, outcomes = 300, 4 // runs, and different fates of the restless file
		root := tree(map[string]string{"quiet.py": "quiet = 1\n", "d/restless.py": "x = 1\n", "other.py": "other = 1\n"})
		large := bytes.Repeat([]byte("x = 1\n"), 300_000)
		path := filepath.Join(root, "d", "restless.py")
		changes := []func() error{
			func() error { return os.WriteFile(path, large, 0o600) },
			func() error { return os.Truncate(path, 1000) },
			func() error { return os.WriteFile(path, append(large, large...), 0o600) },
			func() error { return os.Truncate(path, 100_000_000) },
			func() error { return linkedTo("../other.py")(path) },
			func() error { return replaced(func(path string) error { return syscall.Mkfifo(path, 0o600) })(path) },
			func() error { return replaced(func(path string) error { return os.Mkdir(path, 0o700) })(path) },
			func() error { return os.RemoveAll(path) },
			func() error { return linkedTo(os.TempDir())(filepath.Dir(path)) },
			func() error {
				return replaced(func(dir string) error { return os.Mkdir(dir, 0o700) })(filepath.Dir(path))
			},
		}
		stop := make(chan struct{})
		var restless sync.WaitGroup
		restless.Go(func() {
			defer GinkgoRecover()
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
					Expect(changes[i%len(changes)]()).To(Succeed())
				}
			}
		})
		DeferCleanup(restless.Wait)
		DeferCleanup(func() { close(stop) })

		seen := map[store.SkipReason]int{}
		kept := &memoryStore{}
		ix := newIndexer(root, realParts(root, kept))
		for run := 0; run < atLeast || len(seen) < outcomes; run++ {
			Expect(ix.FullIndex(ctx)).To(Succeed())
			status := ix.Status()
			Expect(status.Found).To(Equal(status.Indexed + status.TotalSkipped()))
			Expect(kept.files).To(HaveLen(int(status.Found)))
			Expect(kept.files).To(And(
				HaveKeyWithValue("quiet.py", HaveField("Skipped", store.NotSkipped)), HaveKeyWithValue("other.py", HaveField("Skipped", store.NotSkipped))))
			for path, file := range kept.files {
				if path != "quiet.py" && path != "other.py" {
					seen[file.Skipped]++
				}
			}
		}
		AddReportEntry("what became of the file", seen)
	}, SpecTimeout(2*time.Minute))
})
