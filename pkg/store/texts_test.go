package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A store", func() {
	It("holds chunks of 8 kB each in its memory limit, written and exchanged", func(ctx SpecContext) {
		s, err := store.Open(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"), store.Options{})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		Expect(exchangeTexts(ctx, s, 768, 8000)).To(Succeed())
		Expect(s.Stats(ctx)).To(HaveField("Chunks", BeEquivalentTo(3000)))
	}, Label("slow"), SpecTimeout(2*time.Minute))

	It("commits files without chunks, too", func(ctx SpecContext) {
		path := filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		s, err := store.Open(ctx, path, store.Options{Dimension: 4})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		logged := func() int64 { return must(os.Stat(path + ".building.wal")).Size() }
		before := logged()
		for i := range 8192 {
			Expect(w.Append(ctx, fileNamed(fmt.Sprint(i)), nil)).To(Succeed())
		}
		Expect(logged()).To(Equal(before))
		Expect(w.Append(ctx, fileNamed("last"), nil)).To(Succeed())
		Expect(logged()).To(BeNumerically(">", before))
		Expect(w.Commit(ctx)).To(Succeed())
		Expect(s.Stats(ctx)).To(HaveField("Files", BeEquivalentTo(8193)))
	})
})

var _ = Describe("An update", func() {
	It("lets few long paths wait for its next commit", func(ctx SpecContext) {
		_, s := indexOfThree(ctx)
		u := startUpdate(ctx, s)
		const long = 4000 // 126 of these exceed the bound of 500,000 bytes
		for i := range 127 {
			Expect(s.Stats(ctx)).To(HaveField("Incomplete", i > 125), "after %d files", i)
			file := fileNamed(fmt.Sprintf("%0*d", long, i))
			Expect(u.Found(ctx, file)).To(Succeed())
			Expect(u.Append(ctx, file, nil)).To(Succeed())
		}
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(s.Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(127)), HaveField("Incomplete", false)))
	})
})

// exchangeTexts writes an index of 3,000 chunks of the given size, one for each file, and updates each of them.
func exchangeTexts(ctx context.Context, s *store.Store, dimension, size int) error {
	const files = 3000
	file := func(i int, changed time.Duration) store.File {
		f := fileNamed(fmt.Sprint(i))
		f.ModTime = f.ModTime.Add(changed)
		return f
	}
	chunk := []store.Chunk{{Content: strings.Repeat("t", size), Vector: make([]float32, dimension)}}
	w, err := s.Replace(ctx)
	if err != nil {
		return err
	}
	for i := 0; i < files && err == nil; i++ {
		err = w.Append(ctx, file(i, 0), chunk)
	}
	if err == nil {
		err = w.Commit(ctx)
	}
	if err = errors.Join(err, w.Discard()); err != nil {
		return err
	}
	u, err := s.Update(ctx)
	if err != nil {
		return err
	}
	for i := 0; i < files && err == nil; i++ {
		err = u.Found(ctx, file(i, time.Hour))
	}
	if err == nil {
		err = u.Changed(ctx, func(found, _ store.File) error { return u.Append(ctx, found, chunk) })
	}
	if err == nil {
		err = u.Commit(ctx)
	}
	return errors.Join(err, u.Discard())
}
