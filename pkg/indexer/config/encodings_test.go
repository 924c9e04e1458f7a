package config_test

import (
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer/config"
)

var _ = Describe("The encodings of a tree's files", func() {
	var root string

	BeforeEach(func() { root = GinkgoT().TempDir() })
	load := func(content string) (config.Config, error) {
		GinkgoHelper()
		write(filepath.Join(root, config.FileName), content)
		return config.Load(root, GinkgoT().TempDir())
	}

	It("are said by patterns, of which the nearest counts", func() {
		got, err := load("[index.encodings]\nshift_jis = [\"*.java\", \"jp/\", \"!jp/new/\"]\nwindows-1250 = [\"/cz/\"]\n")
		Expect(err).NotTo(HaveOccurred())
		of := got.Index.EncodingOf()
		said := map[string]string{}
		for _, path := range []string{
			"A.java", "a.py", "jp/a.py", "x/jp/deep/a.py", "jp/new/a.py", "jp/new/A.java", "cz/a.py", "cz/A.java", "x/cz/a.py", "cz",
		} {
			said[path] = of(path)
		}
		Expect(said).To(Equal(map[string]string{
			"A.java": "shift_jis", "a.py": "", "jp/a.py": "shift_jis", "x/jp/deep/a.py": "shift_jis", "jp/new/a.py": "",
			"jp/new/A.java": "shift_jis", "cz/a.py": "windows-1250", "cz/A.java": "shift_jis", "x/cz/a.py": "", "cz": "",
		}))
	})

	It("are told by the files' content where nothing is said", func() {
		got, err := config.Load(root, GinkgoT().TempDir())
		Expect(err).NotTo(HaveOccurred())
		Expect(got.Index.EncodingOf()("a.py")).To(BeEmpty())
	})

	DescribeTable("are checked", func(content, message string) {
		_, err := load(content)
		Expect(err).To(MatchError(And(ContainSubstring(config.FileName+":2:1: "), ContainSubstring(message))))
		Expect(os.Remove(filepath.Join(root, config.FileName))).To(Succeed())
	},
		Entry("an unknown one", "[index.encodings]\nklingon = [\"*.java\"]\n", "index.encodings.klingon: unknown encoding"),
		Entry("one that is never decoded", "[index.encodings]\niso-2022-kr = [\"*.java\"]\n", "unknown encoding"),
		Entry("a pattern that can match nothing", "[index.encodings]\ngbk = [\"**/*.{py,ts}\"]\n", "pattern 1"),
	)
})
