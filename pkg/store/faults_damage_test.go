package store_test

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A store over a damaged file", func() {
	var path string

	BeforeEach(func(ctx SpecContext) {
		path = filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		s, err := store.Open(ctx, path, diskOptions)
		Expect(err).NotTo(HaveOccurred())
		Expect(rewrite(ctx, s, "old", 10)).To(Succeed())
		Expect(s.Close()).To(Succeed())
	})

	It("refuses one that is cut off anywhere, says what to do and leaves it as it is", func(ctx SpecContext) {
		seed := GinkgoRandomSeed()
		GinkgoWriter.Println("seed", seed)
		rng := rand.New(rand.NewPCG(uint64(seed), 2))
		whole := bytesOf(path)
		lengths := []int{0, 1, 4096, 8192, 12288, len(whole) - 1}
		for range 20 {
			lengths = append(lengths, rng.IntN(len(whole)))
		}
		for _, length := range lengths {
			expectDamaged(ctx, path, whole[:length])
		}
	})

	It("refuses another kind of database, and asks nobody for an extension to read it", func(ctx SpecContext) {
		sqlite := make([]byte, 8192)
		copy(sqlite, "SQLite format 3\x00")
		expectDamaged(ctx, path, sqlite)
	})

	It("tells of rot in what it reads, and where", func(ctx SpecContext) {
		rotten := bytesOf(path)
		for at := 3*4096 + 100; at < len(rotten); at += 4096 {
			rotten[at] ^= 0x55
		}
		expectDamaged(ctx, path, rotten)
	})

	DescribeTable("opens the index as it was last written when its log is not one", func(ctx SpecContext, log string) {
		before := bytesOf(path)
		Expect(os.WriteFile(path+".wal", []byte(log), 0o600)).To(Succeed())
		s, err := store.Open(ctx, path, diskOptions)
		Expect(err).NotTo(HaveOccurred())
		Expect(mustStats(ctx, s)).To(And(HaveField("Files", BeEquivalentTo(10)), HaveField("Chunks", BeEquivalentTo(5000))))
		Expect(s.Close()).To(Succeed())
		Expect(bytesOf(path)).To(Equal(before))
	},
		Entry("because it is empty", ""),
		Entry("but garbage", "garbage, garbage, and again: garbage"),
	)

	Context("after an update, whose rows are in the log", func() {
		var file, log []byte

		BeforeEach(func(ctx SpecContext) {
			s, err := store.Open(ctx, path, diskOptions)
			Expect(err).NotTo(HaveOccurred())
			DeferCleanup(s.Close)
			Expect(renew(ctx, s, "new", 1)).To(Succeed())
			Expect(s.Stats(ctx)).To(HaveField("Files", BeEquivalentTo(1)))
			file, log = bytesOf(path), bytesOf(path+".wal")
			Expect(len(log)).To(BeNumerically(">", 10_000))
			Expect(s.Close()).To(Succeed())
		})

		// expectRecovered expects a log to be refused, and the index without it to be recovered and completed.
		expectRecovered := func(ctx SpecContext, log []byte) {
			GinkgoHelper()
			path = filepath.Join(GinkgoT().TempDir(), "index.duckdb")
			Expect(os.WriteFile(path, file, 0o600)).To(Succeed())
			Expect(os.WriteFile(path+".wal", log, 0o600)).To(Succeed())
			_, err := store.Open(ctx, path, diskOptions)
			Expect(err).To(MatchError(store.ErrDamaged))
			Expect(err).To(MatchError(And(ContainSubstring(path+".wal"), ContainSubstring("embecode recover"))))
			Expect(bytesOf(path)).To(Equal(file))
			Expect(bytesOf(path + ".wal")).To(Equal(log))

			Expect(store.Recover(ctx, path)).To(Equal([]string{path + ".wal.damaged1"}))
			Expect(bytesOf(path + ".wal.damaged1")).To(Equal(log))
			s, err := store.Open(ctx, path, diskOptions)
			Expect(err).NotTo(HaveOccurred())
			DeferCleanup(s.Close)
			Expect(s.Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(10)), HaveField("Chunks", BeEquivalentTo(5000)), HaveField("Incomplete", true)))
			Expect(renew(ctx, s, "new", 1)).To(Succeed())
			Expect(s.Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(1)), HaveField("Incomplete", false)))
			Expect(s.Close()).To(Succeed())
		}

		It("refuses a log with a changed byte, and recovers", func(ctx SpecContext) {
			rng := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 3))
			for range 4 {
				changed := slices.Clone(log)
				changed[1000+rng.IntN(len(log)-1000)] ^= byte(1 + rng.IntN(255)) // a log that begins otherwise is none
				expectRecovered(ctx, changed)
			}
		})

		It("refuses a log with a page of zeros, and recovers", func(ctx SpecContext) {
			for at := 4096; at+4096 <= len(log); at += 5 * 4096 {
				changed := slices.Clone(log)
				clear(changed[at : at+4096])
				if cancels(log[at : at+4096]) {
					continue
				}
				expectRecovered(ctx, changed)
			}
		})

		It("refuses a log with zeros at its end, as a power failure leaves it, and recovers", func(ctx SpecContext) {
			expectRecovered(ctx, append(slices.Clone(log), make([]byte, 16)...))
		})

		It("starts anew where the file is damaged, keeping both parts", func(ctx SpecContext) {
			Expect(os.WriteFile(path, file[:len(file)/2], 0o600)).To(Succeed())
			Expect(os.WriteFile(path+".wal", log, 0o600)).To(Succeed())
			_, err := store.Open(ctx, path, diskOptions)
			Expect(err).To(MatchError(store.ErrDamaged))
			Expect(store.Recover(ctx, path)).To(Equal([]string{path + ".wal.damaged1", path + ".damaged1"}))
			expectAnew(ctx, path)
		})
	})

	It("recovers from rot that only reading finds", func(ctx SpecContext) {
		rotten := bytesOf(path)
		rotten[len(rotten)-100_000] ^= 0x55
		Expect(os.WriteFile(path, rotten, 0o600)).To(Succeed())
		Expect(store.Recover(ctx, path)).To(Equal([]string{path + ".damaged1"}))
		expectAnew(ctx, path)
	})

	It("recovers nothing where nothing is damaged, or nothing is there", func(ctx SpecContext) {
		whole := bytesOf(path)
		Expect(store.Recover(ctx, path)).To(BeEmpty())
		Expect(bytesOf(path)).To(Equal(whole))
		Expect(os.Remove(path)).To(Succeed())
		Expect(store.Recover(ctx, path)).To(BeEmpty())
		Expect(filesBeside(path)).To(ConsistOf("index.duckdb.lock"))
	})

	It("recovers nothing that somebody uses", func(ctx SpecContext) {
		s, err := store.Open(ctx, path, diskOptions)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		_, err = store.Recover(ctx, path)
		Expect(err).To(MatchError(store.ErrInUse))
	})
})

