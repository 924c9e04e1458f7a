package chunk

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var huntedTexts = flag.Int("chunk.hunt", 60, "how many texts to try that may explode in the parser")

var _ = Describe("A text of tokens in a random pattern", Label("memory", "slow"), Serial, func() {
	It("takes no more native memory than its share", func(ctx SpecContext) {
		most := followTreeSitter()
		random := rand.New(rand.NewSource(GinkgoRandomSeed()))
		var caught hunt
		for range *huntedTexts {
			path, text := parsedNames[random.Intn(len(parsedNames))], pattern(random)
			language, _ := LanguageOf(path)
			started := time.Now()
			most.setBack()
			_, err := New(Budgets{}, Limits{}).alongTree(ctx, grammars[language](), text, weigh(text), 1000)
			Expect(treeSitterBytes()).To(BeZero(), path)
			Expect(most.peak()).To(BeNumerically("<=", Limits{}.share(len(text))+slack), "%s: %q", path, text)
			caught.add(path, text, most.peak(), time.Since(started), err)
		}
		Expect(caught.cut).To(BeNumerically(">", 0))
		AddReportEntry("texts tried", caught.String())
	})
})

// hunt is what became of the texts.
type hunt struct {
	cut, stopped, deaf, late int
	most                     int64
	greediest                string
	longest                  time.Duration
	slowest                  string
}

func (h *hunt) add(path string, text []byte, held int64, took time.Duration, err error) {
	switch {
	case err == nil:
		h.cut++
	case errors.Is(err, errDeaf):
		h.deaf++
	case errors.Is(err, errTooComplex):
		h.stopped++
	default:
		h.late++
	}
	if held > h.most {
		h.most, h.greediest = held, fmt.Sprintf("%s, %d bytes: %.200q", path, len(text), text)
	}
	if took > h.longest {
		h.longest, h.slowest = took, fmt.Sprintf("%s, %d bytes: %.200q", path, len(text), text)
	}
}

func (h *hunt) String() string {
	return fmt.Sprintf("%d parsed, %d stopped when asked to, %d left by a jump, %d out of time; at most %d bytes for %s; at most %s for %s",
		h.cut, h.stopped, h.deaf, h.late, h.most, h.greediest, h.longest, h.slowest)
}

// pattern is 1 to 40 kB of a few tokens: over and over, one after the other, or around each other, perhaps behind a real file.
func pattern(random *rand.Rand) []byte {
	size := 1000 << random.Intn(6)
	size += random.Intn(size/4 + 1)
	var text bytes.Buffer
	if random.Intn(4) == 0 {
		all := fixtures()
		text.Write(all[random.Intn(len(all))].source)
	}
	a, b := motif(random), motif(random)
	switch random.Intn(4) {
	case 0:
		text.WriteString(repeated(a, size))
	case 1:
		text.WriteString(repeated(a, size/2) + repeated(b, size/2))
	case 2:
		text.WriteString(repeated(a, size/2) + motif(random) + repeated(b, size/2))
	default:
		for text.Len() < size {
			text.WriteString(strings.Repeat(a, 1+random.Intn(50)) + strings.Repeat(b, 1+random.Intn(3)))
		}
	}
	return text.Bytes()
}

// motif is one to eight tokens with the same or with random blanks between them.
func motif(random *rand.Rand) string {
	var text strings.Builder
	blank, same := blanks(random), random.Intn(2) == 0
	for range 1 + random.Intn(8) {
		if !same {
			blank = blanks(random)
		}
		text.WriteString(tokens[random.Intn(len(tokens))] + blank)
	}
	return text.String()
}

func repeated(motif string, size int) string {
	return strings.Repeat(motif, 1+size/len(motif))
}
