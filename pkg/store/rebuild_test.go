package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

// largeTree is a tree of which an update that replaces most of it writes the index anew.
func largeTree() tree {
	large := tree{}
	for i := range 400 {
		large[fmt.Sprintf("%d.py", i)] = treeFile{version: 1, touched: 1, chunks: 20}
	}
	large["skipped.py"] = treeFile{version: 1, touched: 1, chunks: -1}
	return large
}

// changed has most files changed, some touched, some gone, one new and one no more skipped.
func (t tree) changed(clock int) tree {
	later := tree{"new.py": {version: clock, touched: clock, chunks: 3}, "skipped.py": {version: clock, touched: clock, chunks: 2}}
	for i := range 400 {
		path := fmt.Sprintf("%d.py", i)
		file := t[path]
		switch {
		case i%8 == 0:
			file.touched = clock
		case i%8 == 1:
			continue
		case i%8 < 7:
			file = treeFile{version: clock, touched: clock, chunks: 18}
		}
		later[path] = file
	}
	return later
}

var _ = Describe("An update that replaces most of a large index", Label("slow"), func() {
	var (
		path   string
		s      *store.Store
		before tree
	)

	BeforeEach(func(ctx SpecContext) {
		path, before = filepath.Join(GinkgoT().TempDir(), "index.duckdb"), largeTree()
		s = openIndex(ctx, path)
		before.replace(ctx, s)
	}, NodeTimeout(time.Minute))

	contentsAre := func(ctx context.Context, want tree) {
		GinkgoHelper()
		Expect(s.Close()).To(Succeed())
		Expect(filesBeside(path)).To(ConsistOf("index.duckdb", "index.duckdb.lock"))
		other := filepath.Join(GinkgoT().TempDir(), "full.duckdb")
		full := openIndex(ctx, other)
		want.replace(ctx, full)
		Expect(full.Close()).To(Succeed())
		got, expected := everythingIn(ctx, path), everythingIn(ctx, other)
		Expect(got[:len(got)-1]).To(Equal(expected[:len(expected)-1]))
	}

	It("writes it anew, with what stays", func(ctx SpecContext) {
		after := before.changed(2)
		Expect(after.update(ctx, s, 1000)).To(BeFalse())
		Expect(s.Stats(ctx)).To(HaveField("Incomplete", false))
		Expect(search(ctx, s, store.Query{Text: "new"})).To(HaveLen(3))
		again := after.changed(3)
		Expect(again.update(ctx, s, 1000)).To(BeFalse())
		contentsAre(ctx, again)
	}, SpecTimeout(time.Minute))

	It("writes it anew by what it holds, however far its ids lie apart", func(ctx SpecContext) {
		Expect(s.Close()).To(Succeed())
		database(ctx, path, `UPDATE texts SET chunk_id = chunk_id + 1e12 WHERE chunk_id >= 4000; UPDATE vectors SET chunk_id = chunk_id + 1e12 WHERE chunk_id >= 4000;
			UPDATE chunks SET id = id + 1e12, unit = unit + 1e12, file_id = file_id + 1e12 WHERE id >= 4000; UPDATE files SET id = id + 1e12 WHERE id >= 200`)
		s = openIndex(ctx, path)
		after := before.changed(2)
		Expect(after.update(ctx, s, 1000)).To(BeFalse())
		contentsAre(ctx, after)
	}, SpecTimeout(3*time.Minute))

	Context("of which one file has changed and most were touched", func() {
		touched := func(rewritten, clock int) tree {
			after := tree{}
			for path, file := range before {
				file.touched = clock
				if rewritten > 0 && file.chunks > 0 {
					rewritten--
					file.size, file.version, file.chunks = file.version, clock, 18
				}
				after[path] = file
			}
			return after
		}

		It("changes that one in place", func(ctx SpecContext) {
			written := must(os.Stat(path))
			after := touched(1, 2)
			Expect(after.update(ctx, s, 1000)).To(BeFalse())
			Expect(os.SameFile(must(os.Stat(path)), written)).To(BeTrue())
			contentsAre(ctx, after)
		}, SpecTimeout(3*time.Minute))

		It("writes it anew all the same once most have turned out to be changed", func(ctx SpecContext) {
			written := must(os.Stat(path))
			after := touched(399, 2)
			Expect(after.update(ctx, s, 1000)).To(BeFalse())
			Expect(os.SameFile(must(os.Stat(path)), written)).To(BeFalse())
			contentsAre(ctx, after)
		}, SpecTimeout(3*time.Minute))

		It("leaves whole files and the mark when it is given up then, and the next update completes it", func(ctx SpecContext) {
			after := touched(399, 2)
			Expect(after.update(ctx, s, 390)).To(BeTrue())
			Expect(filesBeside(path)).NotTo(ContainElement(HavePrefix("index.duckdb.building")))
			Expect(s.Stats(ctx)).To(HaveField("Incomplete", true))
			Expect(after.update(ctx, s, 1000)).To(BeFalse())
			contentsAre(ctx, after)
		}, SpecTimeout(3*time.Minute))

		It("counts no more than those, of an index of so many row groups that few suffice", func(ctx SpecContext) {
			Expect(s.Close()).To(Succeed())
			database(ctx, path, "INSERT INTO texts SELECT -1, 0, '' FROM range(800 * 2048)")
			s = openIndex(ctx, path)
			written := must(os.Stat(path))
			Expect(touched(60, 2).update(ctx, s, 1000)).To(BeFalse())
			Expect(os.SameFile(must(os.Stat(path)), written)).To(BeTrue())
			after := touched(150, 3)
			Expect(after.update(ctx, s, 1000)).To(BeFalse())
			Expect(os.SameFile(must(os.Stat(path)), written)).To(BeFalse())
			contentsAre(ctx, after)
		}, SpecTimeout(3*time.Minute))
	})

	It("leaves it as it was when it is given up", func(ctx SpecContext) {
		Expect(before.changed(2).update(ctx, s, 200)).To(BeTrue())
		Expect(s.Stats(ctx)).To(HaveField("Incomplete", false))
		contentsAre(ctx, before)
	}, SpecTimeout(time.Minute))

	// beginAnew begins to write an index of these files.
	beginAnew := func(ctx context.Context, files ...string) *store.Update {
		GinkgoHelper()
		u := startUpdate(ctx, s)
		for _, path := range files {
			Expect(u.Found(ctx, fileNamed(path))).To(Succeed())
		}
		Expect(visited(ctx, u)).NotTo(BeEmpty())
		Expect(u.Append(ctx, fileNamed(files[0]), chunksOf("one", 1))).To(Succeed())
		return u
	}

	It("keeps the last of what is appended under one path, and nothing that was not found", func(ctx SpecContext) {
		u := beginAnew(ctx, "1.py")
		for _, text := range []string{"two", "three"} {
			Expect(u.Append(ctx, fileNamed("2.py"), chunksOf(text, 1))).To(Succeed())
			Expect(u.Append(ctx, fileNamed("lost.py"), chunksOf(text, 1))).To(Succeed())
			Expect(u.Append(ctx, fileNamed("1.py"), chunksOf(text, 1))).To(Succeed())
		}
		Expect(filesBeside(path)).To(ContainElement("index.duckdb.building"))
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(s.Close()).To(Succeed())
		Expect(contentOf(ctx, path)).To(Equal([]string{"1.py 1 three 0"}))
	}, SpecTimeout(time.Minute))

	It("removes what is gone, when it is most of it", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		after := tree{"7.py": before["7.py"], "11.py": before["11.py"]}
		for path, file := range after {
			Expect(u.Found(ctx, file.file(path))).To(Succeed())
		}
		Expect(visited(ctx, u)).To(BeEmpty())
		Expect(u.Commit(ctx)).To(Succeed())
		contentsAre(ctx, after)
	}, SpecTimeout(time.Minute))

	It("writes nothing when nothing has changed, whatever had before", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		for path, file := range before {
			Expect(u.Found(ctx, file.file(path))).To(Succeed())
		}
		for i := range 250 { // before the changes are listed, so that they are written in place
			path := fmt.Sprint(i, ".py")
			Expect(u.Append(ctx, before[path].file(path), before[path].content(path))).To(Succeed())
		}
		Expect(u.Commit(ctx)).To(Succeed())
		written := must(os.Stat(path))
		Expect(before.update(ctx, s, 1000)).To(BeFalse())
		Expect(os.SameFile(must(os.Stat(path)), written)).To(BeTrue())
	}, SpecTimeout(time.Minute))

	It("appends while somebody reads", func(ctx SpecContext) {
		u := beginAnew(ctx, "1.py", "3.py")
		Expect(must(s.FileAt(ctx, "7.py", func(chunk store.Chunk) error {
			if chunk.FirstLine > 1 {
				return nil
			}
			appended := make(chan error, 1)
			go func() { appended <- u.Append(ctx, fileNamed("3.py"), chunksOf("three", 1)) }()
			select {
			case err := <-appended:
				return err
			case <-time.After(20 * time.Second):
				return errors.New("it waits for the look-up")
			}
		}))).To(HaveField("Path", "7.py"))
	}, SpecTimeout(time.Minute))

	Context("beside so many searches that DuckDB is restarted", func() {
		var u *store.Update

		BeforeEach(func(ctx SpecContext) {
			u = beginAnew(ctx, "1.py")
			for n := range 120 {
				Expect(search(ctx, s, store.Query{Text: fmt.Sprint("py ", n)})).NotTo(BeEmpty())
			}
			Expect(os.Rename(path, path+".aside")).To(Succeed())
		}, NodeTimeout(time.Minute))

		It("can be given up when that fails", func(ctx SpecContext) {
			Expect(os.Mkdir(path, 0o700)).To(Succeed())
			Expect(u.Append(ctx, fileNamed("1.py"), chunksOf("one", 9000))).To(MatchError(ContainSubstring("start DuckDB again")))
			Expect(os.Remove(path)).To(Succeed())
			Expect(os.Rename(path+".aside", path)).To(Succeed())
			Expect(u.Discard()).To(Succeed())
			contentsAre(ctx, before)
		}, SpecTimeout(time.Minute))

		It("says so when the index is gone then", func(ctx SpecContext) {
			Expect(u.Commit(ctx)).To(MatchError(store.ErrNoIndex))
			Expect(filesBeside(path)).NotTo(ContainElement(HavePrefix("index.duckdb.building")))
		}, SpecTimeout(time.Minute))
	})

	It("serves searches meanwhile", func(ctx SpecContext) {
		ended := make(chan struct{})
		go func() {
			defer GinkgoRecover()
			defer close(ended)
			before.changed(2).update(ctx, s, 1000)
		}()
		for searching := true; searching; {
			Expect(search(ctx, s, store.Query{Text: "7 py", K: 300})).NotTo(BeEmpty())
			Expect(must(s.Stats(ctx))).To(HaveField("Incomplete", false))
			select {
			case <-ended:
				searching = false
			default:
			}
		}
	}, SpecTimeout(3*time.Minute))
})
