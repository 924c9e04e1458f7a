package indexer_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
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

var _ = Describe("An indexer", func() {
	var kept *memoryStore

	BeforeEach(func() {
		kept = &memoryStore{}
		before := gleak.Goroutines()
		DeferCleanup(func(ctx SpecContext) { Eventually(ctx, gleak.Goroutines).ShouldNot(gleak.HaveLeaked(before)) })
	})

	It("indexes every file that the walk finds, and skips the others with a reason", func(ctx SpecContext) {
		root := tree(map[string]string{
			"src/a.py": "def f():\n    return 1\n", "src/deep/b.ts": "export const x = 1;\n", "README.md": "# Title\n",
			".gitignore": "*.log\n", "x.log": "ignored", "node_modules/m.js": "excluded", "logo.png": "\x89PNG",
			"nul.py": "a\x00b", "empty.go": "", "huge.c": strings.Repeat("int x;\n", 700_000),
		})
		Expect(os.Symlink("src/a.py", filepath.Join(root, "link.py"))).To(Succeed())
		Expect(syscall.Mkfifo(filepath.Join(root, "pipe.py"), 0o600)).To(Succeed())
		ix := newIndexer(root, realParts(root, kept))
		Expect(ix.Status().State).To(Equal(indexer.Idle))
		Expect(ix.FullIndex(ctx)).To(Succeed())

		status := ix.Status()
		Expect(status.State).To(Equal(indexer.Done))
		Expect(status.LastUpdated).To(BeTemporally("~", time.Now(), time.Minute))
		Expect(status.Skipped).To(Equal(map[store.SkipReason]int64{
			store.SkipKind: 2, store.SkipBinary: 1, store.SkipTooLarge: 1, store.SkipSymlink: 1, store.SkipSpecial: 1,
			store.SkipDefaultExclude: 1,
		}))
		Expect(status.Indexed).To(BeEquivalentTo(4))
		Expect(status.Found).To(Equal(status.Indexed + status.TotalSkipped()))
		Expect(status.ToDo).To(BeZero())
		Expect(kept.committed).To(BeTrue())
		Expect(kept.files).To(HaveLen(int(status.Found)))
		Expect(kept.files["logo.png"].Skipped).To(Equal(store.SkipKind))
		Expect(kept.files["src/a.py"]).To(And(
			HaveField("Size", BeEquivalentTo(22)), HaveField("Skipped", store.NotSkipped),
			HaveField("Hash", "527061b5306ca9d3b7a865a80fcb9d43af2add9c"),
		))
		Expect(kept.chunks["src/a.py"]).To(ConsistOf(And(
			HaveField("Content", ContainSubstring("def f()")), HaveField("FirstLine", 1), HaveField("Vector", HaveLen(768)),
		)))
		Expect(kept.chunks["empty.go"]).To(BeEmpty())
	})

	It("hands the embedder at most 64 texts at once, each with its context", func(ctx SpecContext) {
		files := map[string]string{"long.md": strings.Repeat(strings.Repeat("word ", 250)+"\n", 200)}
		for i := range 100 {
			files[fmt.Sprintf("f%d.py", i)] = fmt.Sprintf("x = %d\n", i)
		}
		root := tree(files)
		parts := realParts(root, kept)
		var texts []string
		parts.Embedder = embedderFunc(func(ctx context.Context, batch []string) ([][]float32, error) {
			Expect(len(batch)).To(BeNumerically("<=", 64))
			texts = append(texts, batch...)
			return embed.Fake{}.Embed(ctx, batch)
		})
		Expect(newIndexer(root, parts).FullIndex(ctx)).To(Succeed())
		Expect(len(texts)).To(BeNumerically(">", 164))
		Expect(texts).To(ContainElement(And(ContainSubstring("f7.py"), HaveSuffix("x = 7"))))
	})

	It("appends a large file's chunks as they are embedded, not all its vectors at once", func(ctx SpecContext) {
		root := tree(map[string]string{"a.py": "x = 1\n", "large.py": "y = 1\n"})
		parts := realParts(root, kept)
		parts.Chunker = chunkerFunc(func(_ context.Context, path string, _ []byte) ([]chunk.Chunk, error) {
			if path == "a.py" {
				return make([]chunk.Chunk, 1), nil
			}
			chunks := make([]chunk.Chunk, 200)
			for i := range chunks {
				chunks[i].FirstLine = i
			}
			return chunks, nil
		})
		embedded, most := 0, 0
		parts.Embedder = embedderFunc(func(ctx context.Context, batch []string) ([][]float32, error) {
			embedded += len(batch)
			most = max(most, embedded-len(kept.chunks["large.py"])-len(kept.chunks["a.py"]))
			return embed.Fake{}.Embed(ctx, batch)
		})
		Expect(newIndexer(root, parts).FullIndex(ctx)).To(Succeed())
		Expect(kept.chunks["a.py"]).To(HaveLen(1))
		Expect(kept.chunks["large.py"]).To(HaveLen(200))
		for i, c := range kept.chunks["large.py"] {
			Expect(c).To(And(HaveField("FirstLine", i), HaveField("Vector", HaveLen(768))))
		}
		Expect(most).To(BeNumerically("<=", 64))
	})

	It("reads each file out of its own folder, whatever the last one was", func(ctx SpecContext) {
		files := map[string]string{"same.py": "at = 'top'\n"}
		for _, folder := range []string{"a", "a/b", "a/b/a", "b", "ab"} {
			files[folder+"/same.py"] = fmt.Sprintf("at = %q\n", folder)
			files[folder+"/other.py"] = fmt.Sprintf("other = %q\n", folder)
		}
		root := tree(files)
		ix, err := indexer.New(root, realParts(root, kept), indexer.Options{Workers: 1})
		Expect(err).NotTo(HaveOccurred())
		Expect(ix.FullIndex(ctx)).To(Succeed())
		Expect(kept.chunks).To(HaveLen(len(files)))
		for name, content := range files {
			Expect(kept.chunks[name]).To(ConsistOf(HaveField("Content", strings.TrimSpace(content))), name)
		}
	})

	It("indexes more source than it may hold at once", func(ctx SpecContext) {
		files := map[string]string{}
		for i := range 8 { // 12 MB, of which 4.6 MB may be between reading and writing
			files[fmt.Sprint(i, ".md")] = strings.Repeat(strings.Repeat("x", 99)+"\n", 15_000)
		}
		root := tree(files)
		parts := realParts(root, kept)
		parts.Chunker = chunkerFunc(func(context.Context, string, []byte) ([]chunk.Chunk, error) { return nil, nil })
		ix := newIndexer(root, parts)
		Expect(ix.FullIndex(ctx)).To(Succeed())
		Expect(ix.Status().Indexed).To(BeEquivalentTo(8))
	}, SpecTimeout(30*time.Second))

	It("doesn't hold up other files for a large one that is skipped", func(ctx SpecContext) {
		root := tree(map[string]string{"a.py": "x = 1\n", "z.bin": ""})
		Expect(os.Truncate(filepath.Join(root, "z.bin"), 1<<30)).To(Succeed())
		release := make(chan struct{})
		parts := realParts(root, kept)
		parts.Chunker = chunkerFunc(func(context.Context, string, []byte) ([]chunk.Chunk, error) { <-release; return nil, nil })
		ix, err := indexer.New(root, parts, indexer.Options{Workers: 2})
		Expect(err).NotTo(HaveOccurred())
		handle, err := ix.Start(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(func() { close(release); <-handle.Done() })
		Eventually(ctx, ix.Status).Within(10 * time.Second).Should(HaveField("Skipped", HaveKey(store.SkipKind)))
		Expect(ix.Status().Indexed).To(BeZero())
	}, SpecTimeout(30*time.Second))

	It("ends with the store's error and the file that it happened at", func(ctx SpecContext) {
		root := tree(map[string]string{"a.py": "x = 1\n"})
		kept.appended = func(file store.File) error { return errors.New("disk full at " + file.Path) }
		Expect(newIndexer(root, realParts(root, kept)).FullIndex(ctx)).To(MatchError(ContainSubstring("disk full at a.py")))
		Expect(kept.committed).To(BeFalse())
	})

	It("ends with the error of a chunker that is broken, and names the file", func(ctx SpecContext) {
		root := tree(map[string]string{"a.py": "x = 1\n"})
		parts := realParts(root, kept)
		parts.Chunker = chunkerFunc(func(context.Context, string, []byte) ([]chunk.Chunk, error) { return nil, errors.New("broken") })
		Expect(newIndexer(root, parts).FullIndex(ctx)).To(MatchError("index " + root + ": split a.py: broken"))
	})

	It("stops promptly when it is cancelled, and never commits", func(ctx SpecContext) {
		files := map[string]string{}
		for i := range 200 {
			files[fmt.Sprintf("f%d.py", i)] = "x = 1\n"
		}
		root := tree(files)
		ctxRun, cancel := context.WithCancelCause(ctx)
		kept.appended = func(store.File) error { cancel(errors.New("enough")); return nil }
		ix := newIndexer(root, realParts(root, kept))
		Expect(ix.FullIndex(ctxRun)).To(MatchError(ContainSubstring("enough")))
		Expect(ix.Status().State).To(Equal(indexer.Cancelled))
		Expect(kept.committed).To(BeFalse())
		Expect(kept.discarded).To(BeTrue())
		Expect(len(kept.files)).To(BeNumerically("<", 200))
	}, SpecTimeout(time.Minute))

	It("reports what it could not clean up when it was cancelled", func(ctx SpecContext) {
		root := tree(map[string]string{"a.py": "x = 1\n"})
		running, cancel := context.WithCancel(ctx)
		kept.appended = func(store.File) error { cancel(); return running.Err() }
		kept.discardErr = errors.New("the folder is gone")
		ix := newIndexer(root, realParts(root, kept))
		Expect(ix.FullIndex(running)).To(And(MatchError(context.Canceled), MatchError(kept.discardErr)))
		Expect(ix.Status().State).To(Equal(indexer.Cancelled))
	})

	It("runs in the background behind a handle, and refuses a second run until the first has ended", func(ctx SpecContext) {
		root := tree(map[string]string{"a.py": "x = 1\n"})
		release := make(chan struct{})
		var once sync.Once
		kept.appended = func(store.File) error { <-release; return nil }
		DeferCleanup(func() { once.Do(func() { close(release) }) })
		ix := newIndexer(root, realParts(root, kept))
		handle, err := ix.Start(ctx)
		Expect(err).NotTo(HaveOccurred())
		Eventually(ctx, ix.Status).Should(And(HaveField("State", indexer.Indexing), HaveField("ToDo", BeEquivalentTo(1))))

		_, err = ix.Start(ctx)
		Expect(err).To(MatchError(indexer.ErrRunning))
		Expect(ix.FullIndex(ctx)).To(MatchError(indexer.ErrRunning))
		Consistently(ctx, handle.Done()).ShouldNot(BeClosed())

		once.Do(func() { close(release) })
		Eventually(ctx, handle.Done()).Should(BeClosed())
		Expect(handle.Wait()).To(Succeed())
		Expect(ix.FullIndex(ctx)).To(Succeed())
	})

	It("counts a file that vanishes between walk and read", func(ctx SpecContext) {
		root := tree(map[string]string{"a.py": "x = 1\n", "b.py": "x = 2\n"})
		parts := realParts(root, kept)
		parts.Walker = vanishing{filepath.Join(root, "b.py")}
		ix := newIndexer(root, parts)
		Expect(ix.FullIndex(ctx)).To(Succeed())
		Expect(ix.Status().Skipped).To(Equal(map[store.SkipReason]int64{store.SkipVanished: 1}))
	})

	It("refuses to be assembled without one of its parts", func() {
		parts := realParts(tree(nil), kept)
		parts.Embedder = nil
		_, err := indexer.New(".", parts, indexer.Options{})
		Expect(err).To(MatchError(ContainSubstring("required")))
		_, err = indexer.New(".", realParts(tree(nil), kept), indexer.Options{Workers: -1})
		Expect(err).To(MatchError(ContainSubstring("-1 workers")))
	})

	It("reports a root that is gone", func(ctx SpecContext) {
		root := tree(map[string]string{"a.py": "x = 1\n"})
		ix := newIndexer(root, realParts(root, kept))
		Expect(os.RemoveAll(root)).To(Succeed())
		Expect(ix.FullIndex(ctx)).To(MatchError(os.ErrNotExist))
	})
})
