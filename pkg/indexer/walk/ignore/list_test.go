package ignore_test

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer/walk/ignore"
)

// parsed is the list of the content, which must not be too large.
func parsed(content string) *ignore.List {
	GinkgoHelper()
	list, err := ignore.Parse(content)
	Expect(err).NotTo(HaveOccurred())
	return list
}

var _ = Describe("A list", func() {
	const file, directory = false, true

	DescribeTable("says of a path", func(content, path string, isDir bool, verdict ignore.Verdict) {
		Expect(parsed(content).Match(path, isDir)).To(Equal(verdict))
	},
		Entry("nothing if it is empty", "", "a", file, ignore.Undecided),
		Entry("nothing if no pattern matches", "b\n", "a", file, ignore.Undecided),
		Entry("that it is ignored", "a\n", "a", file, ignore.Ignored),
		Entry("that it is kept", "!a\n", "a", file, ignore.Kept),
		Entry("what the last match says", "a\n!a\na\n!b\n", "a", file, ignore.Ignored),
		Entry("by its last name", "a\n", "x/y/a", file, ignore.Ignored),
		Entry("by all of it, if the pattern is anchored", "x/a\n", "y/x/a", file, ignore.Undecided),
		Entry("whether it is ignored as a directory", "a/\n", "a", directory, ignore.Ignored),
		Entry("nothing of a file, if the pattern is for directories", "a/\n", "a", file, ignore.Undecided),
		Entry("nothing about what lies below a directory that matches", "a/\n", "a/b", file, ignore.Undecided),
		Entry("nothing, if the pattern has no name", "/\n!\n!/\n//\n", "a", directory, ignore.Undecided),
		Entry("by the pattern after one that is malformed", "[\na\n", "a", file, ignore.Ignored),
		Entry("by a pattern without a line feed", "a", "a", file, ignore.Ignored),
		Entry("by retrying the last star", "*ab*abc\n", "xabxababc", file, ignore.Ignored),
		Entry("by retrying the double star", "**/a/b/**/c\n", "a/a/b/x/b/c/c", file, ignore.Ignored),
		Entry("by retrying a star after a double star", "**/*a/b\n", "x/aca/ca/b", file, ignore.Ignored),
	)

	It("is refused beyond the size limit", func() {
		_, err := ignore.Parse(strings.Repeat("a", ignore.MaxSize+1))
		Expect(err).To(MatchError(ignore.ErrTooLarge))
		_, err = ignore.Parse(strings.Repeat("a", ignore.MaxSize))
		Expect(err).NotTo(HaveOccurred())
	})
})

var _ = Describe("A pattern made to be slow", func() {
	// Matchers that try every wildcard again take 2^100 steps on the first ones. Here it is a product of lengths.
	DescribeTable("is matched in time", func(ctx SpecContext, pattern, path string) {
		list := parsed(pattern)
		matched := make(chan ignore.Verdict)
		go func() { matched <- list.Match(path, false) }()
		Eventually(ctx, matched).Should(Receive(Equal(ignore.Undecided)))
	},
		Entry("many stars in one name", strings.Repeat("a*", 100)+"b", strings.Repeat("a", 255)),
		Entry("many stars after a class", strings.Repeat("[ab]*", 100)+"c", strings.Repeat("ab", 127)),
		Entry("many double stars", strings.Repeat("**/a/", 100)+"b", strings.Repeat("a/", 2000)+"a"),
		Entry("stars between double stars", strings.Repeat("**/*a*a*/", 50)+"b", strings.Repeat("aaaa/", 1000)+"a"),
		Entry("double stars before quoted slashes", strings.Repeat(`**\/`, 100)+"b", strings.Repeat("a/", 2000)+"a"),
		Entry("a megabyte of stars", strings.Repeat("*", ignore.MaxSize-1)+"b", strings.Repeat("a", 255)),
		Entry("a megabyte of one pattern", strings.Repeat("*a", ignore.MaxSize/2), strings.Repeat("a", 255)),
		Entry("a megabyte of one class", "*["+strings.Repeat("b", ignore.MaxSize-3)+"]", strings.Repeat("a", 255)),
		Entry("half a million patterns", strings.Repeat("b\n", ignore.MaxSize/2), strings.Repeat("a/", 2000)+"a"),
	)

	DescribeTable("takes at most 20 times its size", Label("memory"), func(line string) {
		content := strings.Repeat(line, ignore.MaxSize/len(line))
		before := liveHeap()
		list := parsed(content)
		Expect(liveHeap()-before).To(BeNumerically("<", 21*ignore.MaxSize), "with a twentieth for what else lives")
		Expect(list.Match("x", false)).To(Equal(ignore.Undecided))
	},
		Entry("of short names", "a\n"),
		Entry("of wildcards", "a?\n"),
		Entry("of classes", "[a]\n"),
		Entry("of classes in one pattern", "[a]"),
		Entry("of line feeds", "\n"),
	)
})
