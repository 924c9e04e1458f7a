package indexer_test

import (
	"context"
	"errors"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("An indexer that updates an index", func() {
	var (
		kept *memoryStore
		root string
		ix   *indexer.Indexer
		cut  *cutPaths
	)

	BeforeEach(func(ctx SpecContext) {
		before := gleak.Goroutines()
		DeferCleanup(func(ctx SpecContext) { Eventually(ctx, gleak.Goroutines).ShouldNot(gleak.HaveLeaked(before)) })
		kept = &memoryStore{}
		root = tree(map[string]string{
			"same.py": "same = 1\n", "edited.py": "edited = 1\n", "touched.py": "touched = 1\n", "gone.py": "gone = 1\n",
			"binary.py": "\x00\x00", "logo.png": "\x89PNG",
		})
		parts := realParts(root, kept)
		cut = &cutPaths{Chunker: parts.Chunker}
		parts.Chunker = cut
		ix = newIndexer(root, parts)
		Expect(ix.FullIndex(ctx)).To(Succeed())
		cut.paths = nil
	})

	at := func(name string) string { return filepath.Join(root, name) }
	write := func(name, content string) {
		GinkgoHelper()
		Expect(os.WriteFile(at(name), []byte(content), 0o600)).To(Succeed())
		later := time.Now().Add(time.Hour)
		Expect(os.Chtimes(at(name), later, later)).To(Succeed())
	}

	It("cuts what is new or has another content, leaves the rest, and removes what is gone", func(ctx SpecContext) {
		write("edited.py", "edited = 2\n")
		write("touched.py", "touched = 1\n")
		write("new.py", "new = 1\n")
		Expect(os.Remove(at("gone.py"))).To(Succeed())
		Expect(ix.Update(ctx)).To(Succeed())

		Expect(cut.paths).To(ConsistOf("edited.py", "new.py", "binary.py"), "what was skipped is looked at again")
		Expect(kept.touched).To(ConsistOf("touched.py", "binary.py", "logo.png"))
		Expect(slices.Collect(maps.Keys(kept.files))).To(ConsistOf(
			"same.py", "edited.py", "touched.py", "new.py", "binary.py", "logo.png"))
		Expect(kept.chunks["edited.py"]).To(ConsistOf(HaveField("Content", ContainSubstring("edited = 2"))))
		Expect(kept.chunks["new.py"]).To(ConsistOf(HaveField("Vector", HaveLen(768))))
		info, err := os.Stat(at("touched.py"))
		Expect(err).NotTo(HaveOccurred())
		Expect(kept.files["touched.py"].ModTime).To(BeTemporally("==", info.ModTime()))
		Expect(kept.committed).To(BeTrue())
		Expect(ix.Status()).To(And(
			HaveField("State", indexer.Done), HaveField("Found", BeEquivalentTo(6)), HaveField("Indexed", BeEquivalentTo(2)),
			HaveField("Unchanged", BeEquivalentTo(2)), HaveField("ToDo", BeZero()), HaveField("Chunks", BeEquivalentTo(2)),
			HaveField("Skipped", Equal(map[store.SkipReason]int64{store.SkipKind: 1, store.SkipBinary: 1})),
		))
	})

	It("follows a file that can't be indexed any more, and one that can be at last", func(ctx SpecContext) {
		write("edited.py", "\x00")
		write("binary.py", "text = 1\n")
		Expect(ix.Update(ctx)).To(Succeed())
		Expect(kept.files["edited.py"]).To(And(HaveField("Skipped", store.SkipBinary), HaveField("Hash", "")))
		Expect(kept.chunks["edited.py"]).To(BeEmpty())
		Expect(kept.files["binary.py"]).To(And(HaveField("Skipped", store.NotSkipped), HaveField("Hash", HaveLen(40))))
		Expect(kept.chunks["binary.py"]).To(HaveLen(1))
	})

	It("follows a file that becomes a link or a pipe, and never opens it", func(ctx SpecContext) {
		Expect(os.Remove(at("edited.py"))).To(Succeed())
		Expect(os.Symlink("same.py", at("edited.py"))).To(Succeed())
		Expect(os.Remove(at("binary.py"))).To(Succeed())
		Expect(syscall.Mkfifo(at("binary.py"), 0o600)).To(Succeed())
		for range 2 {
			Expect(ix.Update(ctx)).To(Succeed())
			Expect(kept.files["edited.py"]).To(HaveField("Skipped", store.SkipSymlink))
			Expect(kept.files["binary.py"]).To(HaveField("Skipped", store.SkipSpecial))
			Expect(kept.chunks["edited.py"]).To(BeEmpty())
			Expect(cut.paths).To(BeEmpty())
		}
	})

	It("builds a full index where there is none to update", func(ctx SpecContext) {
		kept.files = nil
		Expect(ix.Update(ctx)).To(Succeed())
		Expect(kept.files).To(HaveLen(6))
		Expect(cut.paths).To(HaveLen(5))
		Expect(kept.committed).To(BeTrue())
	})

	DescribeTable("discards what it can't complete", func(ctx SpecContext, spoil func(*indexer.Parts), message string) {
		parts := realParts(root, kept)
		spoil(&parts)
		write("edited.py", "edited = 2\n")
		broken := newIndexer(root, parts)
		Expect(broken.Update(ctx)).To(MatchError(And(ContainSubstring(root), ContainSubstring(message))))
		Expect(broken.Status().State).To(Equal(indexer.Failed))
		Expect(kept.discarded).To(BeTrue())
		Expect(kept.committed).To(BeFalse())
	},
		Entry("when the walk fails", func(p *indexer.Parts) { p.Walker = failingWalker{} }, "walk is lost"),
		Entry("when the embedder fails", func(p *indexer.Parts) {
			p.Embedder = embedderFunc(func(context.Context, []string) ([][]float32, error) { return nil, errors.New("model is gone") })
		}, "model is gone"),
		Entry("when the store fails", func(p *indexer.Parts) {
			p.Store.(*memoryStore).appended = func(store.File) error { return errors.New("disk full") }
		}, "disk full"),
	)

	It("refuses to run while another run is under way", func(ctx SpecContext) {
		release := make(chan struct{})
		parts := realParts(root, kept)
		parts.Embedder = embedderFunc(func(ctx context.Context, texts []string) ([][]float32, error) {
			<-release
			return embed.Fake{}.Embed(ctx, texts)
		})
		ix := newIndexer(root, parts)
		handle, err := ix.Start(ctx)
		Expect(err).NotTo(HaveOccurred())
		refused := ix.Update(ctx)
		close(release)
		Expect(handle.Wait()).To(Succeed())
		Expect(refused).To(MatchError(indexer.ErrRunning))
	})
})

// cutPaths is a chunker that notes what it cuts.
type cutPaths struct {
	indexer.Chunker
	mu    sync.Mutex
	paths []string
}

func (c *cutPaths) Split(ctx context.Context, path string, source []byte) (iter.Seq[chunk.Chunk], error) {
	c.mu.Lock()
	c.paths = append(c.paths, path)
	c.mu.Unlock()
	return c.Chunker.Split(ctx, path, source)
}
