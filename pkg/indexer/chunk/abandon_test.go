package chunk

import (
	"bytes"
	"context"
	"errors"
	"math/rand"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem/native"
)

// Not labelled memory: these run under the race detector and the address sanitizer too, without the count of what is kept.
var _ = Describe("A parse that is left by a jump", Serial, func() {
	It("is left wherever it was, with nothing kept", func(ctx SpecContext) {
		random := rand.New(rand.NewSource(GinkgoRandomSeed()))
		eachParsed(func(f fixture) {
			Expect(abandonedAtEach(ctx, f.path, f.source, random.Intn(256), 256)).To(BeNumerically(">", 100), f.path)
		})
	})

	// The allocator asks for more room once in a while only. In steps of 16 bytes each block of a parse is the one to pass a limit.
	It("is left at any block whatsoever, with nothing kept", Label("slow"), func(ctx SpecContext) {
		random := rand.New(rand.NewSource(GinkgoRandomSeed()))
		jumps := 0
		eachParsed(func(f fixture) {
			jumps += abandonedAtEach(ctx, f.path, f.source, 0, 16)
			jumps += abandonedAtEach(ctx, f.path, mutilated(random, f.source), 0, 16)
			jumps += abandonedAtEach(ctx, f.path, bytes.Repeat(f.source, 8), random.Intn(8192), 8192)
		})
		for path, source := range bombs(random, 2_000) {
			jumps += abandonedAtEach(ctx, path, []byte(source), random.Intn(50_000), 50_000)
		}
		AddReportEntry("parses left by a jump", jumps)
	})

	It("is cut by lines wherever the layout or the search wants more than it may take, with nothing kept", func(ctx SpecContext) {
		jumps := 0
		eachParsed(func(f fixture) {
			w := weigh(f.source)
			for more, over := 0, true; over; more++ {
				err := parsedAs(ctx, f.path, f.source, parseLimit{native: 4_000_000, warning: 4_000_000}, func(t *tree) {
					t.c.limit = t.c.arena.held
					for range more {
						t.c.limit += 512
					}
					along(t, w, 50)
				})
				Expect(treeSitterBytes()).To(BeZero(), f.path)
				if over = err != nil; over {
					Expect(err).To(MatchError(errTooComplex), f.path)
					jumps++
				}
			}
		})
		Expect(jumps).To(BeNumerically(">", 100))
	})
})

var _ = Describe("A parse that passes its limit of native memory", Label("memory"), Serial, func() {
	It("is left where it hears nothing, and otherwise stops when it is asked to", func(ctx SpecContext) {
		peak := watchTreeSitter()
		deaf := deafening(22_000)
		limit := Limits{}.parse(len(deaf))
		Expect(parsedAs(ctx, "a.java", deaf, limit, unread)).To(MatchError(errDeaf))
		Expect(peak()).To(BeNumerically("<=", 256<<10+128*len(deaf)+slack))
		Expect(parsedAs(ctx, "a.py", functions(30_000), parseLimit{native: 400_000, warning: 350_000}, unread)).
			To(And(MatchError(errTooComplex), Not(MatchError(errDeaf))))
	})

	It("loses nothing, not even what a grammar takes past tree-sitter's allocator", func(ctx SpecContext) {
		if ok, reason := native.Available(); !ok {
			Skip(reason)
		}
		const jumps = 400
		eachParsed(func(f fixture) {
			source := bytes.Repeat(f.source, 8)
			before := native.Read().Malloc
			for range jumps {
				Expect(parsedAs(ctx, f.path, source, parseLimit{native: leastNative, warning: leastNative}, unread)).To(MatchError(errDeaf))
			}
			Expect(native.Read().Malloc.Sub(before).Blocks).To(BeNumerically("<", jumps/4), f.path)
		})
	})
})

var _ = Describe("What is taken beside a tree", Label("memory"), Serial, func() {
	DescribeTable("stays within its share, however deep the tree", func(ctx SpecContext, path, text string) {
		most := followTreeSitter()
		w := weigh([]byte(text))
		fits := func(limit int) bool {
			err := parsedAs(ctx, path, w.source, parseLimit{native: limit, warning: limit}, func(t *tree) { along(t, w, 10) })
			Expect(err).To(Or(BeNil(), MatchError(errTooComplex)))
			return err == nil
		}
		limit := leastNative
		for ; !fits(limit); limit += 8192 {
			Expect(limit).To(BeNumerically("<", 4_000_000))
		}
		most.setBack()
		for range 20 {
			Expect(fits(limit)).To(BeTrue())
		}
		Expect(most.peak()).To(BeNumerically("<=", limit+searchBytes+slack))
	},
		Entry("brackets", "a.js", strings.Repeat("(", 300)+"1"+strings.Repeat(")", 300)),
		Entry("operators", "a.ts", strings.Repeat("await 1 || ", 300)),
		Entry("calls", "a.py", strings.Repeat("f(a, [", 150)+strings.Repeat("])", 150)),
		Entry("classes", "a.java", strings.Repeat("class A { ", 300)+strings.Repeat("}", 300)),
	)

	It("stays within its share where half a tree is given up", func(ctx SpecContext) {
		most := followTreeSitter()
		text := []byte(strings.Repeat(") ||\n& while  =>\t2.5\n<T> ", 770))
		for limit := 2_680_000; limit <= 2_720_000; limit += 10_000 {
			most.setBack()
			Expect(parsedAs(ctx, "a.cpp", text, parseLimit{native: limit, warning: limit - limit/8}, unread)).To(MatchError(errTooComplex))
			Expect(most.peak()).To(BeNumerically("<=", limit+slack))
		}
	})
})

// deafening is a text of so many bytes at which the Java parser hears nothing any more while it wants ever more memory.
func deafening(size int) []byte {
	const piece = "List<Map<a7, Set<b12> "
	return bytes.Repeat([]byte(piece), size/len(piece))
}

// abandonedAtEach parses a source with ever larger limits until it fits, and counts the parses that were left by a jump before
// that: all of them, since no warning comes before the limit.
func abandonedAtEach(ctx context.Context, path string, source []byte, first, step int) (count int) {
	for limit := first; limit < 2_000_000; limit += step {
		err := parsedAs(ctx, path, source, parseLimit{native: limit, warning: limit}, unread)
		Expect(treeSitterBytes()).To(BeZero(), "%s with %d bytes", path, limit)
		if err == nil {
			break
		}
		Expect(err).To(MatchError(errTooComplex), "%s with %d bytes: %q", path, limit, source)
		if errors.Is(err, errDeaf) {
			count++
		}
	}
	return count
}

// unread is for a tree that only has to be made.
func unread(*tree) {}

// parsedAs parses a source for as long as it takes, in the language that a path tells.
func parsedAs(ctx context.Context, path string, source []byte, limit parseLimit, use func(*tree)) error {
	language, _ := LanguageOf(path)
	limit.time = time.Minute
	return parsed(ctx, grammars[language](), source, limit, use)
}

// eachParsed hands over the fixture of each language that has a grammar.
func eachParsed(use func(fixture)) {
	for _, f := range fixtures() {
		if language, _ := LanguageOf(f.path); grammars[language] != nil {
			use(f)
		}
	}
}
