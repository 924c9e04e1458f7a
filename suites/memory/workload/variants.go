package workload

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
)

// variants are files for the branches that the small programs in sources don't take, by name: what decides on a language, an
// encoding or a kind, and what is mended. Each is small, but for the sprawling ones.
func variants() map[string]string {
	files := map[string]string{
		"conflict.go": "package p\n\n<<<<<<< HEAD\nfunc A() int { return VERSION }\n||||||| base\nfunc A() int { return 0 }\n=======\nfunc A() int { return 2 }\n>>>>>>> other\n\nfunc B() {}\n",
		"lost.js": "class Cart {\n  add(item) {\n    if (item) {\n      // what is lost\n\n      const a = `x${item}`, r = x(/a\\/b{/), s = 'it\\'s VERSION';\n    this.items.push(item);\n  }\n\n" +
			"  remove(item) {\n    const s = \"unclosed;\n    return s;\n  }\n",
		"even.js":     "class Cart {\n  add(item) {\n    if (item) {\n    this.items.push(VERSION);\n  }\n}\n}\n}\n}\nfunction ( {\n}\n",
		"label.go":    "package p\n\nfunc A(n int) {\n\tswitch n {\n\tcase 1:\n\t\tif n > VERSION {\n\t\t\tn++\n\t}\n}\n\nfunc B() {\n\tfor {\n\t\tn++\nfunc C() {}\n",
		"tail.js":     "function a() {\n  return `never VERSION\n",
		"comment.js":  "function a() {\n  return 'a\\\n /* never VERSION\n",
		"macros.c":    "#define LONG(a) \\\n  do { a; } while (0)\nBEGIN_DECLS\nDEFINE_THING(a, VERSION)\nint f(void) {\n  CHECK_IT(1)\n  return 1;\n}\nMODULE_END\nint g( {\n}\nTEST(Suite, Name) {\n  return;\n}\n",
		"exported.cc": "class A_EXPORT Shape : public Base {\n  bool operator == (const Shape& s) const;\n  Shape(int n) : n_(n) {}\n};\nclass small {};\nstruct Name;\nTEST(Suite, Name_VERSION) { f(); }\nMACRO(x) { g(); }\n",
		"trait.rs":    "impl Display for Point {\n    fn fmt(&self) -> i32 { VERSION }\n}\nfn r#type<'a>(s: &'a str) -> char { 'x' }\nconst S: &str = \"over\nlines\";\n",
		"broken.rs":   "fn a() {\n    let c = '\\n'; let s = \"over\nlines\n}\nfn b<'a>( {\n    if VERSION {\n}\n",
		"names.py":    "",
		"tiny.c":      "",
		"tiny.go":     "package p\n",
		"control.txt": "text \x01\x02 with \x7f VERSION and some more of it\n",
		"mostly.py":   "# " + strings.Repeat("é", 20) + " \xff \xfe VERSION\nx = 1\n",
		"nul.txt":     strings.Repeat("text ", 2_000) + "\x00 VERSION\n",
		"western.c":   strings.Repeat("/* gr\xf6\xdfe VERSION und noch ein wenig mehr Text */\n", 600),
		"stray.txt":   strings.Repeat("a\x81b VERSION c\x8dd\n", 20),
		"russian.py":  "",
		"binary16.cs": "\xff\xfe" + strings.Repeat("\x00\x00V\x00", 20),
		"broken16.cs": "\xff\xfe\x00\xd8a\x00",
		"a.py.j2":     "x = VERSION\n", "Dockerfile.dev": "FROM scratch\n# VERSION\n", "b.C": "class A { int n = VERSION; };\n",
		"tool-1": "#!/usr/bin/python3.11\nVERSION\n", "tool-2": "# -*- mode: python -*-\nVERSION\n", "tool-3": "// vim: ft=js\nVERSION\n",
		"tool-4": "<?php\nVERSION\n", "tool-5": "# vim: ft=nothing\nVERSION\n", "tool-6": "// -*- C++ -*-\nVERSION\n",
		"tool-7": "#!/usr/bin/env -S\nVERSION\n", "tool-8": "# vim: filetype=python\nVERSION\n", "tool-9": "VERSION\n", "tool-10": "# vim: ft=py\nVERSION\n",
		"plain.vue": "<template><p>VERSION</p></template>\n", "tsx.vue": "<!-- a comment --><script lang=\"tsx\">\nconst A = () => <p>VERSION</p>\n</script>\n<!-- open\n",
		"a.astro":      "---\nconst a = VERSION;\n---\n<p>{a}</p>\n<script>let b = 1</script>\n<script\n",
		"open.vue":     "<script>\nconst a = VERSION\n",
		"other.svelte": "<script type=\"application/json\">{}</script>\n<script>let a = VERSION</script>\n<scripts>\n",
		"empty.md":     "", "large.md": "",
		"using.h": "#pragma once\nusing Name = int; // VERSION\n", "objective.h": "@interface Foo : NSObject\n// VERSION\n@end\n",
		"import.h": "#import <Foundation/Foundation.h>\n// VERSION\n", "vector.h": "#include <vector>\n// VERSION\n",
		"extern.h": "extern \"C\" {\nint f(int VERSION_);\n}\n", "only.h": "int f(void);\nconstexpr int a = VERSION;\n", "base.h": "struct A : B { int VERSION_; };\n",
		"override.h": "void MACRO(f) override; // VERSION\n", "reference.h": "void f(const Thing &t); // VERSION\n", "scope.h": "std::string f(void); // VERSION\n",
		"template.h": "template <class T> T f(T t); // VERSION\n", "ampersand.h": "void f(int& n); // VERSION\n", "constructor.h": "struct A { A(int n); }; // VERSION\n",
		"destructor.h": "struct A { int x; ~A(); }; // VERSION\n", "operator.h": "T operator+(int a); // VERSION\n", "call.h": "T operator()(int a); // VERSION\n",
		"access.h": "struct A {\npublic:\n int x;\n}; // VERSION\n", "enum.h": "enum class Kind { A }; // VERSION\n", "enum-of.h": "enum class Kind : int; // VERSION\n",
		"anonymous.h": "namespace {\nint a = VERSION;\n}\n", "const.h": "int f(void) const; // VERSION\n", "pure.h": "int f(void) const = 0; // VERSION\n",
		"inline.h": "int f(void) const { return VERSION; }\n", "default.h": "A f(void) = default; // VERSION\n", "auto.h": "auto f(int n) -> int; // VERSION\n",
		"method.h": "struct A { int get(int VERSION_); };\n", "final.h": "struct A final { int x; }; // VERSION\n",
		"plain.h": "/* A header in C,\n   over two lines. */\n#ifndef A_VERSION_H\n#define A_VERSION_H /* which begins\n  and ends here */\n#ifdef __cplusplus\nclass Hidden {};\n#else\n// one line\nint other;\n#endif\n" +
			"#define LONG(a) \\\n  do { a; } while (0)\nstruct point { int x, y; int (*f)(int a); };\nunion u { struct point p; char c; };\nenum { A = 1 };\n" +
			"static const char *text = \"a \\\" quote\", mark = '\\'';\nstatic int get(struct point *p) { return p->x && p->y ? 1 : 0; }\n#endif\n/* not closed",
		"unclosed.h": "int a;\n#define X /* VERSION never closed",
	}
	maps.Copy(files, mended())
	long := strings.Repeat("very_long_name_", 6)
	files["names.py"] = "class A" + long + ":\n    class B" + long + ":\n        class C" + long + ":\n            def d" + long + "(self):\n                return VERSION\n"
	files["tiny.c"] = strings.Repeat("int a(){}\n", 300) + "int VERSION_;\n"
	files["tiny.go"] += strings.Repeat("type A B\n", 300) + "// VERSION\n"
	files["russian.py"] = strings.Repeat("# "+cyrillic("это довольно длинная строка о том как работает программа и что она делает")+" VERSION\nx = 1\n", 10)
	files["large.md"] = "Title VERSION\n=====\n\n" + strings.Repeat("A paragraph of some length that goes on.\n", 60) + "| a | b |\n|---|---|\n| 1 | 2 |\n\n" +
		strings.Repeat("Another paragraph.\n\n", 80) + "## Next\n\ntext\n\n```\nnever closed\n"
	maps.Copy(files, repeated())
	random := rand.New(rand.NewPCG(7, 7)) //nolint:gosec // a tree that is the same each time
	for _, extension := range []string{"js", "go", "c", "cpp", "java", "rs", "ts", "py"} {
		files["sprawling."+extension] = sprawling(random, extension)
	}
	return files
}

