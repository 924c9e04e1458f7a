package ignore_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer/walk/ignore"
)

var _ = Describe("A pattern written by hand", func() {
	DescribeTable("is refused where it can match nothing, with what to write instead:",
		func(pattern, says string) {
			Expect(ignore.Check(pattern)).To(MatchError(ContainSubstring(says)))
		},
		Entry(nil, "", "leave it out"),
		Entry(nil, " \t", "leave it out"),
		Entry(nil, "a\nb", "line break"),
		Entry(nil, "a\x00b", "NUL"),
		Entry(nil, "#notes", `write \#notes`),
		Entry(nil, "**/*.{py,ts}", `{py,ts} has no meaning in it: write "**/*.py", "**/*.ts"`),
		Entry(nil, "{src,lib}/", `write "src/", "lib/"`),
		Entry(nil, "!*.{a,b}", `write "!*.a", "!*.b"`),
		Entry(nil, "*.@(js|ts)", `write "*.js", "*.ts"`),
		Entry(nil, `.*(py|ts)`, `write ".py", ".ts"`),
		Entry(nil, "*.py,*.ts", `write "*.py", "*.ts"`),
		Entry(nil, "*.py *.ts", `write "*.py", "*.ts"`),
		Entry(nil, "src/, */lib", `write "src/", "*/lib"`),
		Entry(nil, "src/,lib/", `write "src/", "lib/"`),
		Entry(nil, " *.py", `write "*.py"`),
		Entry(nil, `"src/"`, `write "src/"`),
		Entry(nil, "./src", `write "/src"`),
		Entry(nil, "./src/", `write "/src/"`),
		Entry(nil, "!./src", `write "!/src"`),
		Entry(nil, "src/./a", `write "/src/a"`),
		Entry(nil, "src//a", `write "/src/a"`),
		Entry(nil, ".", "leave the list empty"),
		Entry(nil, "./", "leave the list empty"),
		Entry(nil, "../other", "leads out of the tree"),
		Entry(nil, "src/../lib", "leads out of the tree"),
		Entry(nil, "~/src", "begin at the root of the tree"),
		Entry(nil, "$HOME/src", "begin at the root of the tree"),
		Entry(nil, `C:\src`, "begin at the root of the tree"),
		Entry(nil, "C:/src", "begin at the root of the tree"),
		Entry(nil, "file:///src", "begin at the root of the tree"),
		Entry(nil, `src\`, `write "src/"`),
		Entry(nil, `src\main.go`, `write "src/main.go"`),
		Entry(nil, `src\*.go`, `write "src/*.go"`),
		Entry(nil, `.*\.py$`, "backslash"),
		Entry(nil, "/", `write "*"`),
		Entry(nil, "!", `write "*"`),
		Entry(nil, "src/[id", "a bracket opens a class"),
		Entry(nil, "[[:letter:]]", "a bracket opens a class"),
	)

	DescribeTable("is accepted where it can match:", func(pattern string) {
		Expect(ignore.Check(pattern)).To(Succeed())
	},
		Entry(nil, "src/"), Entry(nil, "/src"), Entry(nil, "*.py"), Entry(nil, "**/*.py"), Entry(nil, "!docs/"), Entry(nil, "a b"),
		Entry(nil, "src/**"), Entry(nil, "**"), Entry(nil, "*"), Entry(nil, ".github/"), Entry(nil, "..a"), Entry(nil, "*,v"),
		Entry(nil, `\#a`), Entry(nil, `\!a`), Entry(nil, `a\ `), Entry(nil, `app/\[id\]/`), Entry(nil, "[a-c]*"), Entry(nil, "a{b}"),
		Entry(nil, "{{cookiecutter.name}}/"), Entry(nil, "*.[ch]"), Entry(nil, "c++/"), Entry(nil, "(app)/"), Entry(nil, "$RECYCLE.BIN/"),
		Entry(nil, "[,;] *"), Entry(nil, `\{a,b}`), Entry(nil, "src/ "), Entry(nil, "[*]"), Entry(nil, "a,b"), Entry(nil, "Report *.md"),
	)
})
