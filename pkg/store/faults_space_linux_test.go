package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

// Each size of what is left on the disk stops the writing at another place: at the first block, in a transaction's commit, in
// the last checkpoint.
// Serial, since the limit of a file's size is the process's.
var _ = Describe("A store on a full disk", Serial, Label("slow"), func() {
	const needed = 2_400_000 // bytes of the database that is to be written, or a little more
	var (
		path string
		s    *store.Store
		rng  *rand.Rand
	)

	begin := func(ctx SpecContext, folder string) {
		GinkgoHelper()
		seed := uint64(GinkgoRandomSeed())
		GinkgoWriter.Println("seed", seed)
		rng = rand.New(rand.NewPCG(seed, 1))
		path = filepath.Join(folder, "index.duckdb")
		var err error
		s, err = store.Open(ctx, path, diskOptions)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		Expect(rewrite(ctx, s, "old", 2)).To(Succeed())
	}

	DescribeTable("says so, keeps the former index, leaves nothing behind and goes on once there is space", func(ctx SpecContext, space space) {
		begin(ctx, space.folder())
		const tried = 8
		stopped := 0
		for range tried {
			left := rng.IntN(needed)
			former := mustStats(ctx, s)
			freeAgain := space.leave(filepath.Dir(path), left)
			err := rewrite(ctx, s, "new", 50)
			if err != nil {
				stopped++
				expectNoSpace(err, path)
				Expect(mustStats(ctx, s)).To(Equal(former), "with %d bytes left", left)
				Expect(filesBeside(path)).To(ContainElements("index.duckdb", "index.duckdb.lock"))
				Expect(filesBeside(path)).NotTo(ContainElement(HavePrefix("index.duckdb.building")))
			}
			freeAgain()
			Expect(rewrite(ctx, s, "old", 2)).To(Succeed(), "with space again")
		}
		Expect(stopped).To(BeNumerically(">", tried/2))
	},
		Entry("of 12 MB", smallDisk, SpecTimeout(2*time.Minute)),
		Entry("that takes larger files from nobody", limitedFiles, SpecTimeout(2*time.Minute)),
	)

	DescribeTable("leaves only whole files when it can't write an update, and the next update completes it", func(ctx SpecContext, space space) {
		begin(ctx, space.folder())
		const tried = 8
		stopped := 0
		for range tried {
			left := rng.IntN(needed)
			freeAgain := space.leave(filepath.Dir(path), left)
			err := renew(ctx, s, "new", 50)
			if err != nil {
				stopped++
				expectNoSpace(err, path)
			}
			freeAgain()
			stats := mustStats(ctx, s)
			Expect(stats.Chunks).To(Equal(500*stats.Files), "whole files only")
			if err == nil {
				Expect(stats).To(And(HaveField("Incomplete", false), HaveField("Files", BeEquivalentTo(50))))
			} else {
				Expect(stats).To(Or(HaveField("Incomplete", true), HaveField("Files", BeEquivalentTo(2))), "with %d bytes left: %v", left, err)
			}
			Expect(renew(ctx, s, "new", 50)).To(Succeed(), "with space again")
			Expect(mustStats(ctx, s)).To(And(HaveField("Files", BeEquivalentTo(50)), HaveField("Chunks", BeEquivalentTo(25_000)),
				HaveField("Incomplete", false)))
			Expect(rewrite(ctx, s, "old", 2)).To(Succeed())
		}
		Expect(stopped).To(BeNumerically(">", tried/2))
	},
		Entry("of 12 MB", smallDisk, SpecTimeout(2*time.Minute)),
		Entry("that takes larger files from nobody", limitedFiles, SpecTimeout(2*time.Minute)),
	)

	DescribeTable("serves searches beside writing that fails, and between that and its end", func(ctx SpecContext, write func(ctx context.Context, s *store.Store, failed func()) error) {
		begin(ctx, limitedFiles.folder())
		Expect(rewrite(ctx, s, "old", 20)).To(Succeed())
		found := func() { Expect(search(ctx, s, store.Query{Text: "old", K: 5})).To(HaveLen(5)) }
		size := int(must(os.Stat(path)).Size())
		for _, left := range []int{0, size / 5, size / 2, size * 9 / 10, size, size + 100_000} {
			freeAgain := limitedFiles.leave(path, left)
			ended := make(chan error, 1)
			go func() {
				defer GinkgoRecover()
				ended <- write(ctx, s, found)
			}()
			for searching := true; searching; {
				found()
				select {
				case err := <-ended:
					expectNoSpace(err, path)
					searching = false
				default:
				}
			}
			freeAgain()
			Expect(rewrite(ctx, s, "old", 20)).To(Succeed())
		}
	},
		Entry("a full index", func(ctx context.Context, s *store.Store, failed func()) error {
			w, err := s.Replace(ctx)
			if err != nil {
				return err
			}
			defer func() { Expect(w.Discard()).To(Succeed()) }()
			for i := range 60 {
				file := fileNamed(fmt.Sprint("new", i))
				if err := w.Append(ctx, file, chunksOf(file.Path, 500)); err != nil {
					failed()
					return err
				}
			}
			return w.Commit(ctx)
		}, SpecTimeout(3*time.Minute)),
		Entry("an update that writes the index anew", func(ctx context.Context, s *store.Store, failed func()) error {
			return renewing(ctx, s, failed, "new", 60)
		}, SpecTimeout(3*time.Minute)),
		Entry("an update in place", func(ctx context.Context, s *store.Store, failed func()) error {
			return renewing(ctx, s, failed, "old", 60)
		}, SpecTimeout(3*time.Minute)),
		Entry("an update of one file again and again", func(ctx context.Context, s *store.Store, failed func()) error {
			u, err := s.Update(ctx)
			if err != nil {
				return err
			}
			defer func() { Expect(u.Discard()).To(Succeed()) }()
			file := fileNamed("old0")
			for err == nil {
				err = u.Append(ctx, file, chunksOf(file.Path, 40)) // which ends a transaction
			}
			failed()
			return err
		}, SpecTimeout(3*time.Minute)),
	)

	It("leaves the index as it was when it can't write it anew", func(ctx SpecContext) {
		begin(ctx, limitedFiles.folder())
		Expect(rewrite(ctx, s, "old", 20)).To(Succeed())
		former, size := mustStats(ctx, s), int(must(os.Stat(path)).Size())
		for _, left := range []int{0, size / 5, size / 2, size * 9 / 10} {
			freeAgain := limitedFiles.leave(path, left)
			err := renew(ctx, s, "new", 20)
			Expect(search(ctx, s, store.Query{Text: "old"})).NotTo(BeEmpty())
			freeAgain()
			expectNoSpace(err, path)
			Expect(mustStats(ctx, s)).To(Equal(former), "with %d bytes left", left)
			Expect(filesBeside(path)).NotTo(ContainElement(HavePrefix("index.duckdb.building")))
		}
		Expect(renew(ctx, s, "new", 20)).To(Succeed())
		Expect(search(ctx, s, store.Query{Text: "old"})).To(BeEmpty())
	}, SpecTimeout(time.Minute))
})

