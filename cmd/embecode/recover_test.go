package main

import (
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("embecode recover", func() {
	It("sets aside a damaged file that the user has named, which index then builds anew", func(ctx SpecContext) {
		u := newUser()
		u.writes("a.py", "x = 1\n")
		file := filepath.Join(u.home, "here.duckdb")
		u.succeeds(ctx, "index", "--index", file)
		Expect(u.succeeds(ctx, "recover", "--index", file)).To(ContainSubstring("nothing is damaged"))
		Expect(os.Truncate(file, 9000)).To(Succeed())
		Expect(u.runs(ctx, "index", "--index", file)).To(And(HaveField("Code", 2), HaveField("Err", ContainSubstring("embecode recover"))))
		Expect(u.succeeds(ctx, "recover", "--index", file)).To(And(ContainSubstring(file+".damaged1"), ContainSubstring("run: embecode index")))
		Expect(u.succeeds(ctx, "index", "--index", file)).To(ContainSubstring("indexed"))
	})
})