// expectDamaged expects a file of this content to be refused, and not to be changed.
func expectDamaged(ctx context.Context, path string, content []byte) {
	GinkgoHelper()
	Expect(os.WriteFile(path, content, 0o600)).To(Succeed())
	_, err := store.Open(ctx, path, diskOptions)
	Expect(err).To(MatchError(store.ErrDamaged), "%d bytes", len(content))
	Expect(err).To(MatchError(And(ContainSubstring(path), ContainSubstring("move the file away and index again"))))
	Expect(bytesOf(path)).To(Equal(content))
	Expect(filesBeside(path)).To(ConsistOf("index.duckdb", "index.duckdb.lock"))
}

// expectAnew expects that there is no index, and that one can be written.
func expectAnew(ctx context.Context, path string) {
	GinkgoHelper()
	s, err := store.Open(ctx, path, diskOptions)
	Expect(err).NotTo(HaveOccurred())
	defer func() { Expect(s.Close()).To(Succeed()) }()
	_, err = s.Update(ctx)
	Expect(err).To(MatchError(store.ErrFullNeeded))
	Expect(rewrite(ctx, s, "new", 1)).To(Succeed())
}

func bytesOf(path string) []byte {
	GinkgoHelper()
	content, err := os.ReadFile(path)
	Expect(err).NotTo(HaveOccurred())
	return content
}

// cancels reports whether DuckDB's checksum can't tell a page from zeros: it is the exclusive or of each eight bytes times a
// constant, in which equal ones cancel each other.
func cancels(page []byte) bool {
	for shift := range 8 {
		var sum uint64
		for at := shift; at+8 <= len(page); at += 8 {
			sum ^= binary.LittleEndian.Uint64(page[at:]) * 0xbf58476d1ce4e5b9
		}
		if sum == 0 {
			return true
		}
	}
	return false
}
