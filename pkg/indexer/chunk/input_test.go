package chunk

import (
	"fmt"
	"math/rand"
	"strings"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Strange input", func() {
	DescribeTable("is refused with its reason",
		func(ctx SpecContext, path, source string, reason error) {
			chunks, err := New(Budgets{}, Limits{}).Cut(ctx, path, []byte(source))
			Expect(err).To(MatchError(reason))
			Expect(chunks).To(BeNil())
		},
		Entry("an unknown extension", "a.xyz", "text", ErrUnknownKind),
		Entry("no extension and nothing in the first line", "bin/DATA", "text", ErrUnknownKind),
		Entry("an interpreter that nobody knows", "bin/tool", "#!/opt/own/thing\n", ErrUnknownKind),
		Entry("a NUL byte", "a.py", "x = '\x00'", ErrBinary),
		Entry("UTF-16 without a mark", "a.py", "x\x00 \x00=\x00 \x001\x00", ErrBinary),
		Entry("a mark of UTF-16 before bytes that are none", "a.py", "\xff\xfe\x00\x01\x00\x02\x00\x00\x00\xd8a\x00", ErrEncoding),
		Entry("bytes that are no text", "a.c", strings.Repeat("\x01\x90\xa0ab", 100), ErrBinary),
		Entry("bytes of no encoding", "a.c", "x = 1\n"+strings.Repeat("text to keep it a text file\n", 20)+strings.Repeat("\x80", 500)+"\n", ErrEncoding),
	)

	DescribeTable("without content has no chunks",
		func(ctx SpecContext, source string) {
			for _, path := range []string{"a.py", "a.md", "a.go", "a.rs"} {
				chunks, err := New(Budgets{}, Limits{}).Cut(ctx, path, []byte(source))
				Expect(err).NotTo(HaveOccurred())
				Expect(chunks).To(BeEmpty())
			}
		},
		Entry("nothing", ""),
		Entry("blanks", " \t\r\n\v\f\n\n  "),
	)

	var kinds []string
	for _, f := range fixtures() {
		kinds = append(kinds, f.path)
	}

	DescribeTable("is covered exactly once in every language",
		func(ctx SpecContext, source string) {
			for _, path := range kinds {
				for _, budget := range []int{3, 100, 1000} {
					_, err := cutSoundly(ctx, Budgets{Default: budget}, path, []byte(source))
					Expect(err).NotTo(HaveOccurred(), "%s, budget %d", path, budget)
				}
			}
		},
		Entry("one byte", "x"),
		Entry("a byte order mark", "\uFEFFimport a\nx = 1\n"),
		Entry("nothing but a byte order mark", "\uFEFF"),
		Entry("carriage returns and line feeds", "import a\r\n\r\nx = 1\r\ny = 2\r\n"),
		Entry("lone carriage returns", "import a\rx = 1\ry = 2\r"),
		Entry("bytes that aren't UTF-8", "x = 'a\xffb\xc3'\ny = '\xed\xa0\x80 \xc0\xaf'\nz = '"+strings.Repeat("é", 99)+"\xe9'\n"),
		Entry("a NUL behind the first 8 KB", strings.Repeat("x = 1\n", 2000)+"y = '\x00'\n"),
		Entry("strange spaces", "x\u00a0=\u20281\u3000\u2029\u0085\ufeff\n\f\v\n"),
		Entry("continued lines", "x = 1 + \\\n    2\n#define A \\\n  1\n"),
		Entry("no line feed at the end", "x = 1\n# end"),
		Entry("unclosed brackets", "f(a, [b, {c"),
		Entry("an unclosed string", "x = \"abc\ny = '''def\n/* ghi"),
		Entry("closing brackets only", strings.Repeat(")}]", 300)),
		Entry("semicolons only", strings.Repeat(";", 3000)),
	)

	It("is covered when it is nested 100,000 levels deep", Label("slow"), func(ctx SpecContext) {
		for _, path := range []string{"a.py", "a.js", "a.go", "a.c", "a.json"} {
			source := "x = " + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "\n"
			_, err := cutSoundly(ctx, Budgets{}, path, []byte(source))
			Expect(err).NotTo(HaveOccurred(), path)
		}
	})

	It("is covered when it is one line of 20 MB", Label("slow"), func(ctx SpecContext) {
		source := []byte(strings.Repeat("var a=1;function f(){return a};", 20_000_000/31))
		_, spans, err := New(Budgets{}, Limits{}).locate(ctx, "a.js", source)
		Expect(err).NotTo(HaveOccurred())
		Expect(brokenSpans(spans, source)).To(Succeed())
	})

	It("is covered when it is random", Label("slow"), func(ctx SpecContext) {
		const common = "(){}[]<>;,.:=+-*/'\"`#@!?&|\\ \n\tabc019_$"
		random := rand.New(rand.NewSource(GinkgoRandomSeed()))
		for range 30 {
			var text []byte
			for range random.Intn(4000) {
				switch random.Intn(50) {
				case 0, 1, 2:
					text = utf8.AppendRune(text, rune(0x80+random.Intn(0x2000)))
				case 3:
					text = append(text, byte(0x80+random.Intn(0x80)))
				default:
					text = append(text, common[random.Intn(len(common))])
				}
			}
			for _, path := range kinds {
				_, err := cutSoundly(ctx, Budgets{Default: 1 + random.Intn(300)}, path, text)
				Expect(err).NotTo(HaveOccurred(), "%s: %q", path, text)
			}
		}
	})
})

