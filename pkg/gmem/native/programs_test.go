//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem/native"
)

// report is what the programs under testdata print.
type report struct {
	Available bool
	Why       string
	Reading   native.Reading
	Glibc     native.Glibc
	Jemalloc  bool
	Handles   []native.HandleCount
	Quiet     bool
}

// build builds the program of this name under testdata, with more arguments for go build and more environment.
func build(ctx context.Context, name string, args, env []string) string {
	GinkgoHelper()
	program := filepath.Join(GinkgoT().TempDir(), name)
	args = append([]string{"build", "-o", program}, args...)
	command := exec.CommandContext(ctx, "go", append(args, "./testdata/"+name)...)
	command.Env = append(os.Environ(), env...)
	output, err := command.CombinedOutput()
	Expect(err).NotTo(HaveOccurred(), string(output))
	return program
}

// lines runs a program with this environment and returns the lines it prints.
func lines(ctx context.Context, program string, env []string) []string {
	GinkgoHelper()
	command := exec.CommandContext(ctx, program)
	command.Env = env
	command.Stderr = GinkgoWriter
	output, err := command.Output()
	Expect(err).NotTo(HaveOccurred())
	return strings.Split(strings.TrimSpace(string(output)), "\n")
}

func decode(line string) (decoded report) {
	GinkgoHelper()
	Expect(json.Unmarshal([]byte(line), &decoded)).To(Succeed())
	return decoded
}

var _ = Describe("A program of its own with the meters in it", Label("slow"), func() {
	const patience = 5 * time.Minute // the first build compiles tree-sitter and links DuckDB

	It("links without C++, tree-sitter and DuckDB, counts malloc, and reports the rest absent", func(ctx SpecContext) {
		found := decode(lines(ctx, build(ctx, "plain", nil, nil), os.Environ())[0])
		Expect(found.Available).To(BeTrue(), found.Why)
		Expect(found.Reading.Malloc.Blocks).To(BeNumerically(">", 0))
		Expect(found.Reading.HasCXX).To(BeFalse())
		Expect(found.Reading.HasTreeSitter).To(BeFalse())
		Expect(found.Jemalloc).To(BeFalse())
		Expect(found.Handles).To(BeEmpty())
	}, SpecTimeout(patience))

	It("links with tree-sitter alone, and counts its trees", func(ctx SpecContext) {
		found := decode(lines(ctx, build(ctx, "treesitter", nil, nil), os.Environ())[0])
		Expect(found.Available).To(BeTrue(), found.Why)
		Expect(found.Reading.HasTreeSitter).To(BeTrue())
		Expect(found.Reading.HasCXX).To(BeFalse())
		Expect(found.Reading.TreeSitter.Bytes).To(BeNumerically(">", 0))
		Expect(found.Jemalloc).To(BeFalse())
		Expect(found.Handles).To(ContainElements(
			native.HandleCount{Kind: "tree-sitter parser", Opened: 1, Closed: 1},
			native.HandleCount{Kind: "tree-sitter tree", Opened: 1, Closed: 0},
		))
		Expect(found.Handles).NotTo(ContainElement(HaveField("Kind", HavePrefix("DuckDB"))))
	}, SpecTimeout(patience))

	It("counts DuckDB's handles exactly as the bindings themselves do under their debug tag", func(ctx SpecContext) {
		if runtime.GOARCH != "amd64" {
			Skip("the program names the bindings of amd64")
		}
		tags := []string{"-tags", "debug_bindings"}
		printed := lines(ctx, build(ctx, "debugbindings", tags, nil), os.Environ())
		Expect(printed).To(HaveLen(2))
		var working, closed struct{ Bindings, Meters map[string]int64 }
		Expect(json.Unmarshal([]byte(printed[0]), &working)).To(Succeed())
		Expect(json.Unmarshal([]byte(printed[1]), &closed)).To(Succeed())
		Expect(working.Bindings).To(HaveKey("DuckDB appender"))
		Expect(working.Meters).To(Equal(working.Bindings))
		Expect(closed.Meters).To(Equal(closed.Bindings))
	}, SpecTimeout(patience))

	It("is quiet in a quiet environment, and only there", func(ctx SpecContext) {
		program := build(ctx, "plain", nil, nil)
		Expect(decode(lines(ctx, program, os.Environ())[0]).Quiet).To(BeFalse())
		Expect(decode(lines(ctx, program, append(os.Environ(), native.QuietEnv+"=1"))[0]).Quiet).To(BeFalse(),
			"the tunables are missing")
		Expect(decode(lines(ctx, program, native.QuietEnviron(os.Environ()))[0]).Quiet).To(BeTrue())
	}, SpecTimeout(patience))

	DescribeTable("says that the meters are absent, and runs", func(ctx SpecContext, args, env []string) {
		found := decode(lines(ctx, build(ctx, "plain", args, env), os.Environ())[0])
		Expect(found.Available).To(BeFalse())
		Expect(found.Why).To(ContainSubstring("counted only with cgo"))
		Expect(found.Reading).To(BeZero())
	},
		Entry("without cgo", nil, []string{"CGO_ENABLED=0"}, SpecTimeout(patience)),
		Entry("under the race detector", []string{"-race"}, nil, SpecTimeout(patience)),
	)
})
