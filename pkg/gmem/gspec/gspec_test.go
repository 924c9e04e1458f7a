package gspec_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"
)

var _ = Describe("A suite that is watched", Ordered, Label("slow"), func() {
	var (
		output string
		specs  map[string]types.SpecReport
		parent int
	)

	BeforeAll(func(ctx SpecContext) {
		folder := GinkgoT().TempDir()
		program, report := filepath.Join(folder, "fixture.test"), filepath.Join(folder, "report.json")
		built, err := exec.CommandContext(ctx, "go", "test", "-c", "-o", program, "./_fixture").CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), "%s", built)
		command := exec.CommandContext(ctx, program, "--ginkgo.no-color", "--ginkgo.json-report", report, "-greeting", "given to")
		printed, err := command.CombinedOutput()
		output, parent = string(printed), command.Process.Pid
		Expect(err).To(HaveOccurred(), "%s", output)
		data, err := os.ReadFile(report)
		Expect(err).NotTo(HaveOccurred())
		var reports []types.Report
		Expect(json.Unmarshal(data, &reports)).To(Succeed())
		specs = map[string]types.SpecReport{}
		for _, spec := range reports[0].SpecReports {
			specs[spec.LeafNodeText] = spec
		}
	}, NodeTimeout(5*time.Minute))

	It("holds each spec to the limit of all, or to its own", func() {
		Expect(specs["takes little"].State).To(Equal(types.SpecStatePassed))
		Expect(specs["takes much and may"].State).To(Equal(types.SpecStatePassed))
		Expect(specs["takes too much"].State).To(Equal(types.SpecStateFailed))
		Expect(specs["takes too much"].Failure.Message).To(ContainSubstring("above the limit of 20.0 MB"))
	})

	It("lists the specs that took most, most first", func() {
		Expect(output).To(MatchRegexp(`(?s)the specs that took most memory.*peak +left +spec\n *\+9\d\.\d MB .*A spec takes much and may\n *\+\d\d\.\d MB .*takes too much\n`))
	})

	It("runs a body in a process of its own, whose output is the spec's", func() {
		Expect(specs["passes alone"].State).To(Equal(types.SpecStatePassed))
		Expect(specs["passes alone"].CapturedGinkgoWriterOutput).To(ContainSubstring("given to the child of " + strconv.Itoa(parent)))
	})

	It("fails with the failure of that process, and its place", func() {
		Expect(specs["fails alone"].State).To(Equal(types.SpecStateFailed))
		Expect(specs["fails alone"].Failure.Message).To(And(ContainSubstring("the child's own failure"), ContainSubstring("fixture_test.go:")))
	})

	It("is skipped when that process skips it", func() {
		Expect(specs["is skipped alone"].State).To(Equal(types.SpecStateSkipped))
		Expect(specs["is skipped alone"].Failure.Message).To(Equal("not on this machine"))
	})

	It("ends a process that passes its ceiling, with the reason", func() {
		Expect(specs["runs away alone"].State).To(Equal(types.SpecStateFailed))
		Expect(specs["runs away alone"].Failure.Message).To(ContainSubstring("ended by the watchdog"))
	})
})
