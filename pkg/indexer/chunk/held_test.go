package chunk

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("What a file takes between Split and its last chunk", Label("memory"), Serial, func() {
	DescribeTable("is no more than is promised, however it is written", func(ctx SpecContext, path, pattern string) {
		_, err := New(Budgets{}, Limits{}).Split(ctx, path, []byte("x")) // the grammar is built on first use, and stays
		Expect(err).NotTo(HaveOccurred())
		for _, size := range []int{100, 10_000, 300_000, 990_000} {
			before := liveHeap()
			chunks, err := New(Budgets{Default: 100}, Limits{}).Split(ctx, path, repeatedly(pattern, size))
			Expect(err).NotTo(HaveOccurred())
			Expect(liveHeap()-before).To(BeNumerically("<=", HeldBytes(size)), "%d bytes", size)
			for c := range chunks { // which keeps them alive until here
				Expect(len(c.Context)).To(BeNumerically("<", 1500))
				break
			}
		}
	},
		Entry("as short assignments", "a.py", "a=1\n"),
		Entry("as short functions", "a.js", "function f(){}\n"),
		Entry("as deep classes of long names", "a.py", deepClasses()),
		Entry("as fields in classes in one another", "a.java", strings.Repeat("class VeryLongNameOfAClass { int a; ", 6)+strings.Repeat("}", 6)+"\n"),
		Entry("as macros", "a.c", "#define A 1\n"),
		Entry("as constants", "a.ts", "export const A = 1;\n"),
		Entry("as open brackets", "a.go", "{"),
		Entry("by lines", "a.md", "some words of a text, over and over again\n"),
		Entry("as letters without a blank", "a.md", "x"),
		Entry("in Thai, whose letters are one byte and decoded are three", "a.py", string(encoded("windows-874", "# การเรียนรู้ของเครื่องและการประมวลผลข้อมูล\na=1\n"))),
		Entry("in French, in Windows-1252", "a.py", string(encoded("windows-1252", "# Vérifie que l’état est à jour\na=1\n"))),
	)
})

func repeatedly(pattern string, size int) []byte {
	return bytes.Repeat([]byte(pattern), 1+size/len(pattern))[:size]
}

// deepClasses are classes in one another, with methods in the innermost.
func deepClasses() string {
	var text strings.Builder
	for level := range 7 {
		fmt.Fprintf(&text, "%sclass VeryLongNameOfAnInnerClassOfLevel%d:\n", strings.Repeat(" ", level), level)
	}
	for i := range 12 {
		fmt.Fprintf(&text, "       def method_with_a_long_name_%d(self, argument):\n        return argument + self.value\n", i)
	}
	return text.String()
}

// liveHeap returns the bytes that are alive on the Go heap.
func liveHeap() int {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc)
}