// brokenSpans checks that the chunks cover the source, in linear time.
func brokenSpans(spans []span, source []byte) error {
	at := 0
	for _, s := range spans {
		s.start, s.end = trim(source, s.start, s.end)
		at, _ = trim(source, at, s.start+1)
		if at != s.start {
			return fmt.Errorf("%d to %d is in no chunk", at, s.start)
		}
		at = s.end
	}
	if rest, _ := trim(source, at, len(source)); rest != len(source) {
		return fmt.Errorf("%d and on is in no chunk", rest)
	}
	return nil
}

var _ = Describe("LanguageOf", func() {
	DescribeTable("goes by the file's name",
		func(path string, want Language) {
			language, known := LanguageOf(path)
			Expect(language).To(Equal(want))
			Expect(known).To(Equal(want != ""))
		},
		Entry(nil, "a.py", Python), Entry(nil, "A.PY", Python), Entry(nil, "a.pyi", Python), Entry(nil, "a.d.ts", TypeScript),
		Entry(nil, "a.mts", TypeScript), Entry(nil, "a.cts", TypeScript), Entry(nil, "a.tsx", TSX), Entry(nil, "a.js", JavaScript),
		Entry(nil, "a.mjs", JavaScript), Entry(nil, "a.cjs", JavaScript), Entry(nil, "a.jsx", JavaScript), Entry(nil, "x/a.go", Go),
		Entry(nil, "a.rs", Rust), Entry(nil, "a.java", Java), Entry(nil, "a.c", C), Entry(nil, "a.h", C), Entry(nil, "a.cc", CPP),
		Entry(nil, "a.cpp", CPP), Entry(nil, "a.cxx", CPP), Entry(nil, "a.hpp", CPP), Entry(nil, "a.hh", CPP), Entry(nil, "a.hxx", CPP),
		Entry(nil, "README.md", Markdown), Entry(nil, "a.markdown", Markdown), Entry(nil, "a.json", JSON), Entry(nil, "a.yaml", YAML),
		Entry(nil, "a.yml", YAML), Entry(nil, "a.toml", TOML), Entry(nil, "Cargo.lock", TOML), Entry(nil, "a.sh", Shell),
		Entry(nil, "a.bash", Shell), Entry(nil, "a.zsh", Shell), Entry(nil, "home/.bashrc", Shell), Entry(nil, "a.sql", SQL),
		Entry(nil, "a.html", HTML), Entry(nil, "a.htm", HTML), Entry(nil, "a.css", CSS),
		Entry(nil, "a.png", Language("")), Entry(nil, ".py", Python), Entry(nil, "", Language("")),
	)
})
