package indexer_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("Files of which one is called what the other is stored as", func() {
	It("are told apart by a full index, and by updates", func(ctx SpecContext) {
		root := tree(map[string]string{
			"bad-\xff.py": "", `bad-\xff.py`: "text = 1\n", "d\xc3/a.py": "", `d\xc3/a.py`: "text = 2\n", "plain.py": "text = 3\n",
		})
		kept := &memoryStore{}
		ix := newIndexer(root, realParts(root, kept))
		expectAll := func() {
			GinkgoHelper()
			reasons := map[string]store.SkipReason{}
			for path, file := range kept.files {
				reasons[path] = file.Skipped
			}
			Expect(reasons).To(Equal(map[string]store.SkipReason{
				`./bad-\xff.py`: store.SkipName, `./d\xc3/a.py`: store.SkipName, `bad-\xff.py`: 0, `d\xc3/a.py`: 0, "plain.py": 0,
			}))
			Expect(ix.Status().Skipped).To(Equal(map[store.SkipReason]int64{store.SkipName: 2}))
		}
		Expect(ix.FullIndex(ctx)).To(Succeed())
		expectAll()
		Expect(ix.Update(ctx)).To(Succeed())
		expectAll()
		Expect(ix.Status()).To(And(HaveField("Found", BeEquivalentTo(5)), HaveField("Unchanged", BeEquivalentTo(3))))
		Expect(os.Remove(filepath.Join(root, "bad-\xff.py"))).To(Succeed())
		Expect(os.Remove(filepath.Join(root, `d\xc3/a.py`))).To(Succeed())
		Expect(ix.Update(ctx)).To(Succeed())
		Expect(kept.files).To(And(HaveLen(3), HaveKey(`bad-\xff.py`), HaveKey(`./d\xc3/a.py`), HaveKey("plain.py")))
	})
})

var _ = Describe("A message about a name with a line feed", func() {
	const name, shown = "two\nlines.py", `"two\nlines.py"`
	var (
		kept  *memoryStore
		parts indexer.Parts
		root  string
	)

	BeforeEach(func() {
		kept = &memoryStore{}
		root = tree(map[string]string{name: "x = 1\n"})
		parts = realParts(root, kept)
	})

	oneLine := And(Not(ContainSubstring("\n")), ContainSubstring(shown))

	It("is one line when the chunker fails, and still wraps the error", func(ctx SpecContext) {
		broken := errors.New("broken")
		parts.Chunker = chunkerFunc(func(context.Context, string, []byte) ([]chunk.Chunk, error) { return nil, broken })
		Expect(newIndexer(root, parts).FullIndex(ctx)).To(And(MatchError(broken), MatchError(oneLine)))
	})

	It("is one line when the store fails", func(ctx SpecContext) {
		kept.appended = func(file store.File) error { return errors.New("disk full at " + file.Path) }
		Expect(newIndexer(root, parts).FullIndex(ctx)).To(MatchError(oneLine))
	})

	It("is one line when the store can't note the file for an update", func(ctx SpecContext) {
		ix := newIndexer(root, parts)
		Expect(ix.FullIndex(ctx)).To(Succeed())
		kept.foundErr = errors.New("disk full at " + name)
		Expect(ix.Update(ctx)).To(MatchError(oneLine))
	})

	It("is one line when the name is that of the tree", func(ctx SpecContext) {
		inner := filepath.Join(root, "folder\nof two lines")
		Expect(os.Mkdir(inner, 0o700)).To(Succeed())
		ix := newIndexer(inner, realParts(inner, kept))
		Expect(os.Remove(inner)).To(Succeed())
		quoted := fmt.Sprintf("index %q: ", inner)
		Expect(ix.FullIndex(ctx)).To(MatchError(And(Not(ContainSubstring("\n")), HavePrefix(quoted))))
		_, err := indexer.NewWalker(inner, config.Default())
		Expect(err).To(And(MatchError(os.ErrNotExist), MatchError(And(Not(ContainSubstring("\n")), ContainSubstring(fmt.Sprintf("%q", inner))))))
		_, err = indexer.New(inner, indexer.Parts{}, indexer.Options{})
		Expect(err).To(MatchError(And(Not(ContainSubstring("\n")), HavePrefix(quoted))))
	})
})
