package chunk

import (
	"bytes"
	"fmt"
	"math/rand"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// parsedNames is a file name for each language that has a grammar.
var parsedNames = []string{"a.py", "a.ts", "a.tsx", "a.js", "a.go", "a.rs", "a.java", "a.c", "a.cpp"}

var _ = Describe("A text made to be hard", Label("memory", "slow"), Serial, func() {
	// within cuts a source under each name and holds native memory to its limit. Running out of time is no failure.
	within := func(ctx SpecContext, names []string, source func(path string) []byte) {
		peak := watchTreeSitter()
		for _, path := range names {
			text := source(path)
			_, err := cutLinearly(ctx, path, text)
			Expect(err).NotTo(HaveOccurred(), "%s: %.200q", path, text)
			Expect(peak()).To(BeNumerically("<=", defaultNativeBytes+slack), "%s: %.200q", path, text)
			Expect(treeSitterBytes()).To(BeZero(), path)
		}
	}

	It("keeps the limit as one minified line of 4 MB", func(ctx SpecContext) {
		line := []byte(strings.Repeat("var a=1;function f(){return a};", 4_000_000/31))
		within(ctx, []string{"a.js", "a.ts"}, func(string) []byte { return line })
	})

	It("keeps the limit as one minified line of 900 kB, which is parsed", func(ctx SpecContext) {
		line := []byte(strings.Repeat("var a=1;function f(){return a};", 900_000/31))
		within(ctx, []string{"a.js", "a.ts"}, func(string) []byte { return line })
	})

	for _, brackets := range []string{"[]", "()", "{}", "<>"} {
		It("keeps the limit as 100,000 nested "+brackets, func(ctx SpecContext) {
			nest := "x = " + strings.Repeat(brackets[:1], 100_000) + strings.Repeat(brackets[1:], 100_000) + "\n"
			within(ctx, parsedNames, func(string) []byte { return []byte(nest) })
		})
	}

	It("keeps the limit as nested generics of any spelling", func(ctx SpecContext) {
		random := rand.New(rand.NewSource(GinkgoRandomSeed()))
		within(ctx, []string{"a.java", "b.java", "c.java", "d.java", "a.ts", "a.cpp", "a.rs"}, func(string) []byte {
			var text bytes.Buffer
			for text.Len() < 40_000 {
				fmt.Fprintf(&text, "%c%d%s<%s", 'a'+rune(random.Intn(26)), random.Intn(1000), blanks(random), blanks(random))
			}
			return text.Bytes()
		})
	})

	It("keeps the limit as a megabyte of random bytes", func(ctx SpecContext) {
		random := rand.New(rand.NewSource(GinkgoRandomSeed()))
		text := make([]byte, 1_000_000)
		random.Read(text)
		for i := range text { // past the look for binaries
			text[i] = 1 + text[i]&0x7E
			if i < sniffed {
				text[i] = ' ' + text[i]%95
			}
		}
		within(ctx, []string{"a.c", "a.py", "a.java"}, func(string) []byte { return text })
	})

	It("keeps the limit as a soup of tokens", func(ctx SpecContext) {
		random := rand.New(rand.NewSource(GinkgoRandomSeed()))
		within(ctx, parsedNames, func(string) []byte { return soup(random, 40_000) })
	})

	It("keeps the limit as a few tokens over and over", func(ctx SpecContext) {
		random := rand.New(rand.NewSource(GinkgoRandomSeed()))
		for range 3 {
			within(ctx, parsedNames, func(string) []byte {
				return bytes.Repeat(soup(random, 2+random.Intn(12)), 3000)
			})
		}
	})
})

// tokens occur in at least one of the languages each.
var tokens = strings.Fields("a b2 1 2.5 'c' \"d\" + - * / % = == => -> < > << >> <= & && | || ! ~ ^ ? : :: ; , . ... ( ) [ ] { } " +
	"@ # $ ` /* */ // if else for while return class def fn func let var const new async await type struct enum interface " +
	"impl template typename import from as in is not lambda yield case switch #define #if #endif <T> extends")

// soup is random tokens with random blanks between them, of about so many bytes.
func soup(random *rand.Rand, size int) []byte {
	var text bytes.Buffer
	for text.Len() < size {
		text.WriteString(tokens[random.Intn(len(tokens))] + blanks(random))
	}
	return text.Bytes()
}

func blanks(random *rand.Rand) string {
	return []string{" ", " ", "", "  ", "\n", "\t"}[random.Intn(6)]
}
