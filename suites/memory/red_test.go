package memory_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/suites/memory/leaks"
	"github.com/embecode/embecode/suites/memory/run"
)

// The containers of the suite that a child runs; all of them is the whole memory suite.
const (
	cyclesOnly = "again and again"
	sizesOnly  = "many times larger"
	allSpecs   = ""

	// hostileOnly measures the indexer against its budget, which memory that an allocator keeps counts against as well.
	hostileOnly = "hostile to memory"
)

// promiseOf is the spec that fails with each verdict.
var promiseOf = map[string]string{
	gmem.VerdictCeiling:    "stays below the ceiling to its end",
	gmem.VerdictSteadyRSS:  "holds resident memory steady",
	gmem.VerdictSteadyLive: "holds live bytes steady",
	gmem.VerdictHandles:    "closes every handle that it opens",
	gmem.VerdictReleased:   "releases every syntax tree",
	gmem.VerdictCounts:     "piles up neither threads nor mappings",
	gmem.VerdictFlatness:   "peaks hardly any higher",
	gmem.VerdictWithinRun:  "keeps nothing for each file",
}

// redCase is a run of this suite in a child with a leak in it.
type redCase struct {
	Leak    string   `json:"leak"`              // as the flag takes it
	Verdict string   `json:"verdict,omitempty"` // meant to catch it; empty for what is no leak
	Places  []string `json:"places,omitempty"`  // that the diagnosis must name
	Scale   float64  `json:"scale,omitempty"`   // of the tree; 0 for leak_scale
	focus   string
	skip    string
}

var _ = Describe("The memory suite", Label("slow", "red"), func() {
	BeforeEach(func() {
		if counted, why := native.Available(); !counted {
			Skip("native memory can't be counted: " + why)
		}
	})

	DescribeTable("turns red on an injected leak, through the verdict that is meant for it, and names the place:",
		expectRed, catalogued(leaks.Catalogue))

	DescribeTable("places a leak that is in no catalogue:", expectRed, catalogued(leaks.Strangers))

	DescribeTable("places two leaks at once:", expectRed,
		both("go-slices:512B", gmem.PartGoInUse, "raw-malloc:512B", gmem.PartNative),
		both("cxx-objects:1KB", gmem.PartCPlusPlus, "error-trees", gmem.PartTreeSitter),
		both("copied-texts", gmem.PartNative, "timers", gmem.PartGoInUse),
	)

	DescribeTable("stays green on what is no leak:", func(ctx SpecContext, c redCase) {
		child := runRed(ctx, c)
		Expect(child.failed).To(BeEmpty(), "%s", child.output)
		Expect(child.exit).To(Equal(0), "%s", child.output)
		Expect(child.kill.Outcomes).NotTo(BeEmpty())
		Expect(child.kill.Outcomes).To(HaveEach(quiet))
	}, harmless())
})

// boundScale is the tree for bound vectors, which take ten times as long to write, and leak so much that a small one does.
const boundScale = 0.02

// flatnessScale is the smallest tree at which flatness is asked, as of ginkgo.yml.
const flatnessScale = 1

const (
	redLimit  = 4 * time.Minute
	flatLimit = 8 * time.Minute // for 22,000 files, which such a leak takes longer to write
)

// catalogued is an entry for each leak, in the container whose verdict is meant to catch it.
func catalogued(all []leaks.Leak) []TableEntry {
	var entries []TableEntry
	for _, leak := range all {
		if leak.Verdict == "" {
			continue
		}
		c, limit := redCase{Leak: leak.Name, Verdict: leak.Verdict, focus: cyclesOnly}, redLimit
		if leak.Place != "" {
			c.Places = []string{leak.Place}
		}
		switch {
		case leak.Verdict == gmem.VerdictFlatness:
			c.focus, c.Scale, limit = sizesOnly, flatnessScale, flatLimit
		case leak.Name == "bound-vectors":
			c.Scale = boundScale
		}
		entries = append(entries, Entry(leak.Name, SpecTimeout(limit), c))
	}
	return entries
}

func both(one, placeOfOne, other, placeOfOther string) TableEntry {
	c := redCase{
		Leak: one + "+" + other, Verdict: gmem.VerdictSteadyLive,
		Places: []string{placeOfOne, placeOfOther}, focus: cyclesOnly,
	}
	return Entry(c.Leak, SpecTimeout(redLimit), c)
}

func harmless() []TableEntry {
	var entries []TableEntry
	for _, leak := range leaks.Catalogue {
		if leak.Verdict == "" {
			entries = append(entries, Entry(leak.Name, SpecTimeout(redLimit), redCase{Leak: leak.Name, focus: allSpecs, skip: hostileOnly}))
		}
	}
	return entries
}

func expectRed(ctx SpecContext, c redCase) {
	child := runRed(ctx, c)
	Expect(child.exit).To(Equal(1), "a suite with a leak in it must fail\n%s", child.output)
	Expect(child.kill.Outcomes).To(HaveKeyWithValue(c.Verdict, caught), "%s", child.output)
	Expect(child.failed).To(ContainElement(ContainSubstring(promiseOf[c.Verdict])), "%s", child.output)
	first := ""
	if steady := c.Verdict == gmem.VerdictSteadyLive || c.Verdict == gmem.VerdictSteadyRSS; steady && len(c.Places) == 1 {
		first = "since the warm-up: " // what grew most, not what grew as well
	}
	for _, place := range c.Places {
		Expect(child.diagnosis).To(ContainSubstring(first+place), "%s", child.output)
	}
}

// redChild is what a child with a leak in it has shown.
type redChild struct {
	exit      int
	failed    []string // the texts of its failed specs
	diagnosis string
	kill      kill
	output    string
}

// runRed runs this test binary as people do, with the leak's flag, and keeps a row of the kill matrix.
func runRed(ctx SpecContext, c redCase) redChild {
	GinkgoHelper()
	out := GinkgoT().TempDir()
	specs := filepath.Join(out, "specs.json")
	command := innerSuite(ctx, "--ginkgo.label-filter=memory", "--ginkgo.focus="+c.focus, "--ginkgo.json-report="+specs,
		"-leak="+c.Leak, fmt.Sprintf("-scale=%g", c.Scale), "-out="+out, "-charts=false", "-trees="+treeCache())
	if c.skip != "" {
		command.Args = append(command.Args, "--ginkgo.skip="+c.skip)
	}
	began := time.Now()
	output, err := command.CombinedOutput()
	child := redChild{output: string(output), exit: exitCode(err)}
	Expect(child.exit).To(BeNumerically(">=", 0), "%v\n%s", err, output)
	child.failed = failedSpecs(specs)
	records, err := run.Records(out)
	Expect(err).NotTo(HaveOccurred(), "%s", child.output)
	child.diagnosis = diagnosisOf(records)
	child.kill = killBy(c, records, time.Since(began))
	child.kill.keep()
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

func diagnosisOf(records []run.Record) string {
	var all []string
	for _, record := range records {
		all = append(all, record.Diagnosis)
	}
	return strings.Join(slices.DeleteFunc(all, func(text string) bool { return text == "" }), "\n")
}
