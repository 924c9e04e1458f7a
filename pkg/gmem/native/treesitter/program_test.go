//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package treesitter_test

import (
	"encoding/json"
	"os/exec"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
)

var _ = Describe("A program with tree-sitter and without C++", Label("slow"), func() {
	It("links, and counts its trees", func(ctx SpecContext) {
		run := exec.CommandContext(ctx, "go", "run", "./testdata/alone")
		run.Stderr = GinkgoWriter
		output, err := run.Output()
		Expect(err).NotTo(HaveOccurred())
		var found struct {
			CXX, TreeSitter native.Count
			Handles         []gmem.HandleCount
		}
		Expect(json.Unmarshal(output, &found)).To(Succeed())
		Expect(found.CXX).To(BeZero())
		Expect(found.TreeSitter.Bytes).To(BeNumerically(">", 0))
		Expect(found.Handles).To(ContainElements(
			gmem.HandleCount{Kind: "tree-sitter parser", Opened: 1, Closed: 1},
			gmem.HandleCount{Kind: "tree-sitter tree", Opened: 1, Closed: 0},
		))
	}, SpecTimeout(5*time.Minute))
})
