package config_test

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer/config"
)

var _ = Describe("A tree's own configuration", func() {
	var root, home string

	BeforeEach(func() {
		root, home = GinkgoT().TempDir(), GinkgoT().TempDir()
		Expect(os.MkdirAll(filepath.Join(home, ".config", "embecode"), 0o700)).To(Succeed())
	})
	inTree := func(content string) string {
		GinkgoHelper()
		path := filepath.Join(root, ".embecode.toml")
		write(path, content)
		return path
	}
	inHome := func(content string) string {
		GinkgoHelper()
		path := filepath.Join(home, ".config", "embecode", "config.toml")
		write(path, content)
		return path
	}

	DescribeTable("can't say what is the user's alone to say", func(content, key string) {
		path := inTree(content)
		_, err := config.Load(root, home)
		Expect(err).To(MatchError(And(
			ContainSubstring(path), ContainSubstring(key), ContainSubstring("a tree's own file can't decide"),
			ContainSubstring("~/.config/embecode/config.toml"))))
	},
		Entry("the provider", "[embeddings]\nprovider = \"openai\"\n", "embeddings.provider"),
		Entry("even that there is none", "[embeddings]\nprovider = \"none\"\n", "embeddings.provider"),
		Entry("the address", "[embeddings]\nurl = \"https://evil.example/v1\"\n", "embeddings.url"),
		Entry("the key's variable", "[embeddings]\napi_key_env = \"AWS_SECRET_ACCESS_KEY\"\n", "embeddings.api_key_env"),
		Entry("in an inline table", "embeddings = { url = \"https://evil.example\" }\n", "embeddings.url"),
		Entry("with a dotted key", "embeddings.url = \"https://evil.example\"\n", "embeddings.url"),
		Entry("in other letters", "[Embeddings]\nURL = \"https://evil.example\"\n", "embeddings.url"),
		Entry("the size of the cache", "[cache]\nmax_gb = 0.01\n", "cache.max_gb"),
	)

	It("names the line of what it can't say", func() {
		path := inTree("[embeddings]\nmodel = \"m\"\nurl = \"https://evil.example/v1\"\n")
		_, err := config.Load(root, home)
		Expect(err).To(MatchError(ContainSubstring(path + ":3:1: embeddings.url")))
	})

	It("leaves the user's provider, and all that belongs to it, as they are", func() {
		inHome("[embeddings]\nprovider = \"ollama\"\nurl = \"http://localhost:1/\"\nmodel = \"of-the-home\"\nbatch = 7\n[cache]\nmax_gb = 3\n")
		inTree("[index]\ninclude = [\"src/\"]\n[search]\nresults = 5\n")
		got, err := config.Load(root, home)
		Expect(err).NotTo(HaveOccurred())
		Expect(got.Embeddings).To(And(HaveField("Provider", "ollama"), HaveField("URL", "http://localhost:1/"),
			HaveField("Model", "of-the-home"), HaveField("Batch", 7)))
		Expect(got.Cache.MaxGB).To(Equal(3.0))
		Expect(got.Index.Include).To(Equal([]string{"src/"}))
		Expect(got.Search.Results).To(Equal(5))
	})

	It("may name another model for the user's provider", func() {
		inHome("[embeddings]\nprovider = \"ollama\"\nmodel = \"of-the-home\"\n")
		inTree("[embeddings]\nmodel = \"of-the-tree\"\n")
		Expect(config.Load(root, home)).To(HaveField("Embeddings", And(HaveField("Provider", "ollama"), HaveField("Model", "of-the-tree"))))
	})

	It("doesn't hide that the user's own file is wrong", func() {
		path := inHome("[embeddings]\nprovider = \"olama\"\n")
		inTree("")
		_, err := config.Load(root, home)
		Expect(err).To(MatchError(And(ContainSubstring(path+":2:1"), ContainSubstring(`unknown provider "olama"`))))
	})
})

var _ = Describe("The sections for embeddings, searches and the cache", func() {
	DescribeTable("say what is wrong with a value", func(content, message string) {
		root, home := GinkgoT().TempDir(), GinkgoT().TempDir()
		path := filepath.Join(home, filepath.FromSlash(config.HomeFile))
		Expect(os.MkdirAll(filepath.Dir(path), 0o700)).To(Succeed())
		write(path, content)
		_, err := config.Load(root, home)
		Expect(err).To(MatchError(And(ContainSubstring(path+":2:1"), ContainSubstring(message))))
		Expect(strings.Contains(err.Error(), "hunter2")).To(BeFalse(), "a secret must not be repeated")
	},
		Entry("an address without a scheme", "[embeddings]\nurl = \"localhost:8080\"", "want an address"),
		Entry("an address of another kind", "[embeddings]\nurl = \"file:///etc/passwd\"", "want an address"),
		Entry("a password in the address", "[embeddings]\nurl = \"https://me:hunter2@example.com/\"", "api_key_env"),
		Entry("a query in the address", "[embeddings]\nurl = \"https://example.com/?key=hunter2\"", "query"),
		Entry("a key in place of its variable", "[embeddings]\napi_key_env = \"Bearer hunter2\"", "not the key itself"),
		Entry("a batch of none", "[embeddings]\nbatch = 0", "embeddings.batch: want a number between 1 and 64, not 0"),
		Entry("too much at once", "[embeddings]\nconcurrency = 1000", "between 1 and 16"),
		Entry("no time", "[embeddings]\ntimeout_seconds = 0", "between 1 and 3600"),
		Entry("less than no tokens", "[embeddings]\nmax_tokens = -1", "between 0 and"),
		Entry("an unknown mode", "[search]\nmode = \"best\"", "hybrid, keyword, semantic"),
		Entry("no results", "[search]\nresults = 0", "between 1 and 1000"),
		Entry("no cache", "[cache]\nmax_gb = 0", "between 0.001 and"),
	)
})
