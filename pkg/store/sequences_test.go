package store_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

// tree is what a source tree holds: for each path a file's version and the number of its chunks; -1 for one to be skipped.
type tree map[string]treeFile

type treeFile struct{ version, touched, chunks, size int }

func (f treeFile) file(path string) store.File {
	file := fileNamed(path)
	file.Size = int64(cmp.Or(f.size, f.version))
	file.ModTime = file.ModTime.Add(time.Duration(f.touched) * time.Microsecond)
	file.Hash = fmt.Sprint("hash of ", f.version)
	if f.chunks < 0 {
		file.Hash, file.Skipped = "", store.SkipReason(1+f.version%200)
	}
	return file
}

func (f treeFile) content(path string) []store.Chunk {
	return chunksOf(fmt.Sprint(path, " ", f.version), max(0, f.chunks))
}

// edit changes the tree at random: files come, go, change, are touched, become or cease to be skipped.
func (t tree) edit(random *rand.Rand, clock int) {
	for range random.IntN(12) {
		path := fmt.Sprintf("dir %d/%d.py", random.IntN(3), random.IntN(12))
		file, held := t[path]
		switch {
		case held && random.IntN(3) == 0:
			delete(t, path)
		case held && random.IntN(2) == 0:
			file.touched = clock
			t[path] = file
		default:
			t[path] = treeFile{version: clock, touched: clock, chunks: random.IntN(6) - 1}
		}
	}
}

// update brings the index to the tree; given up after some files where limit says so, and reports whether it was.
func (t tree) update(ctx context.Context, s *store.Store, limit int) bool {
	GinkgoHelper()
	u := startUpdate(ctx, s)
	for path, file := range t {
		Expect(u.Found(ctx, file.file(path))).To(Succeed())
	}
	err := u.Changed(ctx, func(found, old store.File) error {
		if limit--; limit < 0 {
			return context.Canceled
		}
		file := t[found.Path].file(found.Path)
		if old.Hash == file.Hash && old.Skipped == file.Skipped {
			return u.Touch(ctx, file)
		}
		chunks := t[found.Path].content(found.Path)
		half := len(chunks) / 2
		if err := u.Append(ctx, file, chunks[:half]); err != nil {
			return err
		}
		return u.AppendMore(ctx, chunks[half:])
	})
	if limit < 0 {
		Expect(err).To(MatchError(context.Canceled))
		Expect(u.Discard()).To(Succeed())
		return true
	}
	Expect(err).NotTo(HaveOccurred())
	Expect(u.Commit(ctx)).To(Succeed())
	return false
}

func (t tree) replace(ctx context.Context, s *store.Store) {
	GinkgoHelper()
	w, err := s.Replace(ctx)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(w.Discard)
	for _, path := range slices.Sorted(maps.Keys(t)) {
		Expect(w.Append(ctx, t[path].file(path), t[path].content(path))).To(Succeed())
	}
	Expect(w.Commit(ctx)).To(Succeed())
}

var _ = Describe("Updates after random edits", Label("slow"), func() {
	It("leave what a full index of the same tree holds, given up now and then or not", func(ctx SpecContext) {
		random := rand.New(rand.NewPCG(2, uint64(GinkgoRandomSeed())))
		folder := GinkgoT().TempDir()
		updated, full := filepath.Join(folder, "updated"), filepath.Join(folder, "full")
		state := tree{}
		state.edit(random, 1)
		s := openIndex(ctx, updated)
		state.replace(ctx, s)
		for clock := 2; clock < 40; clock++ {
			state.edit(random, clock)
			limit := 100
			if random.IntN(3) == 0 {
				limit = random.IntN(5)
			}
			if state.update(ctx, s, limit) {
				continue
			}
			Expect(s.Close()).To(Succeed())
			fresh := openIndex(ctx, full)
			state.replace(ctx, fresh)
			Expect(fresh.Close()).To(Succeed())
			Expect(everythingIn(ctx, updated)).To(Equal(everythingIn(ctx, full)), fmt.Sprintf("after edit %d", clock))
			s = openIndex(ctx, updated)
		}
	}, SpecTimeout(3*time.Minute))
})

// everythingIn is what a closed index holds, without the ids, which depend on the order of writing.
func everythingIn(ctx context.Context, path string) []string {
	GinkgoHelper()
	rows := rowsOf(ctx, path, wholeChunks+`SELECT concat_ws(' | ', f.path, f.size, f.modified, f.hash, f.skipped, c.language, c.first_line,
		c.last_line, c.content, c.context, c.names, c.hash, c.terms::VARCHAR,
		c.weights::VARCHAR, c.id - c.unit, v.embedding::VARCHAR) AS row
		FROM files f LEFT JOIN whole_chunks c ON c.file_id = f.id LEFT JOIN vectors v ON v.chunk_id = c.id ORDER BY row`)
	return append(rows, rowsOf(ctx, path, `SELECT concat_ws(' ', 'chunks', (SELECT count(*) FROM chunks), 'vectors', (SELECT count(*) FROM vectors), 'texts', (SELECT count(*) FROM texts),
		(SELECT string_agg(key, ' ' ORDER BY key) FROM metadata))`)...)
}
