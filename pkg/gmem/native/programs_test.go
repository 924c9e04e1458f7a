//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
)

// report is what the programs under testdata print.
type report struct {
	Available bool
	Why       string
	Reading   native.Reading
	Quiet     bool
	Sites     []gmem.Site
	Note      string
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
	const patience = 5 * time.Minute

	It("links without C++ and counts malloc", func(ctx SpecContext) {
		found := decode(lines(ctx, build(ctx, "plain", nil, nil), os.Environ())[0])
		Expect(found.Available).To(BeTrue(), found.Why)
		Expect(found.Reading.Malloc.Blocks).To(BeNumerically(">", 0))
		Expect(found.Reading.CXX).To(BeZero())
	}, SpecTimeout(patience))

	It("is quiet in a quiet environment, and only there", func(ctx SpecContext) {
		program := build(ctx, "plain", nil, nil)
		Expect(decode(lines(ctx, program, os.Environ())[0]).Quiet).To(BeFalse())
		Expect(decode(lines(ctx, program, append(os.Environ(), native.QuietEnv+"=1"))[0]).Quiet).To(BeFalse(),
			"the tunables are missing")
		Expect(decode(lines(ctx, program, native.QuietEnviron(os.Environ()))[0]).Quiet).To(BeTrue())
	}, SpecTimeout(patience))

	DescribeTable("names where its memory comes from", func(ctx SpecContext, flags, within, note string) {
		found := decode(lines(ctx, build(ctx, "places", []string{"-ldflags", flags}, nil), os.Environ())[0])
		Expect(found.Sites[0]).To(And(
			HaveField("Function", "places_open"), HaveField("Within", within),
			HaveField("Caller", caller("main.forget")), HaveField("Blocks", BeEquivalentTo(10)),
		))
		Expect(found.Note).To(Equal(note))
	},
		Entry("with a symbol table", "", "make_place", "", SpecTimeout(patience)),
		Entry("without one, as go test links", "-s -w", "", "static functions of C have no names here, since the program has "+
			"no symbol table: build the test with go test -c, or run it with go test -o FILE", SpecTimeout(patience)),
	)

	It("leaves malloc's meter out where an allocator of its own is linked in, and runs", func(ctx SpecContext) {
		found := decode(lines(ctx, build(ctx, "plain", []string{"-tags", "allocator"}, nil), os.Environ())[0])
		Expect(found.Available).To(BeFalse())
		Expect(found.Why).To(ContainSubstring("another allocator is linked into the program"))
	}, SpecTimeout(patience))

	It("counts whatever the linker is", func(ctx SpecContext) {
		for _, linker := range []string{"bfd", "gold", "lld", "mold"} {
			if _, err := exec.LookPath("ld." + linker); err != nil {
				GinkgoWriter.Println("without", linker)
				continue
			}
			found := decode(lines(ctx, build(ctx, "plain", []string{"-ldflags", "-extldflags=-fuse-ld=" + linker}, nil), os.Environ())[0])
			Expect(found.Available).To(BeTrue(), "%s: %s", linker, found.Why)
		}
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
