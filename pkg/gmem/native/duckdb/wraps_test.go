//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package duckdb_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The wrappers of the handle meters", func() {
	// Without its linker flag a wrapper is never called and counts nothing; the reverse doesn't link.
	It("each have their linker flag", func() {
		var wrapped, flagged []string
		collect := func(suffix, expression, prefix string, into *[]string) {
			for _, folder := range []string{".", "../treesitter", "../internal/owners", "../internal/handles"} {
				files, err := filepath.Glob(filepath.Join(folder, "*"+suffix))
				Expect(err).NotTo(HaveOccurred())
				Expect(files).NotTo(BeEmpty())
				var text []byte
				for _, file := range files {
					part, err := os.ReadFile(file)
					Expect(err).NotTo(HaveOccurred())
					text = append(text, part...)
				}
				for _, match := range regexp.MustCompile(expression).FindAllStringSubmatch(string(text), -1) {
					*into = append(*into, prefix+match[1])
				}
			}
		}
		collect(".c", `(?m)^(?:GMEM_\w+\(\w+, |STORES_RESULT\(|VALUE\(|TYPE\w*\()(\w+)`, "", &wrapped)
		collect(".c", `(?m)^VALUE_OF\((\w+)`, "duckdb_create_", &wrapped)
		collect(".c", `(?m)^(?:\w+ \*?|GMEM_HOOK |"\.globl |        ")*__wrap_(\w+)\(`, "", &wrapped)
		collect(".c", `\.globl __wrap_(\w+)`, "", &wrapped)
		collect(".go", `-Wl,--wrap=(\w+)`, "", &flagged)

		Expect(len(flagged)).To(BeNumerically(">", 100))
		slices.Sort(wrapped)
		Expect(slices.Compact(wrapped)).To(ConsistOf(flagged))
	})
})
