package synth

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Writing a file", func() {
	It("reports what could not be written, with the path, and closes the file", func() {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			Skip("a device that is always full is needed: " + err.Error())
		}
		out := newOutput()
		Expect(out.fill(full, func() { out.write([]byte("text")) })).To(MatchError(And(
			ContainSubstring("write file /dev/full"), ContainSubstring("no space left"))))
		Expect(full.Close()).To(MatchError(os.ErrClosed))
	})

	It("does not carry an error over to the next file", func() {
		closed, err := os.Create(filepath.Join(GinkgoT().TempDir(), "closed"))
		Expect(err).NotTo(HaveOccurred())
		Expect(closed.Close()).To(Succeed())
		out := newOutput()
		Expect(out.fill(closed, func() { out.write([]byte("lost")) })).To(MatchError(os.ErrClosed))

		next := filepath.Join(GinkgoT().TempDir(), "next")
		Expect(out.create(next, func() { out.write([]byte("one\ntwo\n")) })).To(Succeed())
		Expect(os.ReadFile(next)).To(BeEquivalentTo("one\ntwo\n"))
		Expect([]int64{out.lines, out.bytes}).To(Equal([]int64{2, 8}))
	})

	It("never replaces a file", func() {
		path := filepath.Join(GinkgoT().TempDir(), "there")
		Expect(os.WriteFile(path, []byte("mine"), 0o600)).To(Succeed())
		err := newOutput().create(path, func() {})
		Expect(err).To(MatchError(os.ErrExist))
		Expect(err).To(MatchError(ContainSubstring("create file " + path)))
		Expect(os.ReadFile(path)).To(BeEquivalentTo("mine"))
	})
})

var _ = Describe("The contents of a file", func() {
	It("depend on seed and index alone, not on what was written before", func() {
		d, out := newDraft(), newOutput()
		text := func(index uint64) string {
			var content strings.Builder
			out.buffer.Reset(&content)
			d.begin(5, index)
			compose(d.author(typescriptKind), d, out, 120)
			Expect(out.buffer.Flush()).To(Succeed())
			return content.String()
		}
		first := text(7)
		Expect(text(8)).NotTo(Equal(first))
		Expect(text(7)).To(Equal(first))
	})

	It("carry a token that no other file has", func() {
		seen := map[string]bool{}
		for _, start := range []uint64{0, tokenPeriod - 20_000, 100 * tokenPeriod} {
			for index := start; index < start+40_000; index++ {
				name := token(99, index)
				Expect(seen[name]).To(BeFalse(), name)
				seen[name] = true
			}
		}
	})
})

var _ = Describe("The packages of a tree", func() {
	It("have a directory of their own each", func() {
		seen := map[string]bool{}
		for group := range 10_000 {
			root := groupRoot(group)
			Expect(seen[root]).To(BeFalse(), root)
			seen[root] = true
		}
	})
})
