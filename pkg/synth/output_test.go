package synth

import (
	"os"
	"path/filepath"

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
