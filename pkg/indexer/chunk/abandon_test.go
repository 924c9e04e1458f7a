package chunk

import (
	"bytes"
	"errors"
	"math/rand"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A parse that passes its limit of native memory", Label("memory"), Serial, func() {
	// abandonedAt parses a source again and again, with ever larger limits, until it fits, and counts the parses before that.
	abandonedAt := func(ctx SpecContext, path string, source []byte, step, largest int) (count int) {
		language, _ := LanguageOf(path)
		for native := 65_536; native < largest; native += step {
			err := parsed(ctx, grammars[language](), source, parseLimit{time: time.Minute, native: native}, func(*tree) {})
			Expect(treeSitterBytes()).To(BeZero(), "%s with %d bytes", path, native)
			if err == nil {
				break
			}
			Expect(errors.Is(err, errTooComplex)).To(BeTrue(), "%s with %d bytes: %v", path, native, err)
			count++
		}
		return count
	}

	It("is left wherever it was, with nothing kept", Label("slow"), func(ctx SpecContext) {
		watchTreeSitter()
		for _, f := range fixtures() {
			if language, _ := LanguageOf(f.path); grammars[language] != nil {
				Expect(abandonedAt(ctx, f.path, bytes.Repeat(f.source, 3), 1009, 2_000_000)).To(BeNumerically(">", 20), f.path)
			}
		}
	})

	It("is left wherever it was in a broken text, with nothing kept", Label("slow"), func(ctx SpecContext) {
		watchTreeSitter()
		random := rand.New(rand.NewSource(GinkgoRandomSeed()))
		for _, f := range fixtures() {
			if language, _ := LanguageOf(f.path); grammars[language] != nil {
				abandonedAt(ctx, f.path, mutilated(random, bytes.Repeat(f.source, 3)), 1009, 2_000_000)
			}
		}
		for path, source := range bombs(random, 2_000) {
			abandonedAt(ctx, path, []byte(source), 50_021, 2_000_000)
		}
	})
})
