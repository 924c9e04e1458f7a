package indexer_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/store"
)

// openNoMore keeps this process from opening anything until openAgain is called, at the end of the spec at the latest. The
// spec must be Serial.
func openNoMore() (openAgain func()) {
	GinkgoHelper()
	var limit syscall.Rlimit
	Expect(syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit)).To(Succeed())
	none := limit
	none.Cur = 0
	Expect(syscall.Setrlimit(syscall.RLIMIT_NOFILE, &none)).To(Succeed())
	again := func() { Expect(syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)).To(Succeed()) }
	DeferCleanup(again)
	return again
}

// onceFound is a walker that does something when it finds a path, before it hands it on.
type onceFound struct {
	indexer.Walker
	path string
	do   func()
}

func (w onceFound) Walk(ctx context.Context, visit func(walk.Entry) error) error {
	return w.Walker.Walk(ctx, func(entry walk.Entry) error {
		if entry.Path == w.path {
			w.do()
		}
		return visit(entry)
	})
}

// findingOnly is a walker that finds one thing, which it failed to look at.
type findingOnly walk.Entry

func (f findingOnly) Walk(_ context.Context, visit func(walk.Entry) error) error {
	return visit(walk.Entry(f))
}

// Serial, since the process can't open files for its time.
var _ = Describe("A run that runs out of what the whole process needs", Serial, func() {
	DescribeTable("ends with what to do about it, and leaves the former index in force, when no more files can be opened",
		func(ctx SpecContext, last string, update bool, message string) {
			root := tree(map[string]string{"a.py": "a = 1\n", "b.py": "b = 1\n", "deep/c.py": "c = 1\n"})
			path := filepath.Join(GinkgoT().TempDir(), "index.duckdb")
			Expect(onDisk{tree: root, path: path, embedder: embed.Random{}}.run(ctx, false, func() {})).To(Succeed())
			before := contentOf(ctx, path)
			for _, name := range []string{"a.py", "b.py", "deep/c.py"} {
				Expect(os.WriteFile(filepath.Join(root, name), []byte("edited = True\n"), 0o600)).To(Succeed())
			}
			kept, err := store.Open(ctx, path, store.Options{Model: "fake-random"})
			Expect(err).NotTo(HaveOccurred())
			DeferCleanup(kept.Close)
			parts := realParts(root, indexer.InStore(kept))
			openAgain := func() {}
			parts.Walker = onceFound{parts.Walker, last, func() { openAgain = openNoMore() }}
			ix := newIndexer(root, parts)
			if update {
				err = ix.Update(ctx)
			} else {
				err = ix.FullIndex(ctx)
			}
			openAgain()
			Expect(err).To(And(MatchError(syscall.EMFILE), MatchError(And(
				ContainSubstring("index "+root+": "), ContainSubstring(message), ContainSubstring("raise its limit (ulimit -n)")))))
			Expect(ix.Status()).To(And(HaveField("State", indexer.Failed), HaveField("Skipped", BeEmpty())))
			Expect(kept.Close()).To(Succeed())
			Expect(contentOf(ctx, path)).To(Equal(before))
		},
		Entry("for reading, in a full index", "deep/c.py", false, ".py: too many open files: ", SpecTimeout(time.Minute)),
		Entry("for walking, in a full index", "b.py", false, "too many open files: ", SpecTimeout(time.Minute)),
		Entry("for walking, in an update", "b.py", true, "read deep: too many open files: ", SpecTimeout(time.Minute)),
	)

	DescribeTable("says so when it is", func(ctx SpecContext, what error, errno syscall.Errno, message string) {
		err := fmt.Errorf("%w: %w", what, &os.PathError{Op: "openat", Path: "d", Err: errno})
		kept := &memoryStore{}
		parts := realParts(tree(nil), kept)
		parts.Walker = findingOnly{Path: "some\n/d", Err: err}
		Expect(newIndexer(".", parts).FullIndex(ctx)).To(And(MatchError(errno), MatchError(ContainSubstring(`read "some\n/d": `+message))))
		Expect(kept.committed).To(BeFalse())
	},
		Entry("open files on the whole machine", errors.New("look"), syscall.ENFILE, "too many open files in system: this machine"),
		Entry("memory", errors.New("look"), syscall.ENOMEM, "cannot allocate memory: the kernel"),
		Entry("open files, for rules on what to ignore", walk.ErrIgnoreUnreadable, syscall.EMFILE, "too many open files: this process"),
	)

	It("goes on past a file whose disk is at fault", func(ctx SpecContext) {
		kept := &memoryStore{}
		parts := realParts(tree(nil), kept)
		parts.Walker = findingOnly{Path: "some/d", Err: syscall.EIO}
		Expect(newIndexer(".", parts).FullIndex(ctx)).To(Succeed())
		Expect(kept.files).To(HaveKeyWithValue("some/d", HaveField("Skipped", store.SkipUnreadable)))
	})
})
