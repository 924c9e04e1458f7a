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
	It("is what index does by itself in the cache, and clean removes what was set aside", func(ctx SpecContext) {
		u := newUser()
		u.writes("a.py", "x = 1\n")
		Expect(u.succeeds(ctx, "index")).To(And(ContainSubstring("indexed 1 file (1 chunk) in"), ContainSubstring("holds 1 file and 1 chunk,")))
		files, err := filepath.Glob(filepath.Join(u.cache, "embecode", "trees", "*", "index.duckdb"))
		Expect(err).NotTo(HaveOccurred())
		Expect(os.Truncate(files[0], 9000)).To(Succeed())
		aside := files[0] + ".damaged1"
		Expect(u.runs(ctx, "index")).To(And(HaveField("Code", 0), HaveField("Err", ContainSubstring("set aside "+aside))))
		Expect(u.succeeds(ctx, "clean", "--dry-run")).To(ContainSubstring("would remove " + aside))
		Expect(aside).To(BeAnExistingFile())
		Expect(u.succeeds(ctx, "clean")).To(ContainSubstring("removed " + aside))
		Expect(aside).NotTo(BeAnExistingFile())
		Expect(u.succeeds(ctx, "status", "--json")).To(ContainSubstring(`"complete": true`))
	})
})
