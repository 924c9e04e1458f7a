package chunk

import (
	"context"
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// shape is a definition with what describes it. In each text "¶" stands for a long comment line's words; body is a statement or
// member that is repeated.
type shape struct{ path, lead, head, body, end string }

var shapes = []shape{
	{"a.ts", "// ¶\n", "function f() {\n", "  call(1);\n", "}\n"},
	{"a.ts", "/**\n * ¶\n */\n", "export function f() {\n", "  call(1);\n", "}\n"},
	{"a.ts", "// ¶\n", "export default class F {\n", "  m() { call(1); }\n", "}\n"},
	{"a.ts", "// ¶\n", "export const f = (a: number) => {\n", "  call(1);\n", "};\n"},
	{"a.ts", "// ¶\n", "export const table = {\n", "  key: 'value',\n", "};\n"},
	{"a.ts", "// ¶\n", "export const table = [\n", "  'value',\n", "];\n"},
	{"a.ts", "/* ¶ */\n", "export interface F {\n", "  m(): void;\n", "}\n"},
	{"a.ts", "/* ¶ */\n", "export enum F {\n", "  A,\n", "}\n"},
	{"a.ts", "/* ¶ */\n", "declare namespace F {\n", "  function f(): void;\n", "}\n"},
	{"a.ts", "// ¶\n@Injectable()\n@Other({\n  a: 1,\n})\n", "export class F {\n", "  m() { call(1); }\n", "}\n"},
	{"a.tsx", "// ¶\n", "export const F = () => {\n", "  call(1);\n", "};\n"},
	{"a.tsx", "// ¶\n", "export default memo(function F() {\n", "  call(1);\n", "});\n"},
	{"a.ts", "/** ¶ */\n", "export type F =\n", "  | 'value'\n", "  | 'last';\n"},
	{"a.ts", "// ¶\n", "export const store = create((set) => ({\n", "  m: () => call(1),\n", "}));\n"},
	{"a.ts", "// ¶\n", "export const routes = t.router({\n", "  key: t.call(1),\n", "});\n"},
	{"a.js", "// ¶\n", "module.exports = {\n", "  m() { call(1); },\n", "};\n"},
	{"a.js", "// ¶\n", "X.prototype.y = function () {\n", "  call(1);\n", "};\n"},
	{"a.js", "// ¶\n", "export class F {\n", "  m() { call(1); }\n", "}\n"},
	{"a.js", "// ¶\n", "describe('f', () => {\n", "  call(1);\n", "});\n"},
	{"a.py", "# ¶\n", "def f(a):\n", "    call(1)\n", ""},
	{"a.py", "# ¶\n@decorated\n", "def f(a):\n", "    call(1)\n", ""},
	{"a.py", "@decorated('¶')\n", "def f(a):\n", "    call(1)\n", ""},
	{"a.py", "# ¶\n@decorated(\n    1,\n)\n@again\n", "class F(\n    Base,\n):\n", "    x = 1\n", ""},
	{"a.py", "# ¶\n", "TABLE = {\n", "    'key': 'value',\n", "}\n"},
	{"a.go", "// ¶\n", "func f(a int) {\n", "\tcall(1)\n", "}\n"},
	{"a.go", "// ¶\n", "type F struct {\n", "\tx int\n", "}\n"},
	{"a.go", "// ¶\n", "type (\n\tF struct {\n", "\t\tx int\n", "\t}\n)\n"},
	{"a.go", "// ¶\n", "type F interface {\n", "\tM(x int)\n", "}\n"},
	{"a.go", "// ¶\n", "const (\n", "\tx = iota\n", ")\n"},
	{"a.go", "// ¶\n", "var (\n", "\tx = 1\n", ")\n"},
	{"a.go", "// ¶\n", "var table = map[string]int{\n", "\t\"a\": 1,\n", "}\n"},
	{"a.rs", "/// ¶\n", "pub fn f() {\n", "    call(1);\n", "}\n"},
	{"a.rs", "/// ¶\n#[cfg_attr(\n    feature = \"serde\",\n    derive(Serialize)\n)]\n", "pub struct F {\n", "    x: u32,\n", "}\n"},
	{"a.rs", "/// ¶\n#[derive(Debug)] // note\n#[a] #[b]\n", "pub enum F {\n", "    Variant,\n", "}\n"},
	{"a.rs", "/// ¶\n", "impl<T> A for F<T> {\n", "    fn f() { call(1); }\n", "}\n"},
	{"A.java", "/** ¶ */\n", "@Annotated(\"a\")\npublic class F {\n", "  int x;\n", "}\n"},
	{"a.c", "/* ¶ */\n", "static int f(int a) {\n", "  call(1);\n", "}\n"},
	{"a.c", "/* ¶ */\n", "typedef struct f {\n", "  int x;\n", "} f_t;\n"},
	{"a.c", "/* ¶ */\n", "typedef struct {\n", "  int x;\n", "} f_t;\n"},
	{"a.c", "/* ¶ */\n", "static const int table[] = {\n", "  12345,\n", "};\n"},
	{"a.c", "// ¶\n#pragma pack\n", "struct f {\n", "  int x;\n", "};\n"},
	{"a.cpp", "// ¶\n", "template <class T>\nclass F {\n", "  int x;\n", "};\n"},
	{"a.cpp", "// ¶\n", "template <class T> void f() {\n", "  call(1);\n", "}\n"},
	{"a.cpp", "// ¶\n", "template <class K>\n  requires A<K>\nK F<K>::get(K k) const {\n", "  call(1);\n", "}\n"},
	{"a.cpp", "// ¶\n", "extern \"C\" {\n", "  int f();\n", "}\n"},
	{"a.cpp", "// ¶\n", "namespace f {\n", "  int g();\n", "}\n"},
	{"a.cpp", "// ¶\n", "enum class F {\n", "  A,\n", "};\n"},
}

// members are shapes within a class, between what begins it and what ends it.
var members = []struct {
	before, after string
	shape
}{
	{"class C {\n  first() { call(1); }\n\n", "}\n", shape{"a.ts", "  // ¶\n  @Get('b')\n  @Roles('x')\n", "  second() {\n", "    call(1);\n", "  }\n"}},
	{"class C {\n  a = 1;\n\n", "}\n", shape{"a.js", "  /** ¶ */\n", "  async second() {\n", "    call(1);\n", "  }\n"}},
	{"class C:\n    x = 1\n\n", "", shape{"a.py", "    # ¶\n    @property\n", "    def second(self):\n", "        call(1)\n", ""}},
	{"class C {\n  int x;\n\n", "}\n", shape{"A.java", "  // ¶\n  @Override\n", "  int second() {\n", "    call(1);\n", "  }\n"}},
	{"class C {\n  int x;\n\n", "};\n", shape{"a.cpp", " public: // ¶\n", "  int second() {\n", "    call(1);\n", "  }\n"}},
	{"class C {\n  int x;\n\n", "};\n", shape{"a.cpp", " public:\n\n  // ¶\n", "  template <class T>\n  int second() {\n", "    call(1);\n", "  }\n"}},
	{"impl C {\n    const X: u8 = 1;\n\n", "}\n", shape{"a.rs", "    /// ¶\n    #[inline]\n", "    fn second() {\n", "        call(1);\n", "    }\n"}},
}

var _ = Describe("What describes a definition", func() {
	for _, s := range shapes {
		It(fmt.Sprintf("stays with %s: %q", s.path, s.lead+s.head), func(ctx SpecContext) { s.hold(ctx, s.filler(), "") })
	}
	for _, m := range members {
		It(fmt.Sprintf("stays with a member in %s: %q", m.path, m.lead+m.head), func(ctx SpecContext) { m.hold(ctx, m.before, m.after) })
	}
})

var _ = Describe("A definition of which only the last character is too much", func() {
	DescribeTable("stays with what describes it", func(ctx SpecContext, path, source string) {
		for budget := 60; budget < 110; budget++ {
			chunks, err := cutSoundly(ctx, Budgets{Default: budget}, path, []byte(source))
			Expect(err).NotTo(HaveOccurred())
			Expect(contents(chunks)[0]).To(ContainSubstring("call(1)"), "budget %d: %q", budget, contents(chunks))
		}
	},
		Entry(nil, "a.js", "// What it is\nexports.f = async function f() {\n"+strings.Repeat("  call(1);\n", 6)+"};\n"),
		Entry(nil, "a.js", "// What it is\nlet f = function* () {\n"+strings.Repeat("  call(1);\n", 6)+"};\n"),
		Entry(nil, "a.cpp", "// What it is\ntemplate <>\nstruct F<int> final : G, H {\n"+strings.Repeat("  int call(1);\n", 4)+"};\n"),
	)
})

// filler is a line of code for what stands before the definition.
func (s shape) filler() string {
	return map[string]string{
		"a.py": "import something\n", "a.go": "var something = 1\n", "a.rs": "use something;\n", "A.java": "import something;\n",
		"a.c": "int something;\n", "a.cpp": "int something;\n",
	}[s.path]
}

// hold cuts the shape in many sizes, behind more or less of other code, and expects the description and the head in one chunk,
// and each chunk at the beginning of a line.
func (s shape) hold(ctx context.Context, before, after string) {
	const budget = 300
	for _, words := range []int{1, 6, 12, 20} {
		for _, members := range []int{1, 3, 6, 12, 20, 40} {
			for filled := range 18 {
				lead := strings.ReplaceAll(s.lead, "¶", strings.TrimSpace(strings.Repeat("What it is ", words)))
				fill := before
				if after == "" && !strings.HasPrefix(before, "class") {
					fill = strings.Repeat(before, filled)
				} else if filled > 0 {
					break
				}
				source := fill + lead + s.head + strings.Repeat(s.body, members) + s.end + after
				chunks, spans, err := locateSoundly(ctx, Budgets{Default: budget}, s.path, []byte(source))
				Expect(err).NotTo(HaveOccurred())
				begins, opens := len(fill), len(fill)+len(lead)+len(strings.TrimRight(s.head, "\n"))
				about := fmt.Sprintf("%d words, %d members, %d before: %q", words, members, filled, contents(chunks))
				for i, c := range spans {
					Expect(startsLine([]byte(source), c.start)).To(BeTrue(), "in mid-line: %q: %s", chunks[i].Content, about)
					Expect(c.start > begins && c.start < opens).To(BeFalse(), "in the head: %q: %s", chunks[i].Content, about)
				}
			}
		}
	}
}
