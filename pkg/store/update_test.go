package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("An update", func() {
	var (
		path string
		s    *store.Store
	)

	BeforeEach(func(ctx SpecContext) {
		path = filepath.Join(GinkgoT().TempDir(), "it's an index?.duckdb")
		before := gleak.Goroutines()
		DeferCleanup(func(ctx SpecContext) { Eventually(ctx, gleak.Goroutines).ShouldNot(gleak.HaveLeaked(before)) })
		s = openIndex(ctx, path)
		replaceWith(ctx, s, "a.py", "b.py", "c.py")
	})

	// entries are what Changed visits, in order of path: the file, and what was held of it.
	entries := func(ctx context.Context, u *store.Update) []string {
		GinkgoHelper()
		var seen []string
		Expect(u.Changed(ctx, func(found, old store.File) error {
			seen = append(seen, fmt.Sprintf("%s %d after %q %d %q", found.Path, found.Size, old.Path, old.Size, old.Hash))
			return nil
		})).To(Succeed())
		slices.Sort(seen)
		return seen
	}

	It("visits only files that are new, or of another size or modification time", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		grown, touched := fileNamed("a.py"), fileNamed("b.py")
		grown.Size, touched.ModTime = 11, touched.ModTime.Add(time.Microsecond)
		for _, file := range []store.File{grown, touched, fileNamed("c.py"), fileNamed("new.py")} {
			Expect(u.Found(ctx, file)).To(Succeed())
		}
		Expect(entries(ctx, u)).To(Equal([]string{
			`a.py 11 after "a.py" 10 "h"`, `b.py 10 after "b.py" 10 "h"`, `new.py 10 after "" 0 ""`,
		}))
		Expect(u.Found(ctx, fileNamed("late.py"))).To(MatchError(ContainSubstring("can't be found any more")))
	})

	It("hands over times to the microsecond, and everything that is held of a file", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		later := fileNamed("a.py")
		later.ModTime = later.ModTime.Add(time.Hour + 999*time.Nanosecond)
		Expect(u.Found(ctx, later)).To(Succeed())
		Expect(u.Changed(ctx, func(found, old store.File) error {
			Expect(found).To(Equal(store.File{Path: "a.py", Size: 10, ModTime: fileNamed("").ModTime.Add(time.Hour)}))
			Expect(old).To(Equal(fileNamed("a.py")))
			return nil
		})).To(Succeed())
	})

	It("looks at skipped files each time", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		skipped := store.File{Path: "x.bin", Size: 7, ModTime: time.Unix(1, 0), Skipped: "binary"}
		Expect(u.Found(ctx, skipped)).To(Succeed())
		Expect(u.Append(ctx, skipped, nil)).To(Succeed())
		Expect(u.Commit(ctx)).To(Succeed())
		u = startUpdate(ctx, s)
		Expect(u.Found(ctx, skipped)).To(Succeed())
		Expect(entries(ctx, u)).To(Equal([]string{`x.bin 7 after "x.bin" 7 ""`}))
	})

	It("hands on what the walk knows to be no file to open, though nothing else has changed", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		link := fileNamed("a.py")
		link.Skipped = "symbolic link"
		Expect(u.Found(ctx, link)).To(Succeed())
		var found []store.File
		Expect(u.Changed(ctx, func(file, _ store.File) error { found = append(found, file); return nil })).To(Succeed())
		Expect(found).To(ConsistOf(And(HaveField("Path", "a.py"), HaveField("Skipped", "symbolic link"))))
	})

	It("exchanges what was appended, keeps what was found, deletes the rest", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		for _, name := range []string{"a.py", "b.py", "new.py"} {
			Expect(u.Found(ctx, fileNamed(name))).To(Succeed())
		}
		Expect(u.Append(ctx, fileNamed("a.py"), chunksOf("A", 1))).To(Succeed())
		Expect(u.AppendMore(ctx, chunksOf("A", 1))).To(Succeed())
		Expect(u.Append(ctx, fileNamed("new.py"), chunksOf("N", 1))).To(Succeed())
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(s.Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(3)), HaveField("Chunks", BeEquivalentTo(6)), HaveField("Incomplete", false)))
		Expect(s.Close()).To(Succeed())
		Expect(filesBeside(path)).To(ConsistOf(filepath.Base(path), filepath.Base(path)+".lock"))
		Expect(contentOf(ctx, path)).To(Equal([]string{
			"a.py 1 A 0", "a.py 1 A 0", "b.py 1 b.py 0", "b.py 2 b.py 1", "b.py 3 b.py 2", "new.py 1 N 0",
		}))
	})

	It("keeps the last of what is appended under one path", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		Expect(u.Found(ctx, fileNamed("a.py"))).To(Succeed())
		for _, text := range []string{"one", "two", "three"} {
			Expect(u.Append(ctx, fileNamed("a.py"), chunksOf(text, 1))).To(Succeed())
		}
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(s.Close()).To(Succeed())
		Expect(contentOf(ctx, path)).To(Equal([]string{"a.py 1 three 0"}))
	})

	It("gives a touched file its new size and time, and keeps its chunks", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		touched := fileNamed("a.py")
		touched.Size, touched.ModTime = 12, touched.ModTime.Add(time.Hour)
		Expect(u.Found(ctx, touched)).To(Succeed())
		Expect(u.Touch(ctx, touched)).To(Succeed())
		Expect(u.Commit(ctx)).To(Succeed())
		file, chunks, err := s.FileAt(ctx, "a.py")
		Expect(err).NotTo(HaveOccurred())
		Expect(file).To(Equal(touched))
		Expect(chunks).To(HaveLen(3))
		u = startUpdate(ctx, s)
		Expect(u.Found(ctx, touched)).To(Succeed())
		Expect(entries(ctx, u)).To(BeEmpty())
	})

	It("leaves the file as it is, to the byte, when there is nothing to do", func(ctx SpecContext) {
		Expect(s.Close()).To(Succeed())
		before, err := os.ReadFile(path)
		Expect(err).NotTo(HaveOccurred())
		s = openIndex(ctx, path)
		u := startUpdate(ctx, s)
		for _, name := range []string{"a.py", "b.py", "c.py"} {
			Expect(u.Found(ctx, fileNamed(name))).To(Succeed())
		}
		Expect(entries(ctx, u)).To(BeEmpty())
		Expect(u.Touch(ctx, fileNamed("a.py"))).To(Succeed())
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(s.Close()).To(Succeed())
		Expect(os.ReadFile(path)).To(Equal(before))
	})

	It("lets files be appended while changes are being visited", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		const files = 2100 // more than one page of changes, and than one transaction
		for i := range files {
			Expect(u.Found(ctx, fileNamed(fmt.Sprint(i)))).To(Succeed())
		}
		appended := make(chan store.File)
		failed := make(chan error, 1)
		go func() {
			defer GinkgoRecover()
			var err error
			for file := range appended {
				if err == nil {
					err = u.Append(ctx, file, chunksOf(file.Path, 1))
				}
			}
			failed <- err
		}()
		Expect(u.Changed(ctx, func(found, _ store.File) error { appended <- found; return nil })).To(Succeed())
		close(appended)
		Expect(<-failed).NotTo(HaveOccurred())
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(s.Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(files)), HaveField("Chunks", BeEquivalentTo(files))))
		Expect(s.Close()).To(Succeed())
		Expect(rowsOf(ctx, path, "SELECT DISTINCT path FROM files")).To(HaveLen(files))
	})

	It("ends the visits with the visitor's error", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		Expect(u.Found(ctx, fileNamed("1"))).To(Succeed())
		Expect(u.Found(ctx, fileNamed("2"))).To(Succeed())
		visits := 0
		Expect(u.Changed(ctx, func(store.File, store.File) error { visits++; return os.ErrPermission })).To(Equal(os.ErrPermission))
		Expect(visits).To(Equal(1))
	})

	It("marks the index as incomplete when it is given up after a commit, until the next update completes it", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		appendFiles(ctx, u, 2100) // beyond one transaction of 2,048 files
		Expect(s.Stats(ctx)).To(And(HaveField("Incomplete", true), HaveField("Files", BeEquivalentTo(3+2048))), "while it is under way")
		Expect(u.Discard()).To(Succeed())
		Expect(u.Discard()).To(Succeed(), "a second time does nothing")
		Expect(s.Stats(ctx)).To(And(HaveField("Incomplete", true), HaveField("Files", BeEquivalentTo(3+2048))))
		Expect(s.Close()).To(Succeed())

		s = openIndex(ctx, path)
		Expect(s.Stats(ctx)).To(HaveField("Incomplete", true))
		u = startUpdate(ctx, s)
		appendFiles(ctx, u, 2100)
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(s.Stats(ctx)).To(And(HaveField("Incomplete", false), HaveField("Files", BeEquivalentTo(2100)), HaveField("Chunks", BeEquivalentTo(2100))))
	})

	It("takes the mark away even when nothing else is left to do", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		appendFiles(ctx, u, 2049)
		Expect(u.Discard()).To(Succeed())
		u = startUpdate(ctx, s)
		for _, name := range []string{"a.py", "b.py", "c.py"} {
			Expect(u.Found(ctx, fileNamed(name))).To(Succeed())
		}
		for i := range 2048 {
			Expect(u.Found(ctx, fileNamed(fmt.Sprintf("f%04d.py", i)))).To(Succeed())
		}
		Expect(entries(ctx, u)).To(BeEmpty())
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(s.Stats(ctx)).To(And(HaveField("Incomplete", false), HaveField("Files", BeEquivalentTo(3+2048))))
	})

	It("leaves no trace when it is given up before its first commit", func(ctx SpecContext) {
		Expect(s.Close()).To(Succeed())
		before, err := os.ReadFile(path)
		Expect(err).NotTo(HaveOccurred())
		s = openIndex(ctx, path)
		u := startUpdate(ctx, s)
		Expect(u.Found(ctx, fileNamed("a.py"))).To(Succeed())
		Expect(u.Append(ctx, fileNamed("a.py"), chunksOf("A", 9))).To(Succeed())
		Expect(u.Discard()).To(Succeed())
		Expect(s.Stats(ctx)).To(HaveField("Incomplete", false))
		Expect(s.Close()).To(Succeed())
		Expect(os.ReadFile(path)).To(Equal(before))
		Expect(filesBeside(path)).To(ConsistOf(filepath.Base(path), filepath.Base(path)+".lock"))
	})

	It("is good for nothing but to be ended after an error, which names file and index", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		err := u.Append(ctx, fileNamed("bad.py"), []store.Chunk{{Content: "a\x00b", Vector: make([]float32, 4)}})
		Expect(err).To(MatchError(And(ContainSubstring("NUL byte"), ContainSubstring("bad.py"), ContainSubstring(path))))
		Expect(u.Append(ctx, fileNamed("later.py"), nil)).To(MatchError(ContainSubstring("bad.py")))
		Expect(u.Commit(ctx)).To(MatchError(ContainSubstring("bad.py")))
		Expect(s.Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(3)), HaveField("Incomplete", false)))
		Expect(u.Append(ctx, fileNamed("later.py"), nil)).To(MatchError(store.ErrClosed))
		Expect(u.Commit(ctx)).To(MatchError(store.ErrClosed))
	})

	It("refuses chunks that come before their file", func(ctx SpecContext) {
		Expect(startUpdate(ctx, s).AppendMore(ctx, chunksOf("a.py", 1))).To(MatchError(ContainSubstring("no file yet")))
	})

	It("stops under a cancelled context and can be given up", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		Expect(u.Found(ctx, fileNamed("a.py"))).To(Succeed())
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		Expect(u.Append(cancelled, fileNamed("a.py"), chunksOf("A", 1))).To(MatchError(context.Canceled))
		Expect(u.Discard()).To(Succeed())
		u = startUpdate(ctx, s)
		Expect(u.Commit(cancelled)).To(MatchError(context.Canceled))
		Expect(s.Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(3)), HaveField("Incomplete", false)))
	})

	It("shuts out every other writer, and the end of the store, until it has ended", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		_, err := s.Update(ctx)
		Expect(err).To(MatchError(store.ErrWriting))
		_, err = s.Replace(ctx)
		Expect(err).To(MatchError(store.ErrWriting))
		Expect(s.Close()).To(MatchError(store.ErrWriting))
		Expect(u.Discard()).To(Succeed())
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		_, err = s.Update(ctx)
		Expect(err).To(MatchError(store.ErrWriting))
		Expect(w.Discard()).To(Succeed())
		Expect(s.Close()).To(Succeed())
		_, err = s.Update(ctx)
		Expect(err).To(MatchError(store.ErrClosed))
	})

	DescribeTable("asks for a full index when the one in force was written with",
		func(ctx SpecContext, options store.Options, reason string) {
			Expect(s.Close()).To(Succeed())
			var err error
			s, err = store.Open(ctx, path, options)
			Expect(err).NotTo(HaveOccurred())
			DeferCleanup(s.Close)
			_, err = s.Update(ctx)
			Expect(err).To(MatchError(store.ErrFullNeeded))
			Expect(err).To(MatchError(And(ContainSubstring(reason), ContainSubstring(path))))
			replaceWith(ctx, s, []string{}...)
			u, err := s.Update(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(u.Discard()).To(Succeed())
		},
		Entry("another model", store.Options{Model: "other", Dimension: 4, Fingerprint: "f"}, `model "m", now it is "other"`),
		Entry("another dimension", store.Options{Model: "m", Dimension: 5, Fingerprint: "f"}, "vectors of 4 numbers, now it is 5"),
		Entry("another fingerprint", store.Options{Model: "m", Dimension: 4, Fingerprint: "g"}, `fingerprint "f", now it is "g"`),
	)

	It("asks for a full index where there is none", func(ctx SpecContext) {
		empty := openIndex(ctx, filepath.Join(GinkgoT().TempDir(), "none.duckdb"))
		_, err := empty.Update(ctx)
		Expect(err).To(MatchError(store.ErrFullNeeded))
	})

	It("removes at the next opening what a killed run has left", func(ctx SpecContext) {
		Expect(s.Close()).To(Succeed())
		for _, left := range []string{".building", ".building.wal", ".updating", ".updating.wal"} {
			Expect(os.WriteFile(path+left, []byte("half of something"), 0o600)).To(Succeed())
		}
		Expect(os.Mkdir(path+".tmp", 0o700)).To(Succeed())
		Expect(os.WriteFile(filepath.Join(path+".tmp", "duckdb_temp_block-1.block"), nil, 0o600)).To(Succeed())
		Expect(openIndex(ctx, path).Close()).To(Succeed())
		Expect(filesBeside(path)).To(ConsistOf(filepath.Base(path), filepath.Base(path)+".lock"))
	})
})