// repeated are files of what leads the C code to its rarer functions, so often that 16 bytes lost with each call are seen.
func repeated() map[string]string {
	made, titled, tokens := "function Made() {\n", "", ""
	for i := range 40 {
		made += fmt.Sprintf("  this.m%d = b || (function () { return VERSION; });\n", i)
		titled += fmt.Sprintf("describe('part %d', (function () { it(VERSION); }));\n", i)
		tokens += fmt.Sprintf("items! { struct A%d { f: fn(u8) -> B } }\n", i)
	}
	return map[string]string{"made.js": made + "}\n" + titled, "tokens.rs": tokens}
}

// cyrillic encodes Russian text as Windows does.
func cyrillic(text string) string {
	var out strings.Builder
	for _, r := range text {
		if r >= 'а' && r <= 'я' {
			r = r - 'а' + 0xe0
		}
		out.WriteByte(byte(r))
	}
	return out.String()
}

// sprawling is a program of far more than a chunk, whose parts come in every size: long comments, one line with many functions,
// blocks in one another, long lists, lines without end.
func sprawling(random *rand.Rand, extension string) string {
	var out strings.Builder
	comment, function, statement := "// ", "function f%d(a) {", "a = g(a, %d);"
	switch extension {
	case "go":
		out.WriteString("package p\n\n")
		function, statement = "func f%d(a int) {", "a = g(a, %d)"
	case "c", "cpp", "java":
		function = "int f%d(int a) {"
	case "rs":
		function = "fn f%d(a: i32) {"
	case "py":
		comment, function, statement = "# ", "def f%d(a):", "a = g(a, %d)"
	}
	class := extension == "java" || extension == "cpp" && random.IntN(2) == 0
	if class {
		out.WriteString("class Sprawling {\n")
	}
	for i := range 12 {
		out.WriteString(strings.Repeat(comment+"a line that says something about what follows\n", random.IntN(2)*random.IntN(40)))
		if extension != "py" && random.IntN(4) == 0 { // several on one line
			for range 1 + random.IntN(30) {
				fmt.Fprintf(&out, function+" "+statement+" } ", i, random.IntN(1_000))
			}
			out.WriteString(comment + "VERSION\n")
			continue
		}
		fmt.Fprintf(&out, function, i)
		out.WriteString("\n")
		body(random, &out, extension, statement, comment, 1)
		if extension != "py" {
			out.WriteString("}" + strings.Repeat(" "+comment+"the end", random.IntN(2)) + "\n")
		}
		out.WriteString(strings.Repeat("\n", random.IntN(3)))
	}
	if class {
		out.WriteString("};\n")
	}
	return out.String()
}

