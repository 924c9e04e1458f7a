package chunk

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A file without a tree", func() {
	DescribeTable("is cut so that what describes a definition stays with its first line", func(ctx SpecContext, path, lead, head, body string) {
		source := strings.Repeat(lead+head+strings.Repeat(body, 3)+"\n", 20)
		for budget := 110; budget < 400; budget += 7 {
			chunks, spans, err := locateSoundly(ctx, Budgets{Default: budget}, path, []byte(source))
			Expect(err).NotTo(HaveOccurred())
			one := len(lead + head + strings.Repeat(body, 3) + "\n")
			for i, c := range spans {
				at, _ := trim([]byte(source), c.start, c.end)
				within := at % one
				Expect(within == 0 || within >= len(lead+head)).To(BeTrue(), "budget %d: a chunk begins with %.60q", budget, chunks[i].Content)
			}
		}
	},
		Entry(nil, "a.cs", "/// <summary>What it is</summary>\n[HttpGet(\"b\")]\n[Authorize(\n    Roles = \"x\")]\n", "public int Second(int b)\n{\n", "    Call(1);\n"),
		Entry(nil, "a.php", "/**\n * What it is\n   and what not\n */\n#[Route('/b')]\n", "public function second($b)\n{\n", "    call(1);\n"),
		Entry(nil, "a.kt", "/** What it is */\n@Get(\n    \"b\"\n)\n@Roles(\"x\")\n", "fun second(b: Int) {\n", "    call(1)\n"),
		Entry(nil, "a.swift", "/// What it is\n@objc\n@available(iOS 1, *)\n", "func second(b: Int) {\n", "    call(1)\n"),
		Entry(nil, "a.scala", "// What it is\n@tailrec\n", "def second(b: Int) = {\n", "    call(1)\n"),
		Entry(nil, "a.rb", "# What it is:\n# and what not\n", "def second(b)\n", "  call 1\n"),
		Entry(nil, "a.lua", "--- What it is\n-- and what not\n", "function second(b)\n", "  call(1)\n"),
		Entry(nil, "a.proto", "// What it is\n// and what not\n", "message Second {\n", "  int32 a = 1;\n"),
		Entry(nil, "a.tf", "# What it is\n# and what not\n", "resource \"a\" \"b\" {\n", "  a = 1\n"),
		Entry(nil, "a.sh", "# What it is\n# and what not\n", "second() {\n", "  call 1\n"),
		Entry(nil, "a.sql", "-- What it is\n-- and what not\n", "CREATE TABLE second (\n", "  a int,\n"),
		Entry(nil, "a.yaml", "# What it is\n# and what not\n", "second:\n", "  a: 1\n"),
		Entry(nil, "a.toml", "# What it is\n[table]\n", "a = 1\n", "b = 2\n"),
		Entry(nil, "a.ex", "@doc \"What it is\"\n@spec second(b) :: c\n", "def second(b) do\n", "  call(1)\n"),
		Entry(nil, "a.hs", "-- | What it is\n-- and what not\n", "second :: Int -> Int\n", "second b = b\n"),
		Entry(nil, "a.html", "<!-- What it is -->\n", "<div>\n", "  <p>a</p>\n"),
		Entry(nil, "Dockerfile", "# What it is\n# and what not\n", "RUN a\n", "RUN b\n"),
	)

	It("fills its chunks with a long run of comments, or of what looks like them", func(ctx SpecContext) {
		for _, line := range []string{"// one of many lines\n", "[Attribute(1, 2), 3]\n", "[1, [2, (3\n", "/* one of many lines\n"} {
			chunks, err := cutSoundly(ctx, Budgets{Default: 300}, "a.cs", []byte(strings.Repeat(line, 400)))
			Expect(err).NotTo(HaveOccurred())
			for _, text := range contents(chunks)[:len(chunks)-1] {
				Expect(len(text)).To(BeNumerically(">", 250), "%q", text)
			}
		}
	})
})
