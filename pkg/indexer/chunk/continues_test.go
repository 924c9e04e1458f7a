package chunk

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A chunk", func() {
	statements := func(indent string) string { return strings.Repeat(indent+"total += values[i]\n", 20) }

	DescribeTable("says that it continues the definition that began last, and no other",
		func(ctx SpecContext, path, source string, want ...string) {
			chunks, err := New(Budgets{Default: 120}, Limits{}).Cut(ctx, path, []byte(source))
			Expect(err).NotTo(HaveOccurred())
			var got []string
			latest := ""
			for _, c := range chunks {
				if c.Continues {
					Expect(c.Names).To(BeEmpty())
					Expect(c.Context).To(ContainSubstring("in: "))
					got = append(got, "continues "+latest)
				} else if len(c.Names) > 0 {
					latest = c.Names[len(c.Names)-1]
					got = append(got, fmt.Sprint(c.Names))
				} else {
					got = append(got, "none")
				}
			}
			Expect(compacted(got)).To(Equal(want))
		},
		Entry("of a Go function", "a.go", "package a\n\nfunc long() {\n"+statements("\t")+"}\n\nfunc next() {\n"+statements("\t")+"}\n",
			"[long]", "continues long", "[next]", "continues next"),
		Entry("of a method", "a.py", "class A:\n    def long(self):\n"+statements("        ")+"\n    def next(self):\n        pass\n",
			"[A A.long]", "continues A.long", "[A.next]"),
		Entry("not where a file is cut by lines", "a.sh", statements(""), "none"),
	)
})

// compacted leaves out what repeats the one before.
func compacted(all []string) (out []string) {
	for _, one := range all {
		if len(out) == 0 || out[len(out)-1] != one {
			out = append(out, one)
		}
	}
	return out
}
