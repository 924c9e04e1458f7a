package chunk

import (
	"fmt"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// comment is a comment on a line of its own.
var comment = regexp.MustCompile(`(?m)^[ \t]*(//|#|/\*) .*\n`)

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
		Entry("in a chain of conditions", "a.go", "func f() {\n\tif a {\n\t\tone(1)\n\t}"+times20(" else if a || b%d == %d {\n\t\ttwo(2)\n\t\tthree(3)\n\t}")+"\n}\n"),
		Entry("in a chain of conditions", "a.c", "int f() {\n  if (a)\n    one(1);\n"+times20("  else if (a || b%d == %d) {\n    two(2);\n  }\n")+"}\n"),
		Entry("in a chain of conditions", "a.js", "if (a) {\n  one(1);\n}"+times20(" else if (a || b%d == %d) {\n  two(2);\n  three(3);\n}")+"\n"),
		Entry("in a chain of conditions", "A.java", "class A {\n  void a() {\n    if (a) {\n      one(1);\n    }"+times20(" else if (b%d == %d) {\n      two(2);\n      three(3);\n    }")+"\n  }\n}\n"),
		Entry("in a chain of conditions", "a.rs", "fn a() {\n    if a {\n        one(1);\n    }"+times20(" else if b%d == %d {\n        two(2);\n    }")+"\n}\n"),
		Entry("in loops", "a.go", "func f() {\n"+times20("\tfor {\n\t\tone(a%d,\n\t\t\ttwo(%d),\n\t\t\tthree(3),\n\t\t\tfour(4))\n\t\tfive(5)\n\t}\n")+"}\n"),
		Entry("in a long condition", "a.go", "func f() {\n"+times20("\tif a%d && (b || c == %d ||\n\t\td || e == 1 && f != 2 ||\n\t\tg) {\n\t\tone(1)\n\t}\n")+"}\n"),
		Entry("with macros over several lines", "a.h", times20("#define A%d(b) \\\n"+strings.Repeat("  one(b, a || b && c) \\\n", 9)+"  + %d\n")),
		Entry("with comments behind conditions", "a.h", times20("#ifdef A%d\nint a%d;\n#else // why\nint b;\n"+strings.Repeat("int cd;\n", 9)+"#endif /* why */\n")),
		Entry("with macros for keywords", "a.h", times20("GL_API void GL_ENTRY first%d(int a%d);\n")),
	)

	// Only what bodies hold ends as their lines do. A comment that doesn't fit one chunk goes on behind the head.
	DescribeTable("leaves no head without what its body begins with",
		func(ctx SpecContext, path, head, body string, end ...string) {
			for _, more := range []int{1, 30} {
				opening := comment.ReplaceAllStringFunc(head, func(line string) string { return strings.Repeat(line, more) })
				one := len(strings.Join(strings.Fields(head+body), ""))
				for budget := one; budget < 2*one; budget += 3 {
					for filled := range budget / 12 {
						source := strings.Repeat(statement(path), filled) + opening + strings.Repeat(body, 8) + strings.Join(end, "")
						chunks, err := cutSoundly(ctx, Budgets{Default: budget}, path, []byte(source))
						Expect(err).NotTo(HaveOccurred())
						for _, text := range contents(chunks) {
							if more == 1 || strings.HasSuffix(text, "{") || strings.HasSuffix(text, "):") {
								Expect(text[len(text)-1:]).To(BeElementOf(")", "}", ";", ",", "'"), "budget %d: %q", budget, contents(chunks))
							}
						}
					}
				}
			}
		},
		Entry(nil, "a.py", "class A1(Base):\n    # What it keeps,\n    # and why.\n", "    a1 = call(1)\n"),
		Entry(nil, "a.py", "class A1(Base):  # What it keeps.\n\n    # And why.\n\n", "    a1 = call(1)\n"),
		Entry(nil, "a.py", "@call\nasync def a1(b):  # What.\n    # And why.\n", "    call(1)\n"),
		Entry(nil, "a.py", "def a1(b):\n    '''What it does.\n\n    And why.\n    '''\n", "    call(1)\n"),
		Entry(nil, "a.py", "if a1:  # What.\n    # And why.\n", "    call(1)\n", "\n"),
		Entry(nil, "a.js", "class A1 { // What it keeps.\n  // And why.\n", "  a1() { call(1); }\n", "}\n"),
		Entry(nil, "a.js", "/** What it is. */\nfunction a1() {\n  // And why.\n", "  call(1);\n", "}\n"),
		Entry(nil, "a.js", "switch (a1) { // What.\n  // And why.\n  case 1: call(1);\n", "  case 2: call(1);\n", "}\n"),
		Entry(nil, "a.ts", "export interface A1 { // What it keeps.\n  // And why.\n", "  a1(b: number): void;\n", "}\n"),
		Entry(nil, "a.ts", "export enum A1 { // What it keeps.\n  /* And why. */\n  A1,\n", "  Longer,\n", "}\n"),
		Entry(nil, "a.ts", "declare namespace A1 { // What it keeps.\n  // And why.\n", "  function a1(): void;\n", "}\n"),
		Entry(nil, "a.tsx", "export const a1 = { // What it keeps.\n  // And why.\n", "  b1: call(1),\n", "};\n"),
		Entry(nil, "a.go", "// A1 is.\ntype A1 struct { // What it keeps.\n\t// And why.\n", "\ta struct{}\n", "}\n"),
		Entry(nil, "a.go", "type A1 interface { // What it keeps.\n\t// And why.\n", "\tA1(int)\n", "}\n"),
		Entry(nil, "a.go", "func a1() { // What.\n\n\t// And why.\n", "\tcall(1)\n", "}\n"),
		Entry(nil, "a.go", "func a() {\n\tcall(1)\n\tswitch x1 { // What.\n\t// And why.\n\tcase 1: call(1)\n", "\tcase 2: call(1)\n", "\t}\n}\n"),
		Entry(nil, "a.rs", "impl A for B1 { // What it does.\n    // And why.\n", "    fn a1() { call(1); }\n", "}\n"),
		Entry(nil, "a.rs", "#[a]\npub struct A1 { // What it keeps.\n    // And why.\n    b1: u8,\n", "    longer: u8,\n", "}\n"),
		Entry(nil, "a.rs", "fn a() {\n    call(1);\n    match x1 { // What.\n        // And why.\n        0 => call(1),\n", "        1 => call(1),\n", "    }\n}\n"),
		Entry(nil, "A.java", "@A class A1 { // What it keeps.\n  // And why.\n", "  int a1() { call(1); }\n", "}\n"),
		Entry(nil, "A.java", "enum A1 { // What it keeps.\n  // And why.\n  A1(1),\n", "  LONGER(1),\n", "}\n"),
		Entry(nil, "a.c", "struct a1 { // What it keeps.\n  /* And why. */\n  int b1;\n", "  int longer;\n", "};\n"),
		Entry(nil, "a.c", "static int a1(int b)\n{ // What.\n  /* And why. */\n", "  call(1);\n", "}\n"),
		Entry(nil, "a.cpp", "namespace a1 { // What it keeps.\n// And why.\n", "int call(int b1);\n", "} // end;\n"),
		Entry(nil, "a.cpp", "class A1 : B { // What it keeps.\n  // And why.\n public:\n", "  int call(int b1);\n", "};\n"),
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

// times20 repeats a text twenty times with a number put in wherever it has room for one.
func times20(text string) string {
	var out strings.Builder
	for i := range 20 {
		fmt.Fprintf(&out, text, i, i)
	}
	return out.String()
}

// statement is a line of code to stand before a definition.
func statement(path string) string {
	switch language, _ := LanguageOf(path); language {
	case Python:
		return "call(1)\n"
	case Go:
		return "var a = call(1)\n"
	case Rust:
		return "use a;\n"
	case Java:
		return "import a;\n"
	case C, CPP:
		return "int a;\n"
	}
	return "call(1);\n"
}
