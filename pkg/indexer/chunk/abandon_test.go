package chunk

import (
	"bytes"
	"context"
	"errors"
	"math/rand"
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
})

var _ = Describe("A parse that passes its limit of native memory", Label("memory"), Serial, func() {
	It("is left where it hears nothing, and otherwise stops when it is asked to", func(ctx SpecContext) {
		peak := watchTreeSitter()
		deaf := deafening(22_000)
		limit := Limits{}.parse(len(deaf))
		Expect(parsedAs(ctx, "a.java", deaf, limit)).To(MatchError(errDeaf))
		Expect(peak()).To(BeNumerically("<=", 256<<10+128*len(deaf)+slack))
		Expect(parsedAs(ctx, "a.py", functions(30_000), parseLimit{native: 400_000, warning: 350_000})).
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
				Expect(parsedAs(ctx, f.path, source, parseLimit{native: leastNative, warning: leastNative})).To(MatchError(errDeaf))
			}
			Expect(native.Read().Malloc.Sub(before).Blocks).To(BeNumerically("<", jumps/4), f.path)
		})
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
		err := parsedAs(ctx, path, source, parseLimit{native: limit, warning: limit})
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

// parsedAs parses a source for as long as it takes, in the language that a path tells.
func parsedAs(ctx context.Context, path string, source []byte, limit parseLimit) error {
	language, _ := LanguageOf(path)
	limit.time = time.Minute
	return parsed(ctx, grammars[language](), source, limit, func(*tree) {})
}

// eachParsed hands over the fixture of each language that has a grammar.
func eachParsed(use func(fixture)) {
	for _, f := range fixtures() {
		if language, _ := LanguageOf(f.path); grammars[language] != nil {
			use(f)
		}
	}
}
