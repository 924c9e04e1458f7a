package store_test

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"

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

	It("refuses a folder in the file's place", func(ctx SpecContext) {
		Expect(os.Remove(path)).To(Succeed())
		Expect(os.Mkdir(path, 0o700)).To(Succeed())
		_, err := store.Open(ctx, path, diskOptions)
		Expect(err).To(MatchError(ContainSubstring(path)))
		Expect(path).To(BeADirectory())
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

func bytesOf(path string) []byte {
	GinkgoHelper()
	content, err := os.ReadFile(path)
	Expect(err).NotTo(HaveOccurred())
	return content
}
