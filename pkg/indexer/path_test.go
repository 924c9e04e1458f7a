package indexer

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/onsi/ginkgo/v2" // not with a dot: its Done would hide this package's
	. "github.com/onsi/gomega"
)

var _ = ginkgo.Describe("The path under which a file is stored", func() {
	ginkgo.It("is its own, or leads back to it and is no file's own", func() {
		seed := ginkgo.GinkgoRandomSeed()
		ginkgo.GinkgoWriter.Println("seed", seed)
		random := rand.New(rand.NewPCG(uint64(seed), 5))
		letters := []string{"a", "x", "f", "\\", `"`, "'", "\xff", "\xc3", "\xa9", "\n", "\x1b", "é", "\u202e", "\ufffd", ".", "/"}
		odd := 0
		for range 20_000 {
			var name strings.Builder
			for range 1 + random.IntN(8) {
				name.WriteString(letters[random.IntN(len(letters))])
			}
			path, kept := name.String(), storedPath(name.String())
			Expect(utf8.ValidString(kept)).To(BeTrue(), "%q", path)
			if utf8.ValidString(path) {
				Expect(kept).To(Equal(path))
				continue
			}
			odd++
			escaped, marked := strings.CutPrefix(kept, "./")
			Expect(marked).To(BeTrue(), "%q", path)
			Expect(strconv.Unquote(`"` + escaped + `"`)).To(Equal(path))
		}
		Expect(odd).To(BeNumerically(">", 5_000))
	})
})
