package chunk

import (
	"fmt"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// functions of one language: a file of ten, each with a condition, whose heads can be told.
type tenOf struct {
	path, before, after string
	indent, head        string // of each function, with % for its number
	open, close         string
}

var tens = []tenOf{
	{"a.c", "", "", "", "int f%(int a) {", "  if (a) {", "  }"},
	{"a.cpp", "", "", "", "int f%(int a) {", "  if (a) {", "  }"},
	{"b.cpp", "class A {\n public:\n", "};\n", "  ", "int f%(int a) {", "  if (a) {", "  }"},
	{"a.go", "package a\n\n", "", "", "func f%(a int) {", "  if a > 0 {", "  }"},
	{"A.java", "class A {\n", "}\n", "  ", "int f%(int a) {", "  if (a) {", "  }"},
	{"a.ts", "", "", "", "function f%(a: number): void {", "  if (a) {", "  }"},
	{"b.ts", "export class A {\n", "}\n", "  ", "f%(a: number): void {", "  if (a) {", "  }"},
	{"a.tsx", "", "", "", "export const f% = (a: number) => {", "  if (a) {", "  }"},
	{"a.js", "", "", "", "function f%(a) {", "  if (a) {", "  }"},
	{"b.js", "class A {\n", "}\n", "  ", "f%(a) {", "  if (a) {", "  }"},
	{"a.rs", "", "", "", "fn f%(a: u8) {", "  if a > 0 {", "  }"},
	{"b.rs", "impl A {\n", "}\n", "  ", "fn f%(a: u8) {", "  if a > 0 {", "  }"},
}

// source is the ten functions, where the lines of the fifth are what break makes of them.
func (t tenOf) source(between string, change func(lines []string) []string) string {
	source := t.before
	for i := range 10 {
		lines := []string{strings.ReplaceAll(t.head, "%", fmt.Sprint(i)), t.open, "    call(1);", t.close, "  call(2);", "}"}
		if i == 5 {
			lines = change(lines)
		}
		for _, line := range lines {
			if line != "" && !strings.HasPrefix(line, "<<<<") && !strings.HasPrefix(line, "====") && !strings.HasPrefix(line, ">>>>") && !strings.HasPrefix(line, "||||") {
				line = t.indent + line
			}
			source += line + "\n"
		}
		source += between
	}
	return source + t.after
}

var _ = Describe("A file with a syntax error", func() {
	breaks := map[string]func([]string) []string{
		"a conflict in a body": func(l []string) []string {
			return slices.Insert(slices.Clone(l), 2, "<<<<<<< HEAD", "    one(1);", "=======", "    two(2); {", ">>>>>>> other")
		},
		"a conflict in a body with what was before": func(l []string) []string {
			return slices.Insert(slices.Clone(l), 2, "<<<<<<< HEAD", "    one(1);", "||||||| base", "    none(1); }", "=======", "    two(2); {", ">>>>>>> other")
		},
		"a conflict in a head": func(l []string) []string {
			return slices.Concat([]string{"<<<<<<< HEAD", l[0], "=======", strings.Replace(l[0], "a", "b", 1), ">>>>>>> other"}, l[1:])
		},
		"a brace too few in a body":  func(l []string) []string { return slices.Delete(slices.Clone(l), 3, 4) },
		"a brace too few at the end": func(l []string) []string { return l[:len(l)-1] },
		"a brace too many":           func(l []string) []string { return slices.Insert(slices.Clone(l), 4, "    }") },
		"a statement that is begun":  func(l []string) []string { return slices.Insert(slices.Clone(l), 2, "    x = (") },
		"a condition that is begun":  func(l []string) []string { return slices.Insert(slices.Clone(l), 4, "  if (a) {") },
		"a string that isn't closed": func(l []string) []string { return slices.Insert(slices.Clone(l), 2, "    call(\"a);") },
	}
	for _, t := range tens {
		for about, change := range breaks {
			It(fmt.Sprintf("names all but one of ten functions in %s, with %s", t.path, about), func(ctx SpecContext) {
				for _, between := range []string{"\n", "\n// About the next.\n"} {
					names := namesOf(ctx, Budgets{Default: 200}, t.path, t.source(between, change))
					scope, joint := "", "."
					if t.path == "b.cpp" {
						joint = "::"
					}
					if t.before != "" && t.path != "a.go" {
						scope = "A" + joint
					}
					missing := 0
					for i := range 10 {
						if !slices.Contains(names, fmt.Sprintf("%sf%d", scope, i)) {
							missing++
						}
					}
					Expect(missing).To(BeNumerically("<=", 1), "%q of %s", names, t.source(between, change))
				}
			})
		}
	}

	DescribeTable("keeps its names", func(ctx SpecContext, path, source string, want ...string) {
		Expect(namesOf(ctx, Budgets{}, path, source)).To(HaveExactElements(want))
	},
		Entry("with a brace in both branches of a condition", "d.c", "int before(void) { return 1; }\nint split(int a) {\n#ifdef _WIN32\n  if (a > 1) {\n#else\n  if (a > 2) {\n#endif\n    a++;\n  }\n  return a;\n}\nint after(void) { return 3; }\n", "before", "split", "after"),
		Entry("with a brace in both branches of a condition", "d.cpp", "int before(void) { return 1; }\nint split(int a) {\n#ifdef _WIN32\n  if (a > 1) {\n#else\n  if (a > 2) {\n#endif\n    a++;\n  }\n  return a;\n}\nint after(void) { return 3; }\n", "before", "split", "after"),
		Entry("with exported classes", "a.cpp", "class API A : public B {\n  int z();\n};\nstruct MY_EXPORT(x) S final { int y; };\nclass LIB_API T {\n  void m();\n};\ntemplate <> class LIB_API U<int> { int v; };\n", "A", "A::z", "S", "S::y", "T", "T::m", "U", "U::v"),
		Entry("with calls of macros on lines of their own", "a.h", "DECLARE_IT(a)\n\nstruct s {\n  int x;\n};\nDECLARE_IT(b)\nint f(void);\n", "DECLARE_IT(a)", "s", "s.x", "DECLARE_IT(b)", "f"),
		Entry("with macros on lines of their own", "a.cpp", "MY_BEGIN_NAMESPACE\nMY_TEMPLATE\nbool MY_CLASS::\nerase(int a) {\n  return f();\n}\nclass A {\n  Q_OBJECT\n public:\n  int f();\n};\nMY_END_NAMESPACE\n", "MY_CLASS::erase", "A", "A::f"),
		Entry("with macros among the words of declarations", "a.h", "GL_API void GL_ENTRY glA(int a);\nstatic inline __always_inline int\nf (int a)\n{\n  return 1;\n}\nasmlinkage long g(void);\nint h(void) NOTHROW;\nint x UNUSED;\ntypedef __u32 __bitwise le32;\nint after(void);\n", "glA", "f", "g", "h", "x", "le32", "after"),
		Entry("with calling conventions", "a.h", "typedef GLint (GL_ENTRYP PFN1) (GLuint program, const GLchar *name);\ntypedef BOOL (PASCAL *PFN2)\n   (SOCKET s, int a);\nint (WINAPI *fp)(int);\ntypedef STACK_OF(X) XS;\n", "PFN1", "PFN2", "fp", "XS"),
		Entry("with macros among the constants of an enum", "a.h", "enum E {\n  A,\n#define A A\n  B\n#define B B\n};\nint after(void);\n", "E", "E.A", "E.B", "after"),
		Entry("with remarks in the middle of macros", "a.h", "#define X (A /* 2 */ | B)\n#define Y (A /* 3 */ | B)\nint after(void);\n", "X", "Y", "after"),
		Entry("with macros that declare", "a.c", "DEFINE_PER_CPU(int, x);\nstatic DEFINE_PER_CPU(struct lock, y) = { 0 };\nint after(void);\n", "DEFINE_PER_CPU(int, x)", "DEFINE_PER_CPU(struct lock, y)", "after"),
		Entry("with macros that define", "a.c", "SYSCALL_DEFINE3(execve, const char __user *, filename)\n{\n  return f(filename);\n}\nTEST(A, b)\n{\n  f();\n}\nint after(void);\n", "SYSCALL_DEFINE3(execve, const char __user *, filename)", "TEST(A, b)", "after"),
		Entry("with macros around methods", "a.cpp", "class A_API A FINAL : public B {\n public:\n  A_INLINE A(int x) : y(x) { f(); }\n  A_INLINE static bool f() A_NOEXCEPT { return true; }\n  const_iterator\n  end() const _NOEXCEPT\n  { return 1; }\n  A_CHECK std::vector<int> g() const OVERRIDE;\n};\nstruct M M_FINAL : private ::a::T { enum Off M_TYPE { V = 4 }; };\nint after();\n", "A", "A::A", "A::f", "A::end", "A::g", "M", "M::Off", "M::Off::V", "after"),
		Entry("with a conflict", "a.py", "def f():\n<<<<<<< HEAD\n    x = 1\n=======\n    y = 2\n>>>>>>> other\n\ndef g(): pass\nclass C:\n<<<<<<< HEAD\n    def h(self): pass\n=======\n    def i(self): pass\n>>>>>>> other\n    def j(self): pass\n", "f", "g", "C", "C.h", "C.j"),
	)

	It("has what a macro defines in one chunk, from its head on", func(ctx SpecContext) {
		source := "int before(int a)\n{\n  return f(a) + g(a);\n}\n\nSYSCALL_DEFINE2(open, const char __user *, name, int, flags)\n{\n  struct file *file = get(name);\n  return f(file, flags);\n}\n\nstatic DEFINE_PER_CPU(struct lock, held) = { 0 };\n\nint after(int a)\n{\n  return f(a) + g(a);\n}\n"
		for budget := 115; budget < 200; budget += 5 {
			chunks, err := cutSoundly(ctx, Budgets{Default: budget}, "a.c", []byte(source))
			Expect(err).NotTo(HaveOccurred())
			Expect(chunks).To(ContainElement(HaveField("Content", And(ContainSubstring("SYSCALL_DEFINE2"), ContainSubstring("f(file, flags)")))))
			Expect(chunks).To(ContainElement(HaveField("Content", ContainSubstring("static DEFINE_PER_CPU"))))
		}
	})

	It("is covered all the same, the side of a conflict that isn't parsed included", func(ctx SpecContext) {
		for _, t := range tens {
			for _, change := range breaks {
				for _, budget := range []int{20, 60, 300} {
					_, err := cutSoundly(ctx, Budgets{Default: budget}, t.path, []byte(t.source("\n", change)))
					Expect(err).NotTo(HaveOccurred())
				}
			}
		}
	})
})

var _ = Describe("A text that lies in one line", func() {
	It("is mended in one pass over it, however many braces it holds", func(SpecContext) {
		text := []byte(strings.Repeat("a={b:1};", 100_000) + "{")
		mended, certain := repaired(JavaScript, text)
		Expect(certain).To(BeFalse())
		Expect(mended).To(BeNil(), "there is no line feed to put a brace in the place of")
	}, SpecTimeout(10*time.Second))

	It("is mended in one pass over it, however many macros it holds", func(SpecContext) {
		for _, part := range []string{"A_B(x) { a b;", "class A_B C {", "A B C D E(", "a b "} {
			repaired(CPP, []byte(strings.Repeat(part, 900_000/len(part))))
		}
	}, SpecTimeout(20*time.Second))
})
