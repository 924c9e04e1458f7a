package store_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("An update", func() {
	var (
		path string
		s    *store.Store
	)

	BeforeEach(func(ctx SpecContext) { path, s = indexOfThree(ctx) })

	It("visits only files that are new, or of another size or modification time", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		grown, touched := fileNamed("a.py"), fileNamed("b.py")
		grown.Size, touched.ModTime = 11, touched.ModTime.Add(time.Microsecond)
		for _, file := range []store.File{grown, touched, fileNamed("c.py"), fileNamed("new.py")} {
			Expect(u.Found(ctx, file)).To(Succeed())
		}
		Expect(visited(ctx, u)).To(Equal([]string{
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
		skipped := store.File{Path: "x.bin", Size: 7, ModTime: time.Unix(1, 0), Skipped: store.SkipBinary}
		Expect(u.Found(ctx, skipped)).To(Succeed())
		Expect(u.Append(ctx, skipped, nil)).To(Succeed())
		Expect(u.Commit(ctx)).To(Succeed())
		u = startUpdate(ctx, s)
		Expect(u.Found(ctx, skipped)).To(Succeed())
		Expect(visited(ctx, u)).To(Equal([]string{`x.bin 7 after "x.bin" 7 ""`}))
	})

	It("hands on what the walk knows to be no file to open, though nothing else has changed", func(ctx SpecContext) {
		u := startUpdate(ctx, s)
		link := fileNamed("a.py")
		link.Skipped = store.SkipSymlink
		Expect(u.Found(ctx, link)).To(Succeed())
		var found []store.File
		Expect(u.Changed(ctx, func(file, _ store.File) error { found = append(found, file); return nil })).To(Succeed())
		Expect(found).To(ConsistOf(And(HaveField("Path", "a.py"), HaveField("Skipped", store.SkipSymlink))))
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
})

// visited is what Changed visits, in order of path: the file, and what was held of it.
func visited(ctx context.Context, u *store.Update) []string {
	GinkgoHelper()
	var seen []string
	Expect(u.Changed(ctx, func(found, old store.File) error {
		seen = append(seen, fmt.Sprintf("%s %d after %q %d %q", found.Path, found.Size, old.Path, old.Size, old.Hash))
		return nil
	})).To(Succeed())
	slices.Sort(seen)
	return seen
}
