package indexer_test

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/synth"
)

var (
	flagAgain  = flag.Int("child-again", 0, "for the suite's own child processes: so many full indexes of -child-tree, with their memory")
	flagPython = flag.Int("child-python", 0, "for the suite's own child processes: Python's chunk size limit in `CHARACTERS`")
)

// TestIndexAgain is the work of a child process that prints what is resident after each of its indexes, and the most that was.
func TestIndexAgain(t *testing.T) {
	for i := range *flagAgain {
		path := filepath.Join(t.TempDir(), fmt.Sprint(i))
		err := onDisk{tree: *flagChildTree, path: path, embedder: embed.Random{}, python: *flagPython}.run(t.Context(), false, func() {})
		if err != nil {
			t.Fatal(err)
		}
		status, err := os.ReadFile("/proc/self/status")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(status)) {
			fields := strings.Fields(line)
			if fields[0] == "VmRSS:" || fields[0] == "VmHWM:" {
				fmt.Println(fields[0], fields[1])
			}
		}
	}
}

var _ = Describe("Index after index in one process", Label("slow", "memory"), func() {
	It("stays within the budget on 64 processors, and near what it takes on two", func(ctx SpecContext) {
		const indexes, apart = 24, 20_000_000 // 11 to 16 MB, of which Go's caches for each processor are 11
		tree := filepath.Join(GinkgoT().TempDir(), "tree")
		Expect(os.Mkdir(tree, 0o700)).To(Succeed())
		_, err := synth.Generate(ctx, tree, synth.Options{Seed: 1, Scale: 0.05})
		Expect(err).NotTo(HaveOccurred())
		ends := map[int]int64{}
		for _, processors := range []int{2, 64} {
			resident, peak := indexAgain(ctx, tree, indexes, processors)
			AddReportEntry(fmt.Sprintf("on %d processors, bytes resident after each index", processors), resident)
			Expect(resident).To(HaveLen(indexes))
			Expect(peak).To(BeNumerically("<", int64(indexer.DefaultBudget)), "on %d processors", processors)
			ends[processors] = resident[indexes-1]
		}
		Expect(ends[64]).To(BeNumerically("<", ends[2]+apart))
	}, SpecTimeout(5*time.Minute))
})

// indexAgain indexes a tree again and again in a child process, and returns what was resident after each time, and the peak.
func indexAgain(ctx SpecContext, tree string, times, processors int, more ...string) (resident []int64, peak int64) {
	GinkgoHelper()
	binary, err := os.Executable()
	Expect(err).NotTo(HaveOccurred())
	arguments := append(more, "-test.run=^TestIndexAgain$", "-child-tree="+tree, fmt.Sprint("-child-again=", times))
	command := exec.CommandContext(ctx, binary, arguments...)
	command.Env = append(os.Environ(), fmt.Sprint("GOMAXPROCS=", processors))
	stdout, err := command.StdoutPipe()
	Expect(err).NotTo(HaveOccurred())
	command.Stderr = GinkgoWriter
	Expect(command.Start()).To(Succeed())
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		var name string
		var kilobytes int64
		if _, err := fmt.Sscan(lines.Text(), &name, &kilobytes); err != nil {
			continue // what the testing package prints
		}
		if name == "VmRSS:" {
			resident = append(resident, kilobytes<<10)
		} else {
			peak = kilobytes << 10
		}
	}
	Expect(command.Wait()).To(Succeed())
	return resident, peak
}
