//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package treesitter_test

import (
	"encoding/json"
	"os/exec"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
)

var _ = Describe("A program with tree-sitter and without C++", Label("slow"), func() {
	type report struct {
		CXX, TreeSitter native.Count
		Handles         []native.HandleCount
		LeftOut         []gmem.LeftOut
	}
	run := func(ctx SpecContext, linker string, flags ...string) (found report) {
		GinkgoHelper()
		if _, err := exec.LookPath("ld." + linker); err != nil {
			Skip("there is no " + linker + " here")
		}
		command := exec.CommandContext(ctx, "go", "run", "-ldflags", "-extldflags=-fuse-ld="+linker, "./testdata/alone")
		command.Stderr = GinkgoWriter
		for _, tool := range []string{"CGO_CFLAGS", "CGO_CXXFLAGS", "CGO_LDFLAGS"} {
			if len(flags) > 0 {
				command.Env = append(command.Environ(), tool+"="+strings.Join(flags, " "))
			}
		}
		output, err := command.Output()
		Expect(err).NotTo(HaveOccurred())
		Expect(json.Unmarshal(output, &found)).To(Succeed())
		return found
	}

	It("counts its trees", func(ctx SpecContext) {
		found := run(ctx, "bfd")
		Expect(found.LeftOut).To(BeEmpty())
		Expect(found.CXX).To(BeZero())
		Expect(found.TreeSitter.Bytes).To(BeNumerically(">", 0))
		Expect(found.Handles).To(ContainElements(
			native.HandleCount{Kind: "tree-sitter parser", Opened: 1, Closed: 1},
			native.HandleCount{Kind: "tree-sitter tree", Opened: 1, Closed: 0},
		))
	}, SpecTimeout(5*time.Minute))

	It("leaves its handles out where the linker counts one several times, but not its bytes", func(ctx SpecContext) {
		found := run(ctx, "lld")
		Expect(found.Handles).To(ContainElement(native.HandleCount{Kind: "tree-sitter tree", Opened: 3}), "of one tree")
		Expect(found.LeftOut).To(ConsistOf(And(
			HaveField("Name", HavePrefix("tree-sitter parser and 4 more")), HaveField("Reason", ContainSubstring("in place of lld")),
		)))
		Expect(found.TreeSitter.Bytes).To(BeNumerically(">", 0))
	}, SpecTimeout(5*time.Minute))

	It("counts rightly under link-time optimization, or says why not", func(ctx SpecContext) {
		found := run(ctx, "bfd", "-O2", "-flto")
		Expect(found.TreeSitter.Bytes).To(BeNumerically(">", 0))
		if len(found.LeftOut) == 0 {
			Expect(found.Handles).To(ContainElement(native.HandleCount{Kind: "tree-sitter parser", Opened: 1, Closed: 1}))
			return
		}
		Expect(found.LeftOut).To(ConsistOf(And(
			HaveField("Name", HavePrefix("tree-sitter parser and 4 more")), HaveField("Reason", ContainSubstring("without -flto")),
		)))
	}, SpecTimeout(5*time.Minute))
})
