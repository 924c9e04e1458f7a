package chunk

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("What follows something that nothing closes", func() {
	DescribeTable("keeps its names", func(ctx SpecContext, path, source string, want ...string) {
		Expect(namesOf(ctx, Budgets{Default: 100_000}, path, source)).To(HaveExactElements(want), source)
	},
		Entry("a raw string of Go", "a.go", "package a\n\nfunc a() {\n\tx := `open\n}\n\nfunc b() {}\n\ntype T struct{}\n\nfunc (t T) M() { _ = `closed` }\n", "a", "b", "T", "T.M"),
		Entry("a raw string of Go, behind others", "a.go", "package a\n\nvar s = `\n\tx := y {\n\t}\n`\n\nfunc a() {\n\tx := `open\n}\n\nfunc b() {}\n", "s", "a", "b"),
		Entry("a tag of Go", "a.go", "package a\n\ntype T struct {\n\tx int `json:\"x\n\ty int\n}\n\nfunc d() {}\nfunc e() {}\n", "T", "d", "e"),
		Entry("a template", "a.ts", "class A {\n  m() {\n    const s = `open ${x};\n  }\n  n() {}\n}\nfunction b() { return `x`; }\n", "A", "A.m", "A.n", "b"),
		Entry("a template at the top level", "a.js", "const s = `open\nfunction a() {}\nclass B { m() {} }\n", "s", "a", "B", "B.m"),
		Entry("a regular expression", "a.js", "function a() {\n  const re = /open;\n}\nfunction b() {}\n", "a", "b"),
		Entry("a string of Rust", "a.rs", "fn a() {\n    let s = \"open;\n}\n\nfn b() {}\nstruct T;\nfn c() { let x = \"x\"; }\n", "a", "b", "T", "c"),
		Entry("a string of Rust, behind one of several lines", "a.rs", "fn a() {\n    let s = \"{\n      {\n\";\n    if x {\n}\nfn b() {}\n", "a", "b"),
		Entry("a block of text", "A.java", "class A {\n  String t = \"\"\"\n    open;\n  void b() { }\n  void c() { }\n}\n", "A", "A.t", "A.b", "A.c"),
		Entry("a comment", "a.rs", "fn a() {}\n/* open\nfn b() {}\n", "a", "b"),
		Entry("a bracket of Python", "a.py", "x = [1, 2\n\ndef g():\n    pass\n\nclass C:\n    def m(self):\n        y = {\n    def n(self):\n        call(a,\n             b\n    def o(self): pass\ndef h(): pass\n", "x", "g", "C", "C.m", "C.n", "C.o", "h"),
		Entry("a head of Python", "a.py", "class C:\n    def a(self:\n        pass\n    def b(self): pass\ndef c(\ndef d(): pass\n", "C", "C.a", "C.b", "d"),
		Entry("braces in one another of Go", "a.go", "package a\n\nfunc a() {\n\tif x {\nfunc b() {}\ntype T struct {\n\tx int\nfunc c() {}\n", "a", "b", "T", "c"),
		Entry("braces in one another of scripts", "a.js", "function a() {\n  if (x) {\nfunction b() {}\nconst o = {\n  m() {},\n\nfunction c() {}\n", "a", "b", "o", "o.m", "c"),
		Entry("braces in one another of Rust", "a.rs", "fn a() {\n    if x {\nfn b() {}\nfn c() {}\n", "a", "b", "c"),
		Entry("a class in a namespace, and a method", "a.cpp", "namespace n {\nclass A {\n  void a() {\n    x();\n  }\n  void b() {\n    y();\n\nclass B {\n  void c() {}\n};\n}\nvoid after() {}\n", "n", "n::A", "n::A::a", "n::A::b", "n::B", "n::B::c", "after"),
		Entry("two methods of a class", "a.cpp", "class A {\n public:\n  void a() {\n    if (x) {\n  }\n  void b() { }\n  void c( { }\n  void d() { }\n};\nclass B { void f(); };\n", "A", "A::a", "A::b", "A::c", "A::d", "B", "B::f"),
		Entry("a struct of C", "a.c", "struct s {\n  int a;\n\nint f(void) { return 1; }\nint g(void) { return 1; }\n", "s", "s.a", "f", "g"),
		Entry("a function with its brace on a line of its own", "a.c", "int f(void)\n{\n  if (x)\n  {\n    y();\n  }\n\nint g(void)\n{\n  return 1;\n}\n", "f", "g"),
		Entry("braces in three branches of a condition", "a.cpp", "void f() {\n#ifdef A\n  if (x) {\n#elif B\n  if (y) {\n#else\n  {\n#endif\n    z();\n  }\n}\nclass K {\n#ifdef A\n  void m() {\n#else\n  void m(int) {\n#endif\n    z();\n  }\n  void n();\n};\nvoid after();\n", "f", "K", "K::m", "K::n", "after"),
		Entry("braces in the cases of two branches", "a.c", "int f(void) {\n  switch (x) {\n#ifdef A\n  case 1: {\n    b();\n#else\n  case 2: {\n#endif\n    c();\n  }\n  }\n}\nint g(void) { return 1; }\n", "f", "g"),
	)
})

var _ = Describe("A text that no one would write", func() {
	DescribeTable("is mended in one pass over it", func(_ SpecContext, language Language, part string) {
		text := []byte("{(`\"\n" + strings.Repeat(part, 900_000/len(part)))
		repaired(language, text)
		withoutExportMacros(language, text)
	},
		Entry("of quotes on one line", SpecTimeout(20*time.Second), Go, "`a` "),
		Entry("of quotes on lines of their own", SpecTimeout(20*time.Second), Rust, "\"a\n\" "),
		Entry("of brackets", SpecTimeout(20*time.Second), Python, "(["),
		Entry("of brackets that are never closed", SpecTimeout(20*time.Second), Python, "(\ndef f(\n"),
		Entry("of braces", SpecTimeout(20*time.Second), CPP, "{"),
		Entry("of braces on lines of their own", SpecTimeout(20*time.Second), TypeScript, "{\n"),
		Entry("of braces and conditions", SpecTimeout(20*time.Second), C, "#if A\n{\n#else\n"),
		Entry("of modules", SpecTimeout(20*time.Second), CPP, "export import {;"),
		Entry("of modules that export braces", SpecTimeout(20*time.Second), CPP, "export {;"),
		Entry("of comments that nothing closes", SpecTimeout(20*time.Second), Java, "/*\n"),
		Entry("of raw strings that nothing closes", SpecTimeout(3*time.Second), CPP, "R\"x("),
		Entry("of attributes that nothing closes", SpecTimeout(3*time.Second), C, "[["),
		Entry("of braces behind empty lines", SpecTimeout(3*time.Second), C, strings.Repeat("\n", 990)+strings.Repeat("{}\n", 299_000)),
		Entry("of old types", SpecTimeout(20*time.Second), C, ")a;"),
	)
})
