package indexer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer"
)

var _ = Describe("Small chunks of large files in deep classes, below a long path", Label("slow", "memory"), func() {
	It("stay within the budget, with headers and names that are ten times the source", func(ctx SpecContext) {
		const files, bytes, margin = 6, 990_000, 6_000_000
		tree := GinkgoT().TempDir()
		folder := filepath.Join(tree, strings.Repeat("f", 250))
		Expect(os.Mkdir(folder, 0o700)).To(Succeed())
		for i := range files {
			Expect(os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.py", i)), []byte(deepClasses(bytes)), 0o600)).To(Succeed())
		}
		_, peak := indexAgain(ctx, tree, 1, 2, "-child-python=100")
		Expect(peak).To(And(BeNumerically(">", 50_000_000), BeNumerically("<", int64(indexer.DefaultBudget)-margin)))
	}, SpecTimeout(3*time.Minute))
})

// deepClasses is a Python source of so many bytes: classes in one another, with methods in the innermost.
func deepClasses(size int) string {
	var text strings.Builder
	for i := 0; text.Len() < size; i++ {
		for level := range 7 {
			fmt.Fprintf(&text, "%sclass VeryLongNameOfAnInnerClassOfLevel%dNumber%d:\n", strings.Repeat(" ", level), level, i)
		}
		for j := range 12 {
			fmt.Fprintf(&text, "       def method_with_a_long_name_%d_%d(self, argument):\n        return self.value + argument\n", i, j)
		}
	}
	return text.String()[:size]
}
