package store_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A search by words", func() {
	var s *store.Store

	BeforeEach(func(ctx SpecContext) {
		var err error
		s, err = store.Open(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"), store.Options{Dimension: store.NoVectors})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
	})

	DescribeTable("finds what is written otherwise in code", func(ctx SpecContext, text, content string) {
		indexed(ctx, s, map[string][]store.Chunk{"a.go": {goChunk(content)}, "b.go": {goChunk("something else")}})
		Expect(pathsOf(search(ctx, s, store.Query{Text: text}))).To(Equal([]string{"a.go"}))
	}, func(text, content string) string { return fmt.Sprintf("%q by %q", content, text) },
		Entry(nil, "parse config", "parseConfig()"),
		Entry(nil, "parseConfig", "parse_config()"),
		Entry(nil, "http server", "HTTPServer{}"),
		Entry(nil, "HTTPServer", "http.server"),
		Entry(nil, "utf-8", "utf8.RuneLen"),
		Entry(nil, "user id", "userIDs"),
		Entry(nil, "parsing", "Parse(x)"),
		Entry(nil, "queries", "query := 1"),
		Entry(nil, "buffers", "buf := 1"),
		Entry(nil, "größe", "GRÖSSE größe"),
		Entry(nil, "文を", "// 注文を処理"),
		Entry(nil, "the", "// the"),
	)

	It("prefers a word in a name to one in the path, and that to one in the text", func(ctx SpecContext) {
		body, name := goChunk("wallet "+strings.Repeat("x = y + z\n", 10)), goChunk("x = y + z")
		name.Names = []string{"Wallet.Open"}
		indexed(ctx, s, map[string][]store.Chunk{"a/body.go": {body}, "b/wallet.go": {goChunk("x = y + z")}, "c/name.go": {name}, "d/none.go": {goChunk("x")}})
		Expect(pathsOf(search(ctx, s, store.Query{Text: "wallet"}))).To(Equal([]string{"c/name.go", "b/wallet.go", "a/body.go"}))
	})

	It("counts a rare word more than a frequent one, and a word among few more than one among many", func(ctx SpecContext) {
		chunks := map[string][]store.Chunk{"long.go": {goChunk("zebra " + strings.Repeat("filler text ", 100))}, "short.go": {goChunk("zebra text")}}
		for i := range 20 {
			chunks[fmt.Sprintf("common%02d.go", i)] = []store.Chunk{goChunk("account where is the text of a")}
		}
		indexed(ctx, s, chunks)
		Expect(pathsOf(search(ctx, s, store.Query{Text: "where is the account of a zebra?"}))[:3]).To(Equal([]string{"short.go", "long.go", "common00.go"}))
	})

	It("takes equally good matches in the order of writing, the same each time, and k of them", func(ctx SpecContext) {
		chunks := map[string][]store.Chunk{}
		for i := range 60 {
			chunks[fmt.Sprintf("%02d.go", i)] = slices.Repeat([]store.Chunk{goChunk("same words")}, 50)
		}
		indexed(ctx, s, chunks)
		for range 3 {
			matches := search(ctx, s, store.Query{Text: "words", K: 120})
			Expect(matches).To(HaveLen(120))
			for i, match := range matches {
				Expect(match.Path).To(Equal(fmt.Sprintf("%02d.go", i/50)))
				Expect(match.Score).To(Equal(matches[0].Score))
			}
		}
		Expect(search(ctx, s, store.Query{Text: "words"})).To(HaveLen(10))
		Expect(search(ctx, s, store.Query{Text: "words", K: store.MaxMatches})).To(HaveLen(store.MaxMatches))
	})

	It("returns a match with everything that is held of it, its score, and the lines that hold the words", func(ctx SpecContext) {
		chunk := store.Chunk{
			Language: "go", FirstLine: 10, LastLine: 16, Content: "a\nred\nred green\nb\nred green blue\ngreen green\nc\n",
			Context: "path: a.go", Names: []string{"f", "g"}, Hash: "h",
		}
		indexed(ctx, s, map[string][]store.Chunk{"a.go": {chunk}})
		matches := search(ctx, s, store.Query{Text: "RED, green & blue"})
		Expect(matches).To(HaveLen(1))
		Expect(matches[0].Chunk).To(Equal(chunk))
		Expect(matches[0].Lines).To(Equal([]int{11, 12, 14}))
		Expect(matches[0].Score).To(BeNumerically(">", 0))
		Expect(matches[0].Distance).To(BeZero())
	})

	It("tells a function that lies in several chunks as one, under its name, by its best chunk", func(ctx SpecContext) {
		head, middle, tail, next := goChunk("func other\nfunc long start"), goChunk("needle"), goChunk("needle with much more text around it"), goChunk("needle too")
		head.Names = []string{"other", "long"}
		middle.Continues, tail.Continues = true, true
		next.Names = []string{"next"}
		indexed(ctx, s, map[string][]store.Chunk{"a.go": {head, middle, tail, next}, "b.go": {goChunk("needle")}})
		matches := search(ctx, s, store.Query{Text: "needle"})
		Expect(matches).To(HaveLen(3))
		Expect(matches).To(ConsistOf(
			And(HaveField("Content", "needle"), HaveField("Names", []string{"long"}), HaveField("Path", "a.go")),
			And(HaveField("Content", "needle too"), HaveField("Names", []string{"next"})),
			And(HaveField("Content", "needle"), HaveField("Path", "b.go")),
		))
		By("by its name, which only its first chunk holds")
		Expect(search(ctx, s, store.Query{Text: "long"})).To(HaveLen(1))
		By("asking for fewer than there are chunks of it")
		many := []store.Chunk{head}
		for range 300 {
			many = append(many, middle)
		}
		indexed(ctx, s, map[string][]store.Chunk{"a.go": many, "b.go": {tail}})
		Expect(pathsOf(search(ctx, s, store.Query{Text: "needle", K: 2}))).To(Equal([]string{"a.go", "b.go"}))
	})

	It("doesn't take a chunk for the continuation of another file's", func(ctx SpecContext) {
		first, second := goChunk("needle"), goChunk("needle")
		first.Names, second.Continues = []string{"f"}, true
		indexed(ctx, s, map[string][]store.Chunk{"a.go": {first}, "b.go": {second}})
		Expect(pathsOf(search(ctx, s, store.Query{Text: "needle"}))).To(ConsistOf("a.go", "b.go"))
	})

	DescribeTable("looks below a path only", func(ctx SpecContext, path string, want ...string) {
		chunks := map[string][]store.Chunk{}
		for _, name := range []string{"a.go", "src/a.go", "src/sub/b.go", "srcs/c.go", "it's/d.go", "src%/e.go"} {
			chunks[name] = []store.Chunk{goChunk("needle")}
		}
		indexed(ctx, s, chunks)
		Expect(pathsOf(search(ctx, s, store.Query{Text: "needle", Path: path, K: 3}))).To(ConsistOf(want))
	},
		Entry("a folder", "src", "src/a.go", "src/sub/b.go"),
		Entry("a folder with a slash at its end", "./src/", "src/a.go", "src/sub/b.go"),
		Entry("a file", "src/a.go", "src/a.go"),
		Entry("a name with a quote", "it's", "it's/d.go"),
		Entry("a name with a wildcard of SQL", "src%", "src%/e.go"),
		Entry("a folder that is not there", "nowhere"),
	)

	It("ranks below a path as in the whole tree", func(ctx SpecContext) {
		random := rand.New(rand.NewPCG(2, uint64(GinkgoRandomSeed())))
		chunks := map[string][]store.Chunk{}
		for i := range 200 {
			var text []string
			for range 1 + random.IntN(30) {
				text = append(text, []string{"red", "green", "blue", "grey"}[random.IntN(4)])
			}
			chunks[fmt.Sprintf("%d/%d.go", i%3, i)] = []store.Chunk{goChunk(strings.Join(text, " "))}
		}
		indexed(ctx, s, chunks)
		all := slices.DeleteFunc(pathsOf(search(ctx, s, store.Query{Text: "red blue", K: 200})), func(p string) bool { return p[0] != '1' })
		Expect(all).NotTo(BeEmpty())
		Expect(pathsOf(search(ctx, s, store.Query{Text: "red blue", K: 200, Path: "1"}))).To(Equal(all))
	})

	DescribeTable("takes any text", func(ctx SpecContext, text string, found int) {
		indexed(ctx, s, map[string][]store.Chunk{"a.go": {goChunk("needle select drop")}})
		Expect(search(ctx, s, store.Query{Text: text})).To(HaveLen(found))
	},
		Entry("with quotes", `'needle' "x" ; DROP TABLE chunks; --`, 1),
		Entry("with NUL and invalid UTF-8", "\x00needle\xff\xfe", 1),
		Entry("with formatting verbs", "%s %d needle", 1),
		Entry("of a megabyte", strings.Repeat("needle and thread\n", 60_000), 1),
		Entry("of a thousand words", manyWords(1000)+" needle", 0),
		Entry("of thirty words and one that is there", manyWords(30)+" needle", 1),
		Entry("that nothing answers", "absent", 0),
	)

	DescribeTable("refuses", func(ctx SpecContext, query store.Query, want string) {
		indexed(ctx, s, map[string][]store.Chunk{"a.go": {goChunk("needle")}})
		_, err := s.Search(ctx, query)
		Expect(err).To(MatchError(And(ContainSubstring(want), ContainSubstring(s.Path()))))
	},
		Entry("an empty query", store.Query{}, store.ErrNoWords.Error()),
		Entry("a query without words", store.Query{Text: " \n--!? '"}, store.ErrNoWords.Error()),
		Entry("a negative k", store.Query{Text: "a", K: -1}, "k is -1, want 1 to 1000"),
		Entry("a k that is too large", store.Query{Text: "a", K: 1001}, "k is 1001, want 1 to 1000"),
		Entry("a path outside of the tree", store.Query{Text: "a", Path: "a/../../b"}, "outside of the tree"),
		Entry("an absolute path", store.Query{Text: "a", Path: "/a"}, "outside of the tree"),
		Entry("a path with a NUL byte", store.Query{Text: "a", Path: "a\x00"}, "NUL"),
		Entry("a vector where there are none", store.Query{Vector: []float32{1, 2, 3, 4}}, store.ErrNoVectors.Error()),
	)

	It("says that there is no index, that the store is closed, or that it was cancelled", func(ctx SpecContext) {
		_, err := s.Search(ctx, store.Query{Text: "a"})
		Expect(err).To(MatchError(store.ErrNoIndex))
		indexed(ctx, s, map[string][]store.Chunk{"a.go": {goChunk("needle")}})
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		_, err = s.Search(cancelled, store.Query{Text: "a"})
		Expect(err).To(MatchError(context.Canceled))
		Expect(s.Close()).To(Succeed())
		_, err = s.Search(ctx, store.Query{Text: "a"})
		Expect(err).To(MatchError(store.ErrClosed))
	})

	It("sees what an update has changed, and counts words as a new index would", func(ctx SpecContext) {
		indexed(ctx, s, map[string][]store.Chunk{"a.go": {goChunk("old needle")}, "b.go": {goChunk("needle in hay")}, "c.go": {goChunk("hay")}})
		u := startUpdate(ctx, s)
		Expect(u.Found(ctx, fileNamed("a.go"))).To(Succeed())
		Expect(u.Found(ctx, fileNamed("b.go"))).To(Succeed())
		continued := goChunk("fresh straw")
		continued.Continues = true
		first := goChunk("fresh needle")
		first.Names = []string{"f"}
		Expect(u.Append(ctx, fileNamed("a.go"), []store.Chunk{first})).To(Succeed())
		Expect(u.AppendMore(ctx, []store.Chunk{continued})).To(Succeed())
		Expect(u.Commit(ctx)).To(Succeed())
		Expect(search(ctx, s, store.Query{Text: "old"})).To(BeEmpty())
		updated := search(ctx, s, store.Query{Text: "fresh hay straw"})
		indexed(ctx, s, map[string][]store.Chunk{"a.go": {first, continued}, "b.go": {goChunk("needle in hay")}})
		Expect(updated).To(ConsistOf(search(ctx, s, store.Query{Text: "fresh hay straw"})))
		Expect(pathsOf(updated)).To(ConsistOf("a.go", "b.go"))
	})

	It("finds the words of a chunk with more of them than a chunk usually has", func(ctx SpecContext) {
		indexed(ctx, s, map[string][]store.Chunk{"a.go": {goChunk(manyWords(500))}, "b.go": {goChunk(manyWords(5000))}})
		words := strings.Fields(manyWords(500))
		for _, word := range []string{words[0], words[300], words[499]} {
			Expect(pathsOf(search(ctx, s, store.Query{Text: word}))).To(ContainElement("a.go"))
		}
	})
})

