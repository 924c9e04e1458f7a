package chunk

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A boundary between chunks", func() {
	// Each source has lines of less than 30 characters, and definitions of less than 80.
	DescribeTable("never parts the head of a definition that fits, nor a line",
		func(ctx SpecContext, path, source string) {
			for budget := 80; budget < 240; budget += 3 {
				chunks, spans, err := locateSoundly(ctx, Budgets{Default: budget}, path, []byte(source))
				Expect(err).NotTo(HaveOccurred())
				var found parted
				found.count(ctx, chunks[0].Language, path, []byte(source), spans)
				Expect([]int{found.heads, found.lines, found.remarks}).To(Equal([]int{0, 0, 0}), "budget %d: %q", budget, contents(chunks))
			}
		},
		Entry("behind a comment that ends in a colon", "a.py",
			times20("def first%d(a):\n    return one(a)\n\n# Useful:\ndef second%d(b):\n    return five(b)\n\n")),
		Entry("behind a comment that ends in a colon, in a class", "a.py",
			"class A:\n"+times20("    x%d = 1  # why: that\n    # Useful:\n    def second%d(self):\n        return five(b)\n\n")),
		Entry("behind a comment that ends in a bracket", "a.js",
			times20("first(%d); // (\n// Useful: {\nfunction second%d(b) {\n  return five(b);\n}\n\n")),
		Entry("in brackets behind a comment", "a.js", times20("first(%d);\n// Useful:\n(function second%d(b) {\n  return five(b);\n})();\n\n")),
		Entry("behind access labels", "a.cpp",
			"class A {\n"+times20(" public:\n  int a%d; // why\n private:\n  int second%d(int b) {\n    return five(b);\n  }\n")+"};\n"),
		Entry("behind labels of cases", "a.c",
			"int f(int a) {\n  switch (a) {\n"+times20("  case %d: // why:\n    one(%d);\n    break;\n")+"  }\n}\n"),
		Entry("behind keys of objects", "a.ts", "const a = {\n"+times20("  first%d:\n    one,\n  second%d: function (b) {\n    return five(b);\n  },\n")+"};\n"),
		Entry("below decorators", "a.ts",
			"class A {\n"+times20("  @Get('a%d')\n  @Roles('x')\n  second%d() {\n    one(1); two(2);\n  }\n\n")+"}\n"),
		Entry("below decorators", "a.py", "class A:\n"+times20("    @get('a%d')\n    @roles('x')\n    def second%d():\n        one(1)\n\n")),
		Entry("below attributes", "a.rs",
			times20("/// What B is.\n#[cfg_attr(\n    serde, derive(S%d)\n)]\n#[a] #[b]\nstruct B%d { x: u32, y: u32 }\n\n")),
		Entry("below annotations", "A.java", "class A {\n"+times20("  @Get(\"a%d\")\n  @Roles\n  int second%d() {\n    one(1);\n  }\n\n")+"}\n"),
		Entry("with comments at the end of lines", "a.py", times20("x%d = 1  # why it is %d\n")),
		Entry("with comments at the end of lines", "a.c", times20("int a%d; /* why */\nint b%d; // why\n")),
		Entry("with comments at the end of lines", "a.h", "class A {\n"+times20("  int a%d; ///< why\n  int b%d; /* why */\n")+"};\n"),
		Entry("with comments at the end of lines", "a.go", times20("var a%d = 1 // why\nvar b%d = 1 /* why */\n")),
		Entry("with comments at the end of lines", "a.ts", "enum A {\n"+times20("  A%d, // why\n  B%d, /* why */\n")+"}\n"),
		Entry("with comments at the end of lines", "a.rs", "enum A {\n"+times20("    A%d, // why\n    B%d, /* why */\n")+"}\n"),
		Entry("with comments at the end of lines", "A.java", "class A {\n"+times20("  int a%d; // why\n  int b%d; /* why */\n")+"}\n"),
		Entry("with comments behind brackets", "a.js", times20("function a%d() { // why\n  one(%d);\n  two(2);\n} // end\n")),
		Entry("with comments behind brackets", "a.cpp", times20("namespace a%d { // why\nint b%d; // why\n} // end\n")),
		Entry("with many to a line", "a.go", "var a = []int{\n"+times20("\t%d, %d, 3, 4, 5, 6,\n")+"}\n"),
		Entry("with macros for keywords", "a.h", times20("GL_API void GL_ENTRY first%d(int a%d);\n")),
	)

	DescribeTable("leaves no chunk of a long run of comments half empty",
		func(ctx SpecContext, path, line string) {
			for _, before := range []string{"", "\n", "x = 1\n\n"} {
				source := before + times20(line) + times20(line) + times20(line)
				chunks, err := cutSoundly(ctx, Budgets{Default: 300}, path, []byte(source))
				Expect(err).NotTo(HaveOccurred())
				for _, text := range contents(chunks)[:len(chunks)-1] {
					if text == "x = 1" {
						continue
					}
					Expect(len(text)).To(BeNumerically(">", 250), "%q", contents(chunks))
				}
			}
		},
		Entry(nil, "a.py", "# one of many lines %d %d\n"), Entry(nil, "a.go", "// one of many lines %d %d\n"),
		Entry(nil, "a.rs", "/// one of many lines %d %d\n"), Entry(nil, "a.ts", "// one of many lines %d %d\n"),
		Entry(nil, "a.c", "// one of many lines %d %d\n"), Entry(nil, "A.java", "// one of many lines %d %d\n"),
	)

	It("doesn't part a comment of a few lines", func(ctx SpecContext) {
		for budget := 60; budget < 200; budget++ {
			chunks, err := cutSoundly(ctx, Budgets{Default: budget}, "a.go", []byte(times20("// What it is,\n// and what not.\nvar a%d = %d\n\n")))
			Expect(err).NotTo(HaveOccurred())
			for _, text := range contents(chunks) {
				Expect(text).To(HavePrefix("// What it is,\n// and"))
			}
		}
	})
})

// times20 repeats a text twenty times with a number put in twice.
func times20(text string) string {
	var out strings.Builder
	for i := range 20 {
		fmt.Fprintf(&out, text, i, i)
	}
	return out.String()
}
