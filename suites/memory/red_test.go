package memory_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/report"
	"github.com/embecode/embecode/suites/memory/judge"
	"github.com/embecode/embecode/suites/memory/leaks"
	"github.com/embecode/embecode/suites/memory/selftest"
)

// The containers of the suite that a child runs, and the scales of their trees where they are not leak_scale.
const (
	steadyOnly = "Indexing the same tree again and again"
	sizesOnly  = "many times larger"
	crowdOnly  = "a crowd of files"
	lifeOnly   = "everything that can befall an index"
	// The quickest ones in which each verdict is reached but those on a disk, on variables and on how a larger tree peaks.
	quickest = steadyOnly + "|into the same index|A full index|" + crowdOnly

	wholeScale = 1    // the smallest at which flatness is asked, as of ginkgo.yml
	rareScale  = 0.25 // 500 files, so that what one file in 500 leaves behind is as much in each round
	boundScale = 0.02 // bound vectors take ten times as long to write, and leak so much that a small tree does
)

const (
	redLimit  = 5 * time.Minute
	longLimit = 10 * time.Minute // for 22,000 files, which such a leak takes longer to write
)

// promiseOf is the spec that fails with each verdict.
var promiseOf = map[string]string{
	gmem.VerdictCeiling:    "stays below the ceiling to its end",
	gmem.VerdictResident:   "holds resident memory steady",
	gmem.VerdictLive:       "holds live bytes steady",
	gmem.VerdictVariables:  "puts nothing into the variables of its packages that stays",
	gmem.VerdictHandles:    "closes every handle that it opens",
	gmem.VerdictCounts:     "piles up neither threads nor mappings",
	judge.VerdictReleased:  "leaves nothing to finalizers, and no syntax tree open",
	judge.VerdictFlatness:  "peaks hardly any higher",
	judge.VerdictOrphans:   "leaves no more on disk",
	judge.VerdictDisk:      "leaves no more on disk",
	judge.VerdictWithinRun: "keeps nothing for each file at any stage of the run",
}

// redCase is a run of this suite in a child with a leak in it.
type redCase struct {
	selftest.Case
	scale float64 // of the tree; 0 for leak_scale
	focus string
}

var _ = Describe("The memory suite", Label("slow", "red"), func() {
	BeforeEach(func() {
		if counted, why := native.Available(); !counted {
			Skip("native memory can't be counted: " + why)
		}
	})

	DescribeTable("turns red on an injected leak, through the verdict that is meant for it, and names the place:",
		expectRed, catalogued(leaks.Catalogue))

	DescribeTable("places a leak that is held out of the catalogue:", expectRed, catalogued(leaks.HeldOut))

	DescribeTable("places two leaks at once:", expectRed,
		both("go-slices:512B", gmem.PartGoInUse, "raw-malloc:512B", gmem.PartNative),
		both("cxx-objects:1KB", "C++ objects", "error-trees", "tree-sitter"),
		both("copied-texts", gmem.PartNative, "timers", gmem.PartGoInUse),
	)

	DescribeTable("stays green on what is no leak:", func(ctx SpecContext, c redCase) {
		child := runRed(ctx, c)
		Expect(child.failed).To(BeEmpty(), "%s", child.output)
		Expect(child.exit).To(Equal(0), "%s", child.output)
		Expect(child.kill.Outcomes).NotTo(BeEmpty())
		Expect(child.kill.Outcomes).To(HaveEach(selftest.Quiet))
	}, harmless())
})

// catalogued is an entry for each leak, in the container whose verdict is meant to catch it.
func catalogued(all []leaks.Leak) []TableEntry {
	var entries []TableEntry
	for _, leak := range all {
		if leak.Verdict == "" {
			continue
		}
		c, limit := redCase{Case: selftest.Case{Leak: leak.Name, Verdict: leak.Verdict}, focus: steadyOnly}, redLimit
		if leak.Place != "" {
			c.Places = []string{leak.Place}
		}
		switch {
		case leak.Varied:
			c.focus = lifeOnly
		case leak.Rare:
			c.scale = rareScale
		case leak.Verdict == judge.VerdictWithinRun:
			c.focus = crowdOnly
		case leak.Verdict == judge.VerdictFlatness:
			c.focus, c.scale, limit = sizesOnly, wholeScale, longLimit
		case leak.Name == "bound-vectors":
			c.scale = boundScale
		}
		entries = append(entries, Entry(leak.Name, SpecTimeout(limit), c))
	}
	return entries
}

