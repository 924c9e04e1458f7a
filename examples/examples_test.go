// Package examples_test runs each example with its leak and without: the spec of the example has to fail with the place and
// the function named, and to pass.
package examples_test

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestExamples(t *testing.T) { RegisterFailHandler(Fail); RunSpecs(t, "examples") }

var _ = Describe("The spec of an example", Ordered, func() {
	var built string

	BeforeAll(func(ctx SpecContext) {
		built = GinkgoT().TempDir()
		output, err := exec.CommandContext(ctx, "go", "test", "-c", "-o", built+"/", "./...").CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), "%s", output)
	}, NodeTimeout(15*time.Minute))

	DescribeTable("is green without the leak and red with it, naming the place and the function:",
		func(ctx SpecContext, example, flag string, named ...string) {
			program := filepath.Join(built, example+".test")
			output, err := exec.CommandContext(ctx, program).CombinedOutput()
			Expect(err).NotTo(HaveOccurred(), "%s", output)

			output, err = exec.CommandContext(ctx, program, flag).CombinedOutput()
			Expect(err).To(HaveOccurred(), "the leak was not found")
			for _, name := range named {
				Expect(string(output)).To(ContainSubstring(name))
			}
		},
		Entry("SQLite: statements never closed", SpecTimeout(3*time.Minute), "sqlite", "-leaky", "other native alive", "sqlite3_prepare_v2"),
		Entry("tree-sitter: trees never closed", SpecTimeout(3*time.Minute), "treesitter", "-leaky", "tree-sitter tree", "ts_parser_parse"),
		Entry("plain Go: a map that is never emptied", SpecTimeout(3*time.Minute), "plaingo", "-leaky-map", "Go heap in use", "plaingo.(*Sessions).remember"),
		Entry("plain Go: a goroutine that never ends", SpecTimeout(3*time.Minute), "plaingo", "-leaky-goroutine", "goroutine", "plaingo.waitForEnd"),
		Entry("a C library: malloc without free", SpecTimeout(3*time.Minute), "clibrary", "-leaky", "other native alive", "greeting_for"),
		Entry("the same without Ginkgo", SpecTimeout(3*time.Minute), "withoutginkgo", "-leaky", "other native alive", "greeting_for"),
	)
})