var _ = Describe("A search by words and vector", func() {
	var s *store.Store

	BeforeEach(func(ctx SpecContext) {
		s = openIndex(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"))
		chunks := map[string][]store.Chunk{}
		for i, text := range []string{"needle", "needle in hay", "thread", "needle in much more hay", "hay"} {
			chunk := goChunk(text)
			angle := float64(i) * math.Pi / 8
			chunk.Vector = []float32{float32(math.Sin(angle)), float32(math.Cos(angle)), 0, 0}
			chunks[fmt.Sprintf("%d.go", i)] = []store.Chunk{chunk}
		}
		indexed(ctx, s, chunks)
	})

	It("joins both rankings by their ranks", func(ctx SpecContext) {
		vector := []float32{float32(math.Sin(math.Pi / 4)), float32(math.Cos(math.Pi / 4)), 0, 0} // nearest: 2, then 1 and 3, 0 and 4
		words := search(ctx, s, store.Query{Text: "needle"})
		Expect(pathsOf(words)).To(Equal([]string{"0.go", "1.go", "3.go"}))
		near := search(ctx, s, store.Query{Vector: vector})
		want := map[string]float64{}
		for _, ranking := range [][]store.Match{words, near} {
			for rank, match := range ranking {
				want[match.Path] += 1 / float64(60+rank+1)
			}
		}
		both := search(ctx, s, store.Query{Text: "needle", Vector: vector})
		Expect(both).To(HaveLen(5))
		for i, match := range both {
			Expect(match.Score).To(BeNumerically("~", want[match.Path], 1e-12), match.Path)
			if i > 0 {
				Expect(match.Score).To(BeNumerically("<=", both[i-1].Score))
			}
		}
	})

	It("ranks by the vector alone as Nearest does", func(ctx SpecContext) {
		vector := []float32{0.3, 0.7, 0, 0}
		near := nearest(ctx, s, vector, 4)
		matches := search(ctx, s, store.Query{Vector: vector, K: 4})
		for i := range matches {
			Expect(matches[i].Score).To(Equal(1 - near[i].Distance))
			matches[i].Score = 0
		}
		Expect(matches).To(Equal(near))
	})

	It("finds by the vector alone when no word is there, and by both below a path", func(ctx SpecContext) {
		vector := []float32{0.3, 0.7, 0, 0}
		Expect(pathsOf(search(ctx, s, store.Query{Text: "absent", Vector: vector}))).To(Equal(pathsOf(search(ctx, s, store.Query{Vector: vector}))))
		Expect(pathsOf(search(ctx, s, store.Query{Text: "needle", Vector: vector, Path: "4.go"}))).To(Equal([]string{"4.go"}))
		Expect(pathsOf(search(ctx, s, store.Query{Text: "needle", Vector: vector, Path: "nowhere"}))).To(BeEmpty())
	})

	It("ranks long vectors below a path as in the whole tree", func(ctx SpecContext) {
		const dimension = 1030
		random := rand.New(rand.NewPCG(7, uint64(GinkgoRandomSeed())))
		long, err := store.Open(ctx, filepath.Join(GinkgoT().TempDir(), "long.duckdb"), store.Options{Dimension: dimension})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(long.Close)
		vector := func() []float32 {
			vector := make([]float32, dimension)
			for i := range vector {
				vector[i] = random.Float32() - 0.5
			}
			return vector
		}
		chunks := map[string][]store.Chunk{}
		for i := range 60 {
			chunk := goChunk("needle")
			chunk.Vector = vector()
			chunks[fmt.Sprintf("%d/%d.go", i%3, i)] = []store.Chunk{chunk}
		}
		indexed(ctx, long, chunks)
		query := store.Query{Vector: vector(), K: 60}
		all := slices.DeleteFunc(pathsOf(search(ctx, long, query)), func(p string) bool { return p[0] != '1' })
		Expect(all).To(HaveLen(20))
		query.Path = "1"
		Expect(pathsOf(search(ctx, long, query))).To(Equal(all))
	})

	It("refuses a vector that Nearest refuses", func(ctx SpecContext) {
		for _, vector := range [][]float32{{1, 2, 3}, make([]float32, 4), {1, 2, 3, float32(math.NaN())}} {
			_, near := s.Nearest(ctx, vector, 1)
			_, err := s.Search(ctx, store.Query{Text: "needle", Vector: vector})
			Expect(err).To(MatchError(near.Error()))
		}
	})
})

func search(ctx context.Context, s *store.Store, query store.Query) []store.Match {
	GinkgoHelper()
	matches, err := s.Search(ctx, query)
	Expect(err).NotTo(HaveOccurred())
	return matches
}

// indexed writes a full index of these files, in the order of their names.
func indexed(ctx context.Context, s *store.Store, chunks map[string][]store.Chunk) {
	GinkgoHelper()
	w, err := s.Replace(ctx)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(w.Discard)
	names := make([]string, 0, len(chunks))
	for name := range chunks {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		Expect(w.Append(ctx, fileNamed(name), chunks[name])).To(Succeed())
	}
	Expect(w.Commit(ctx)).To(Succeed())
}

func goChunk(content string) store.Chunk {
	return store.Chunk{Language: "go", FirstLine: 1, LastLine: 1 + strings.Count(content, "\n"), Content: content}
}

func pathsOf(matches []store.Match) []string {
	paths := make([]string, len(matches))
	for i := range matches {
		paths[i] = matches[i].Path
	}
	return paths
}

// manyWords are words that differ, also by their stems.
func manyWords(count int) string {
	words := make([]string, count)
	for i := range words {
		words[i] = string([]rune{'q', rune('a' + i%26), 'k', rune('a' + i/26%26), 'x', rune('a' + i/676%26), 'w'})
	}
	return strings.Join(words, " ")
}