func both(one, placeOfOne, other, placeOfOther string) TableEntry {
	c := redCase{focus: steadyOnly, Case: selftest.Case{
		Leak: one + "+" + other, Verdict: gmem.VerdictLive, Places: []string{placeOfOne, placeOfOther},
	}}
	return Entry(c.Leak, SpecTimeout(redLimit), c)
}

func harmless() []TableEntry {
	var entries []TableEntry
	for _, leak := range leaks.Catalogue {
		if leak.Verdict == "" {
			entries = append(entries, Entry(leak.Name, SpecTimeout(redLimit), redCase{Case: selftest.Case{Leak: leak.Name}, focus: quickest}))
		}
	}
	return entries
}

func expectRed(ctx SpecContext, c redCase) {
	child := runRed(ctx, c)
	Expect(child.exit).To(Equal(1), "a suite with a leak in it must fail\n%s", child.output)
	Expect(child.kill.Outcomes).To(HaveKeyWithValue(c.Verdict, selftest.Caught), "%s", child.output)
	Expect(child.failed).To(ContainElement(ContainSubstring(promiseOf[c.Verdict])), "%s", child.output)
	Expect(child.kill.Named).To(ConsistOf(c.Places), "%s", child.output)
}

// redChild is what a child with a leak in it has shown.
type redChild struct {
	exit   int
	failed []string // the texts of its failed specs
	kill   selftest.Kill
	output string
}

// runRed runs this test binary as people do, with the leak's flag, and keeps a row of the kill matrix. It adds nothing to the
// summary of a CI step: there a leak that was injected would look like one that was found.
func runRed(ctx SpecContext, c redCase) redChild {
	GinkgoHelper()
	binary, err := os.Executable()
	Expect(err).NotTo(HaveOccurred())
	out := GinkgoT().TempDir()
	specs := filepath.Join(out, "specs.json")
	command := exec.CommandContext(ctx, binary, "-test.run=^TestMemory$", "-test.timeout=0", "--ginkgo.no-color",
		"--ginkgo.label-filter=memory || sizes", "--ginkgo.focus="+c.focus, "--ginkgo.json-report="+specs,
		"-leak="+c.Leak, fmt.Sprintf("-scale=%g", c.scale), "-out="+out, "-charts=false")
	command.Env = append(os.Environ(), "GITHUB_STEP_SUMMARY=")
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) } // it ends its own children
	command.WaitDelay = 20 * time.Second
	output, err := command.CombinedOutput()
	child := redChild{output: string(output), exit: exitCode(err)}
	Expect(child.exit).To(BeNumerically(">=", 0), "%v\n%s", err, output)
	child.failed = failedSpecs(specs)
	file, err := report.Read(filepath.Join(out, report.FileName))
	Expect(err).NotTo(HaveOccurred(), "%s", child.output)
	child.kill = selftest.NewKill(c.Case, file.Runs)
	AddReportEntry(entryKill, child.kill, ReportEntryVisibilityNever)
	return child
}

// exitCode is how a process ended by itself; -1 when it did not.
func exitCode(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	return -1
}

// failedSpecs are the texts of the specs that failed by Ginkgo's own report.
func failedSpecs(path string) []string {
	GinkgoHelper()
	data, err := os.ReadFile(path)
	Expect(err).NotTo(HaveOccurred())
	var reports []types.Report
	Expect(json.Unmarshal(data, &reports)).To(Succeed())
	var texts []string
	for _, report := range reports {
		for _, spec := range report.SpecReports.WithState(types.SpecStateFailureStates) {
			texts = append(texts, spec.FullText())
		}
	}
	return texts
}
