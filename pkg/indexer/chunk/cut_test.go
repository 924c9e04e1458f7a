package chunk

import (
	"context"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	sitter "github.com/smacker/go-tree-sitter"
)

var _ = Describe("Cut", func() {
	budgets := []int{1, 7, 40, 150, 400, 1000, 100_000}

	for _, f := range fixtures() {
		It("covers "+f.path+" exactly once within any budget", func(ctx SpecContext) {
			for _, budget := range budgets {
				chunks, err := cutSoundly(ctx, Budgets{Default: budget}, f.path, f.source)
				Expect(err).NotTo(HaveOccurred(), "budget %d", budget)
				Expect(chunks).NotTo(BeEmpty())
			}
		})
	}

	It("covers mutilated files exactly once", Label("slow"), func(ctx SpecContext) {
		random := rand.New(rand.NewSource(GinkgoRandomSeed()))
		for _, f := range fixtures() {
			for range 60 {
				source := mutilated(random, f.source)
				budget := 1 + random.Intn(500)
				_, err := cutSoundly(ctx, Budgets{Default: budget}, f.path, source)
				Expect(err).NotTo(HaveOccurred(), "budget %d, %s: %q", budget, f.path, source)
			}
		}
	})

	It("begins and ends chunks at the edges of syntax nodes", func(ctx SpecContext) {
		for _, f := range fixtures() {
			language, _ := LanguageOf(f.path)
			if grammars[language] == nil {
				continue
			}
			for _, budget := range []int{150, 250, 400, 700} {
				chunks, spans, err := New(Budgets{Default: budget}, Limits{}).locate(ctx, f.path, f.source)
				Expect(err).NotTo(HaveOccurred())
				starts, ends := nodeEdges(ctx, language, f.source, budget)
				for i, s := range spans {
					start, _ := trim(f.source, s.start, s.end)
					Expect(starts).To(HaveKey(start), "%s, budget %d: %q", f.path, budget, chunks[i].Content)
					Expect(ends).To(HaveKey(s.end), "%s, budget %d: %q", f.path, budget, chunks[i].Content)
				}
			}
		}
	})

	It("merges what fits into one chunk", func(ctx SpecContext) {
		chunks, err := New(Budgets{}, Limits{}).Cut(ctx, "a.py", []byte("import a\nimport b\n\n\ndef f():\n    pass\n"))
		Expect(err).NotTo(HaveOccurred())
		Expect(contents(chunks)).To(Equal([]string{"import a\nimport b\n\n\ndef f():\n    pass"}))
	})

	It("keeps a comment with the function below it", func(ctx SpecContext) {
		source := "import a from 'a';\n\n// Does f.\n// Really.\nfunction f() {\n  one(1);\n  two(2);\n}\n\n/* g */\nfunction g() {\n  three(3);\n}\n"
		chunks, err := New(Budgets{Default: 50}, Limits{}).Cut(ctx, "a.js", []byte(source))
		Expect(err).NotTo(HaveOccurred())
		Expect(contents(chunks)).To(Equal([]string{
			"import a from 'a';", "// Does f.\n// Really.\nfunction f() {\n  one(1);\n  two(2);\n}", "/* g */\nfunction g() {\n  three(3);\n}",
		}))
	})

	DescribeTable("leaves a comment with what stands before it",
		func(ctx SpecContext, before string) {
			chunks, err := New(Budgets{Default: 40}, Limits{}).Cut(ctx, "a.js", []byte(before+"function f() {\n  one(1);\n}\n"))
			Expect(err).NotTo(HaveOccurred())
			Expect(contents(chunks)).To(Equal([]string{strings.TrimSpace(before), "function f() {\n  one(1);\n}"}))
		},
		Entry("when an empty line follows", "first(1);\n// About the first.\n\n"),
		Entry("when it ends a line of code", "first(1); /* The first. */\n"),
	)

	It("enters the function and not the comment above it", func(ctx SpecContext) {
		source := "a();\n\n// Does f.\nfunction f() { one(1); two(2); three(3); }\n"
		chunks, err := New(Budgets{Default: 30}, Limits{}).Cut(ctx, "a.js", []byte(source))
		Expect(err).NotTo(HaveOccurred())
		Expect(contents(chunks)).To(Equal([]string{"a();", "// Does f.\nfunction f() { one(1);", "two(2); three(3); }"}))
	})

	It("doesn't enter what is nested more than 200 levels deep", func(ctx SpecContext) {
		for levels, widest := range map[int]int{190: 18, 210: 20} {
			source := "x=" + strings.Repeat("[", levels) + strings.Repeat("abcde,", 100) + strings.Repeat("]", levels) + "\n"
			chunks, err := New(Budgets{Default: 20}, Limits{}).Cut(ctx, "a.js", []byte(source))
			Expect(err).NotTo(HaveOccurred())
			items := slices.DeleteFunc(contents(chunks), func(text string) bool { return !strings.Contains(text, "abc") })
			Expect(items[5]).To(HaveLen(widest), "%d levels", levels)
		}
	})

	It("cuts a file of more than 1 MB by lines, though within it names would be found", func(ctx SpecContext) {
		for size, named := range map[int]bool{990_000: true, 1_000_001: false} {
			source := "def first(): pass\n" + strings.Repeat("#"+strings.Repeat("-", 98)+"\n", size/100)
			chunks, err := New(Budgets{}, Limits{}).Cut(ctx, "a.py", []byte(source))
			Expect(err).NotTo(HaveOccurred())
			Expect(chunks[0].Names != nil).To(Equal(named), "%d bytes", size)
		}
	})

	It("keeps closing brackets with what they close", func(ctx SpecContext) {
		source := "run(function () {\n  one(1);\n  two(2);\n  three(3);\n  four(4);\n});\nrest();\n"
		chunks, err := New(Budgets{Default: 30}, Limits{}).Cut(ctx, "a.js", []byte(source))
		Expect(err).NotTo(HaveOccurred())
		Expect(contents(chunks)).To(Equal([]string{
			"run(function () {\n  one(1);\n  two(2);", "  three(3);\n  four(4);\n});", "rest();",
		}))
	})

	It("moves the last statement down rather than begin a chunk with a bracket", func(ctx SpecContext) {
		source := "void f() {\n  one(1);\n  two(2);\n}\n"
		chunks, err := New(Budgets{Default: 22}, Limits{}).Cut(ctx, "a.c", []byte(source))
		Expect(err).NotTo(HaveOccurred())
		Expect(contents(chunks)).To(Equal([]string{"void f() {\n  one(1);", "  two(2);\n}"}))
	})

	It("doesn't part a body from what it is the body of", func(ctx SpecContext) {
		source := "class A:\n    one = 1\n    two = 2\n    three = 3\n    four = 4\n"
		chunks, err := New(Budgets{Default: 25}, Limits{}).Cut(ctx, "a.py", []byte(source))
		Expect(err).NotTo(HaveOccurred())
		Expect(contents(chunks)).To(Equal([]string{"class A:\n    one = 1\n    two = 2\n    three = 3", "    four = 4"}))
	})

	It("cuts a huge leaf by lines, and a huge line between characters", func(ctx SpecContext) {
		source := "x = '''\n" + strings.Repeat("line\n", 10) + strings.Repeat("ü", 50) + "\n'''\n"
		chunks, err := cutSoundly(ctx, Budgets{Default: 20}, "a.py", []byte(source))
		Expect(err).NotTo(HaveOccurred())
		Expect(contents(chunks)).To(ContainElements("line\nline\nline\nline\nline", strings.Repeat("ü", 20)))
	})

	It("holds a chunk to a bound in bytes, since blanks cost no budget", func(ctx SpecContext) {
		source := "x = 1\n" + strings.Repeat(" ", 100_000) + "y = 2\n" + strings.Repeat("\n", 100_000) + "z = '" + strings.Repeat(" ", 100_000) + "'\n"
		for _, path := range []string{"a.py", "a.md"} {
			chunks, err := cutSoundly(ctx, Budgets{Default: 50}, path, []byte(source))
			Expect(err).NotTo(HaveOccurred())
			Expect(len(chunks)).To(BeNumerically(">", 2))
		}
	})

	It("doesn't cut a character in two at the bound in bytes", func(ctx SpecContext) {
		chunks, err := New(Budgets{Default: 2}, Limits{}).Cut(ctx, "a.md", []byte("a"+strings.Repeat(" ", 14)+"é"))
		Expect(err).NotTo(HaveOccurred())
		Expect(contents(chunks)).To(Equal([]string{"a", "é"}))
	})

	It("gives the same chunks for the same bytes, from many goroutines at once", func(ctx SpecContext) {
		chunker := New(Budgets{Default: 150}, Limits{})
		var group sync.WaitGroup
		outcomes := make([]string, 8)
		for i := range outcomes {
			group.Go(func() {
				for _, f := range fixtures() {
					chunks, err := chunker.Cut(ctx, f.path, f.source)
					outcomes[i] += fmt.Sprint(chunks, err)
				}
			})
		}
		group.Wait()
		Expect(slices.Compact(outcomes)).To(HaveLen(1))
	})

	It("holds to the budget of each language", func() {
		budgets := Budgets{Default: 10, ByLanguage: map[string]int{"python": 20, "typescript": 30, "go": 0}}
		Expect([]int{budgets.of(Python), budgets.of(TypeScript), budgets.of(TSX), budgets.of(Go), Budgets{}.of(Go)}).
			To(Equal([]int{20, 30, 30, 10, 1000}))
	})

	It("stops when its context is cancelled, before and during the parse", func(ctx SpecContext) {
		slow := []byte(strings.Repeat("} - ", 10_000)) // keeps the parser busy
		cancelled, cancel := context.WithCancel(ctx)
		time.AfterFunc(20*time.Millisecond, cancel)
		_, err := New(Budgets{}, Limits{Time: time.Minute}).Cut(cancelled, "a.cpp", slow)
		Expect(err).To(MatchError(context.Canceled), "and not cut by lines, for what it takes")
		_, err = New(Budgets{}, Limits{}).Cut(cancelled, "a.py", []byte("x = 1"))
		Expect(err).To(MatchError(context.Canceled))
	})
})

