package indexer_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/indexer"
)

var flagDraws = flag.Int("draws", 0, "how many random uses of indexer and store are tried, by Ginkgo's seed (default: four that are always the same)")

// draws are the seeds of the draws to live through. A run that nobody asked for more is the same each time.
func draws() []string {
	first, count := uint64(1), 4
	if *flagDraws > 0 {
		first, count = uint64(GinkgoRandomSeed())*1000, *flagDraws
	}
	seeds := make([]string, count)
	for n := range seeds {
		seeds[n] = fmt.Sprint(first + uint64(n))
	}
	return seeds
}

var _ = Describe("A process that indexes, updates and searches", Label("slow", "memory"), func() {
	It("does whatever is drawn within the budget, or refuses it at the beginning and says what is needed", func(ctx SpecContext) {
		program := copyOfProgram("github.com/embecode/embecode/suites/memory/draw")
		var wrong []string
		for _, seed := range draws() {
			came, err := liveThrough(ctx, program, seed)
			if err == nil {
				err = came.fault()
			}
			GinkgoWriter.Printf("draw %s: %s, fault: %v\n", seed, &came, err)
			if err != nil {
				wrong = append(wrong, fmt.Sprintf("%v: %s; again: go run ./suites/memory/draw %s", err, &came, seed))
			}
		}
		Expect(wrong).To(BeEmpty())
	}, SpecTimeout(3*time.Hour))
})

// copyOfProgram builds a program and returns the path of a copy that is written piece by piece. Of a file that was written in large ones, as
// by the linker, the kernel maps larger pages, and counts up to 27 MB more of them as resident.
func copyOfProgram(folder string) string {
	GinkgoHelper()
	built, err := gexec.Build(folder)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(gexec.CleanupBuildArtifacts)
	program, err := os.Open(built)
	Expect(err).NotTo(HaveOccurred())
	defer program.Close() //nolint:errcheck // it is only read
	path := filepath.Join(GinkgoT().TempDir(), filepath.Base(built))
	written, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o700) //nolint:gosec // it is run
	Expect(err).NotTo(HaveOccurred())
	_, err = io.CopyBuffer(struct{ io.Writer }{written}, struct{ io.Reader }{program}, make([]byte, 4096))
	Expect(errors.Join(err, written.Close())).To(Succeed())
	return path
}

// liveThrough lives through a draw in a process of its own.
func liveThrough(ctx context.Context, program, seed string) (came outcome, err error) {
	folder, err := os.MkdirTemp("", "draw")
	if err != nil {
		return came, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	command := exec.CommandContext(ctx, program, seed)
	command.Env = append(gmem.PlainEnviron(os.Environ()), "TMPDIR="+folder)
	command.Stderr = GinkgoWriter
	output, err := command.Output()
	if err != nil {
		return came, err
	}
	return came, json.Unmarshal(output, &came)
}

// outcome is what became of a draw, as the program prints it.
type outcome struct {
	Draw            string
	Budget          gmem.Bytes
	Refused, Failed string
	Peaks           []peak
}

type peak struct {
	Step  string
	Bytes gmem.Bytes
}

// fault says what is wrong with an outcome.
func (o *outcome) fault() error {
	var highest peak
	if len(o.Peaks) > 0 {
		highest = slices.MaxFunc(o.Peaks, func(a, b peak) int { return cmp.Compare(a.Bytes, b.Bytes) })
	}
	refusable := o.Budget < gmem.Bytes(indexer.MinBudget)
	switch {
	case o.Failed != "":
		return errors.New("failed")
	case refusable != (o.Refused != ""):
		return errors.New("refused, or not refused")
	case refusable && !strings.Contains(o.Refused, fmt.Sprint(int64(indexer.MinBudget))):
		return errors.New("refused without what is needed")
	case !refusable && highest.Bytes >= o.Budget:
		return fmt.Errorf("%s resident of a budget of %s in %q", highest.Bytes.Short(), o.Budget.Short(), highest.Step)
	case !refusable && highest.Bytes < 20*gmem.MB:
		return errors.New("not measured")
	}
	return nil
}

func (o *outcome) String() string {
	var text strings.Builder
	text.WriteString(o.Draw + ":")
	for _, at := range o.Peaks {
		fmt.Fprintf(&text, " %s %s,", at.Step, at.Bytes.Short())
	}
	return text.String() + " " + cmp.Or(o.Failed, o.Refused, "as asked")
}
