package indexer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A tree that nobody trusts", func() {
	DescribeTable("can't reach out of its root by its configuration:",
		func(ctx SpecContext, include, exclude []string) {
			outer := tree(map[string]string{
				"secret.py": "secret = 1\n", "beside/secret.py": "secret = 1\n",
				"root/a.py": "a = 1\n", "root/.embecode.toml": "",
			})
			root := filepath.Join(outer, "root")
			Expect(os.Symlink(filepath.Join(outer, "beside"), filepath.Join(root, "linked"))).To(Succeed())
			Expect(os.Symlink("..", filepath.Join(root, "up"))).To(Succeed())
			cfg := config.Default() // which some of these patterns wouldn't get into: loading refuses them
			cfg.Index.Include, cfg.Index.Exclude = include, exclude
			walker, err := indexer.NewWalker(root, cfg)
			Expect(err).NotTo(HaveOccurred())
			kept := &memoryStore{}
			ix := newIndexer(root, indexer.Parts{Walker: walker, Chunker: indexer.NewChunker(cfg, 0), Embedder: embed.Fake{}, Store: kept})
			Expect(ix.FullIndex(ctx)).To(Succeed())
			for path := range kept.files {
				Expect(path).To(BeElementOf("a.py", ".embecode.toml", "linked", "up"))
			}
			for path, chunks := range kept.chunks {
				Expect(chunks).NotTo(ContainElement(HaveField("Content", ContainSubstring("secret = 1"))), path)
			}
		},
		Entry("includes above it", []string{"../", "../**", "../secret.py", "/../beside/"}, nil),
		Entry("includes that are absolute", []string{"/", "/etc/", "/tmp/**/secret.py", "~/"}, nil),
		Entry("includes through a link",
			[]string{"linked/", "linked/secret.py", "linked/**", "up/**", "up/beside/*.py", "*.py"}, nil),
		Entry("excludes taken back", nil, []string{"*", "!../**", "!../secret.py", "!linked/secret.py"}),
		Entry("includes and excludes of nothing", nil, nil),
	)

	It("has nothing in it executed", func(ctx SpecContext) {
		root, done := GinkgoT().TempDir(), filepath.Join(GinkgoT().TempDir(), "executed")
		script := fmt.Sprintf("#!/bin/sh\ntouch %q\n", done)
		for _, name := range []string{
			".git/hooks/post-checkout", ".git/hooks/fsmonitor", ".git/hooks/pre-commit", "conftest.py", "setup.py", "__init__.py",
			"sitecustomize.py", "Makefile", ".envrc", ".bashrc", ".profile", "git", "sh", "$(touch x).py", "build.sh", "package.json",
		} {
			path := filepath.Join(root, filepath.FromSlash(name))
			Expect(os.MkdirAll(filepath.Dir(path), 0o700)).To(Succeed())
			Expect(os.WriteFile(path, []byte(script), 0o700)).To(Succeed())
		}
		for name, content := range map[string]string{
			".git/config":    "[core]\n\tfsmonitor = .git/hooks/fsmonitor\n\tpager = sh build.sh\n[filter \"x\"]\n\tclean = sh build.sh\n",
			".gitattributes": "*.py filter=x diff=x\n", ".gitmodules": "[submodule \"x\"]\n\turl = ext::sh build.sh\n",
			".duckdbrc": ".shell sh build.sh\n", "main.go": "package main\n\n//go:generate sh build.sh\n",
		} {
			Expect(os.WriteFile(filepath.Join(root, name), []byte(content), 0o600)).To(Succeed())
		}
		GinkgoT().Chdir(root)
		database := filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		kept, err := store.Open(ctx, database, store.Options{Model: "m"})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(kept.Close)
		ix := newIndexer(".", realParts(".", indexer.InStore(kept)))
		Expect(ix.FullIndex(ctx)).To(Succeed())
		Expect(ix.Status().Indexed).To(BeNumerically(">=", 8))
		Expect(done).NotTo(BeAnExistingFile())
		Expect(os.ReadDir(filepath.Join(root, ".git"))).To(HaveLen(2), "nor is anything written into the tree")
	}, SpecTimeout(30*time.Second))

	It("can't say anything to the database by its names or contents", func(ctx SpecContext) {
		poison := "'; DROP TABLE files; ATTACH '/etc/passwd' AS p; COPY files TO 'out.csv'; --"
		root := tree(map[string]string{"'; DROP TABLE files; --.py": poison + "\n", "a.py": "x = \"" + poison + "\"\n"})
		folder := GinkgoT().TempDir()
		kept, err := store.Open(ctx, filepath.Join(folder, "it's.duckdb"), store.Options{Model: poison})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(kept.Close)
		Expect(newIndexer(root, realParts(root, indexer.InStore(kept))).FullIndex(ctx)).To(Succeed())
		Expect(kept.Stats(ctx)).To(And(HaveField("Files", BeEquivalentTo(2)), HaveField("Model", poison)))
	})
})