// body writes statements, some of which are long or hold further ones.
func body(random *rand.Rand, out *strings.Builder, extension, statement, comment string, depth int) {
	indent := strings.Repeat("    ", depth)
	for range 1 + random.IntN(12) {
		switch kind := random.IntN(12); {
		case kind == 0 && depth < 6:
			if extension == "py" {
				out.WriteString(indent + "if a:\n")
			} else {
				out.WriteString(indent + "if (a > 1) {\n")
			}
			body(random, out, extension, statement, comment, depth+1)
			if extension != "py" {
				out.WriteString(indent + "}\n")
			}
		case kind == 1:
			out.WriteString(indent + "a = [" + strings.Repeat("\"é and more\", ", random.IntN(200)) + "1]\n")
		case kind == 2:
			out.WriteString(strings.Repeat(indent+comment+"a remark on it\n", random.IntN(30)))
		case kind == 3:
			fmt.Fprintf(out, indent+"a = %s1%s\n", strings.Repeat("h(", random.IntN(150)), strings.Repeat(", 22222)", 1))
		case kind == 4:
			out.WriteString(indent + strings.Repeat(fmt.Sprintf(statement, 1)+"; ", random.IntN(60)) + "\n")
		default:
			fmt.Fprintf(out, indent+statement+"\n", random.IntN(1_000))
		}
	}
}
