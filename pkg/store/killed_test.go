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

// What a killed process leaves are its files, as they are at that moment: so they are copied while the update goes on.
var _ = Describe("A killed update", Label("slow"), func() {
	const (
		files = 5000 // beyond two transactions of 2,048 files
		every = 600  // files between two kills
	)
	version := func(i, n int) (store.File, []store.Chunk) {
		file := fileNamed(fmt.Sprintf("f%04d.py", i))
		file.Size = int64(n)
		return file, chunksOf(fmt.Sprint("version ", n), 3+n)
	}

	It("leaves an index that is marked, holds each file whole, and is completed by the next update", func(ctx SpecContext) {
		folder := GinkgoT().TempDir()
		path := filepath.Join(folder, "index")
		s := openIndex(ctx, path)
		w, err := s.Replace(ctx)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(w.Discard)
		for i := range files {
			Expect(w.Append(ctx, first(version(i, 1)), second(version(i, 1)))).To(Succeed())
		}
		Expect(w.Commit(ctx)).To(Succeed())

		u := startUpdate(ctx, s)
		for i := range files {
			Expect(u.Found(ctx, first(version(i, 2)))).To(Succeed())
		}
		var copies []string
		for i := range files {
			Expect(u.Append(ctx, first(version(i, 2)), second(version(i, 2)))).To(Succeed())
			if i%every == 0 {
				copies = append(copies, copyOf(path, filepath.Join(folder, fmt.Sprint("killed at ", i))))
			}
		}
		Expect(u.Commit(ctx)).To(Succeed())

		marked := 0
		for _, killed := range copies {
			survivor := openIndex(ctx, killed)
			stats, err := survivor.Stats(ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(stats.Files).To(BeEquivalentTo(files))
			if stats.Incomplete {
				marked++
			}
			Expect(survivor.Close()).To(Succeed())
			expectWhole(ctx, killed)

			survivor = openIndex(ctx, killed)
			again := startUpdate(ctx, survivor)
			for i := range files {
				Expect(again.Found(ctx, first(version(i, 2)))).To(Succeed())
			}
			Expect(again.Changed(ctx, func(found, _ store.File) error {
				return again.Append(ctx, found, second(version(0, 2)))
			})).To(Succeed())
			Expect(again.Commit(ctx)).To(Succeed())
			Expect(survivor.Stats(ctx)).To(And(HaveField("Incomplete", false), HaveField("Files", BeEquivalentTo(files)),
				HaveField("Chunks", BeEquivalentTo(files*5))))
			Expect(survivor.Close()).To(Succeed())
		}
		Expect(marked).To(Equal(6), "kills after the first commit, of %d", len(copies))
	}, SpecTimeout(4*time.Minute))
})

func first(file store.File, _ []store.Chunk) store.File       { return file }
func second(_ store.File, chunks []store.Chunk) []store.Chunk { return chunks }

// expectWhole checks that each file has all chunks of its own version, 3 and as many as its size says, and no others.
func expectWhole(ctx context.Context, path string) {
	GinkgoHelper()
	Expect(rowsOf(ctx, path, wholeChunks+`SELECT f.path || ': ' || f.size || ' ' || count(v.chunk_id) FROM files f
		LEFT JOIN whole_chunks c ON c.file_id = f.id AND starts_with(c.content, 'version ' || f.size) LEFT JOIN vectors v ON v.chunk_id = c.id
		GROUP BY f.id, f.path, f.size HAVING count(v.chunk_id) <> 3 + f.size`)).To(BeEmpty())
	Expect(rowsOf(ctx, path, `SELECT concat_ws(' ', count(*), count(DISTINCT path), (SELECT sum(3 + size) FROM files) = (SELECT count(*) FROM chunks),
		(SELECT count(*) FROM chunks) = (SELECT count(*) FROM vectors)) FROM files`)).To(Equal([]string{"5000 5000 true true"}))
}

func copyOf(path, to string) string {
	GinkgoHelper()
	Expect(os.Mkdir(to, 0o700)).To(Succeed())
	for _, suffix := range []string{"", ".wal"} {
		content, err := os.ReadFile(path + suffix)
		if !errors.Is(err, os.ErrNotExist) {
			Expect(err).NotTo(HaveOccurred())
			Expect(os.WriteFile(filepath.Join(to, filepath.Base(path)+suffix), content, 0o600)).To(Succeed())
		}
	}
	return filepath.Join(to, filepath.Base(path))
}