func contents(chunks []Chunk) (all []string) {
	for _, c := range chunks {
		all = append(all, c.Content)
	}
	return all
}

// mutilated is a source with a few random injuries: cut short, bytes overwritten, or a stretch moved.
func mutilated(random *rand.Rand, source []byte) []byte {
	out := slices.Clone(source)
	for range 1 + random.Intn(6) {
		if len(out) < 10 {
			break
		}
		switch random.Intn(4) {
		case 0:
			out = out[:random.Intn(len(out))]
		case 1:
			out[random.Intn(len(out))] = byte(1 + random.Intn(255))
		case 2:
			from := random.Intn(len(out) - 8)
			out = slices.Insert(out, random.Intn(len(out)), slices.Clone(out[from:from+8])...)
		case 3:
			from := random.Intn(len(out) - 8)
			out = slices.Delete(out, from, from+8)
		}
	}
	return out
}

// nodeEdges collects the offsets at which a chunk may begin and end: those of every node, and any inside a leaf that is
// larger than the budget.
func nodeEdges(ctx context.Context, language Language, source []byte, budget int) (starts, ends map[int]bool) {
	starts, ends = map[int]bool{}, map[int]bool{}
	w := weigh(source)
	var visit func(*sitter.Node)
	visit = func(node *sitter.Node) {
		from, to := int(node.StartByte()), int(node.EndByte())
		from, to = trim(source, from, to)
		starts[from], ends[to] = true, true
		if node.ChildCount() == 0 && !w.fits(from, to, budget) {
			for at := from; at < to; at++ {
				starts[at], ends[at] = true, true
			}
		}
		for i := range int(node.ChildCount()) {
			visit(node.Child(i))
		}
	}
	err := bareParse(ctx, language, source, func(tree *sitter.Tree) { visit(tree.RootNode()) })
	Expect(err).NotTo(HaveOccurred())
	return starts, ends
}