var diskOptions = store.Options{Model: "m", Dimension: 4}

// space is a place for files that runs out.
type space struct {
	folder func() string
	// leave leaves so many bytes in the folder, or for each file, until the function that it returns is called.
	leave func(folder string, bytes int) func()
}

// smallDisk is a file system of its own, which only root can have.
var smallDisk = space{
	folder: func() string {
		GinkgoHelper()
		folder := GinkgoT().TempDir()
		if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=12m"); err != nil {
			Skip("no small file system can be mounted: " + err.Error())
		}
		DeferCleanup(syscall.Unmount, folder, 0)
		return folder
	},
	leave: func(folder string, bytes int) func() {
		GinkgoHelper()
		var stat syscall.Statfs_t
		Expect(syscall.Statfs(folder, &stat)).To(Succeed())
		filler := filepath.Join(folder, "filler")
		Expect(os.WriteFile(filler, make([]byte, max(0, int(stat.Bavail)*int(stat.Bsize)-bytes)), 0o600)).To(Succeed())
		return func() { Expect(os.Remove(filler)).To(Succeed()) }
	},
}

// limitedFiles is any folder, in a process that may not make its files larger.
var limitedFiles = space{
	folder: func() string {
		signal.Ignore(syscall.SIGXFSZ) // the kernel ends a process that doesn't
		DeferCleanup(signal.Reset, syscall.SIGXFSZ)
		return GinkgoT().TempDir()
	},
	leave: func(_ string, bytes int) func() {
		GinkgoHelper()
		var former syscall.Rlimit
		Expect(syscall.Getrlimit(syscall.RLIMIT_FSIZE, &former)).To(Succeed())
		limited := syscall.Rlimit{Cur: uint64(bytes), Max: former.Max}
		Expect(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limited)).To(Succeed())
		return func() { Expect(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &former)).To(Succeed()) }
	},
}

func expectNoSpace(err error, path string) {
	GinkgoHelper()
	Expect(err).To(MatchError(store.ErrNoSpace))
	Expect(err).NotTo(MatchError(ContainSubstring("INTERNAL")))
	for line := range strings.Lines(err.Error()) { // one for each call that failed
		Expect(strings.Count(line, "index "+path)).To(Equal(1), line)
	}
	Expect(err).To(MatchError(And(ContainSubstring(path), MatchRegexp("[Nn]o space left on device|[Ff]ile too large"), Not(ContainSubstring("[0x")))))
}

// rewrite writes a new index of so many files, with 500 chunks each.
func rewrite(ctx context.Context, s *store.Store, name string, files int) error {
	w, err := s.Replace(ctx)
	if err != nil {
		return err
	}
	for i := 0; i < files && err == nil; i++ {
		file := fileNamed(name + strconv.Itoa(i))
		err = w.Append(ctx, file, chunksOf(file.Path, 500))
	}
	if err == nil {
		err = w.Commit(ctx)
	}
	return errors.Join(err, w.Discard())
}

// renew updates the index to hold the same files.
func renew(ctx context.Context, s *store.Store, name string, files int) error {
	return renewing(ctx, s, func() {}, name, files)
}

// renewing does as renew, and calls failed when that fails before the end.
func renewing(ctx context.Context, s *store.Store, failed func(), name string, files int) error {
	u, err := s.Update(ctx)
	if err != nil {
		return err
	}
	for i := 0; i < files && err == nil; i++ {
		err = u.Found(ctx, fileNamed(name+strconv.Itoa(i)))
	}
	if err == nil {
		err = u.Changed(ctx, func(found, _ store.File) error {
			return u.Append(ctx, fileNamed(found.Path), chunksOf(found.Path, 500))
		})
	}
	if err != nil {
		failed()
	} else {
		err = u.Commit(ctx)
	}
	return errors.Join(err, u.Discard())
}

// mustStats are the statistics without what DuckDB happens to hold in memory.
func mustStats(ctx context.Context, s *store.Store) store.Stats {
	GinkgoHelper()
	stats, err := s.Stats(ctx)
	Expect(err).NotTo(HaveOccurred())
	stats.BufferBytes = 0
	return stats
}