func openIndex(ctx context.Context, path string) *store.Store {
	GinkgoHelper()
	s, err := store.Open(ctx, path, store.Options{Model: "m", Dimension: 4, Fingerprint: "f"})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(s.Close)
	return s
}

func startUpdate(ctx context.Context, s *store.Store) *store.Update {
	GinkgoHelper()
	u, err := s.Update(ctx)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(u.Discard)
	return u
}

func replaceWith(ctx context.Context, s *store.Store, files ...string) {
	GinkgoHelper()
	w, err := s.Replace(ctx)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(w.Discard)
	for _, name := range files {
		Expect(w.Append(ctx, fileNamed(name), chunksOf(name, 3))).To(Succeed())
	}
	Expect(w.Commit(ctx)).To(Succeed())
}

// appendFiles finds and appends files of one chunk each.
func appendFiles(ctx context.Context, u *store.Update, count int) {
	GinkgoHelper()
	for i := range count {
		file := fileNamed(fmt.Sprintf("f%04d.py", i))
		Expect(u.Found(ctx, file)).To(Succeed())
		Expect(u.Append(ctx, file, chunksOf(file.Path, 1))).To(Succeed())
	}
}

// contentOf is what a closed index holds, whatever its ids: each chunk with the file and the vector that belong to it.
func contentOf(ctx context.Context, path string) []string {
	GinkgoHelper()
	return rowsOf(ctx, path, `SELECT f.path || ' ' || c.first_line || ' ' || c.content FROM files f JOIN chunks c ON c.file_id = f.id
		JOIN vectors v ON v.chunk_id = c.id ORDER BY ALL`)
}
