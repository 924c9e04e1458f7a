package chunk

import (
	"context"
	"go/build"
	"io/fs"
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// sampled is how many real files of each language are cut.
const sampled = 150

var _ = Describe("Real code", Label("slow"), func() {
	roots := []string{filepath.Join(build.Default.GOROOT, "src"), filepath.Join(build.Default.GOPATH, "pkg", "mod"), "/usr/include", "/usr/lib/python3", "/usr/lib/node_modules"}

	It("is covered exactly once, whatever the language", func(ctx SpecContext) {
		cut := map[Language]int{}
		for _, root := range roots {
			eachRealFile(ctx, root, cut, func(path string, source []byte) {
				_, err := cutSoundly(ctx, Budgets{}, path, source)
				Expect(err).NotTo(HaveOccurred(), path)
			})
		}
		AddReportEntry("real files cut", cut)
		Expect(cut).To(HaveKeyWithValue(Go, sampled))
	})
})

// eachRealFile hands over a sample of the source files below root: of each language, every 13th that is no larger than 200 kB.
func eachRealFile(ctx context.Context, root string, cut map[Language]int, use func(path string, source []byte)) {
	seen := map[Language]int{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return ctx.Err() // what isn't there or isn't readable is none of our business here
		}
		language, known := LanguageOf(path)
		if seen[language]++; !known || cut[language] >= sampled || (seen[language]%13 != 1 && language != TSX) {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return ctx.Err() // as above
		}
		if len(source) > 200_000 {
			return nil
		}
		cut[language]++
		use(path, source)
		return nil
	})
	Expect(err).NotTo(HaveOccurred())
}
