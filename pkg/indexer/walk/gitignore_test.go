package walk_test

import (
	"fmt"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer/walk"
)

// plantUnder adds the files of the case to a tree, under a prefix, and returns the paths that are to be found.
func (c ignoreCase) plantUnder(prefix string, planted tree) []string {
	var expected []string
	for _, file := range c.marked {
		planted[prefix+file[1:]] = ""
		if file[0] == '+' {
			expected = append(expected, prefix+file[1:])
		}
	}
	for path, content := range c.files {
		planted[prefix+path] = content
		if !slices.Contains(c.marked, "-"+path) && !slices.Contains(c.marked, "+"+path) {
			expected = append(expected, prefix+path)
		}
	}
	return expected
}

var _ = Describe("A walk", func() {
	for _, c := range ignoreCases {
		It("ignores as git does: "+c.promise, func(ctx SpecContext) {
			planted := tree{}
			expected := c.plantUnder("", planted)
			Expect(paths(entries(ctx, planted.planted(), walk.Options{}))).To(ConsistOf(expected))
		})
	}

	It("is checked against a table that git itself agrees with", func(ctx SpecContext) {
		planted := tree{}
		var expected []string
		for i, c := range ignoreCases {
			expected = append(expected, c.plantUnder(fmt.Sprintf("case %d/", i), planted)...)
		}
		slices.Sort(expected)
		Expect(newGit(ctx).others(ctx, planted.planted())).To(Equal(expected))
	})
})

var _ = Describe("The POSIX classes", func() {
	It("hold the bytes that they hold for git", func(ctx SpecContext) {
		planted := tree{}
		for class := range strings.FieldsSeq("alnum alpha blank cntrl digit graph lower print punct space upper xdigit") {
			planted[class+"/.gitignore"] = "x[[:" + class + ":]]\n"
			for c := 1; c < 256; c++ {
				if c != '/' {
					planted[class+"/x"+string([]byte{byte(c)})] = ""
				}
			}
		}
		dir := planted.planted()
		found := paths(entries(ctx, dir, walk.Options{}))
		sizes := 62 + 52 + 2 + 33 + 10 + 94 + 26 + 95 + 32 + 4 + 26 + 22
		Expect(len(planted)-len(found)).To(Equal(sizes-1-3), "all but NUL, and the slash of graph, print and punct")
		slices.Sort(found)
		Expect(found).To(Equal(newGit(ctx).others(ctx, dir)))
	})
})
