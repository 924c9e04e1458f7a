package suite

import (
	"os/exec"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// fixtureLimit is for building and running one fixture, two seconds on two idle cores.
const fixtureLimit = 3 * time.Minute

// The fixtures are suites of their own, most of them with something wrong on purpose. Ginkgo and Go pass over their
// folder when they look for suites, because its name begins with an underscore. Serial, since Ginkgo builds a fixture in
// the fixture's own folder.
var _ = Describe("A suite", Serial, Label("slow"), func() {
	run := func(ctx SpecContext, ci, fixture string, flags ...string) (string, error) {
		args := append([]string{"tool", "ginkgo", "--no-color"}, flags...)
		command := exec.CommandContext(ctx, "go", append(args, "./_fixtures/"+fixture)...)
		command.Env = append(command.Environ(), "CI="+ci)
		output, err := command.CombinedOutput()
		return string(output), err
	}

	It("that keeps the rules passes, in parallel too", func(ctx SpecContext) {
		output, err := run(ctx, "true", "keeping", "--procs=2")
		Expect(err).NotTo(HaveOccurred(), output)
		Expect(output).To(ContainSubstring("Test Suite Passed"))
	}, SpecTimeout(fixtureLimit))

	DescribeTable("with an undeclared label fails, naming spec and label", func(ctx SpecContext, flags ...string) {
		output, err := run(ctx, "", "undeclared", flags...)
		Expect(err).To(HaveOccurred(), output)
		Expect(output).To(And(
			ContainSubstring(`"A fixture carries a label that nobody declared" (`),
			ContainSubstring("spec_test.go:7)"),
			ContainSubstring(`carries the label "memroy", which ginkgo.yml does not declare: add it there under labels`),
		))
	},
		Entry("in parallel", SpecTimeout(fixtureLimit), "--procs=2"),
		Entry("when run dry", SpecTimeout(fixtureLimit), "--dry-run"),
		Entry("when a filter leaves the spec out", SpecTimeout(fixtureLimit), "--label-filter=!slow"),
	)

	DescribeTable("whose memory spec is skipped fails on CI, naming spec and reason",
		func(ctx SpecContext, fixture, want string, flags ...string) {
			output, err := run(ctx, "true", fixture, flags...)
			Expect(err).To(HaveOccurred(), output)
			Expect(output).To(And(ContainSubstring("a skipped memory spec is a failure"), ContainSubstring(want)))
		},
		Entry("when it skips itself in parallel", SpecTimeout(fixtureLimit), "skipping", "RSS can't be read here", "--procs=2"),
		Entry("when the whole suite gives up", SpecTimeout(fixtureLimit), "giving-up", "nothing can be measured here"),
	)

	DescribeTable("whose memory spec is skipped passes", func(ctx SpecContext, ci, fixture string, flags ...string) {
		output, err := run(ctx, ci, fixture, flags...)
		Expect(err).NotTo(HaveOccurred(), output)
	},
		Entry("where it may be, off CI", SpecTimeout(fixtureLimit), "", "skipping"),
		Entry("on CI when a filter leaves it out", SpecTimeout(fixtureLimit), "true", "giving-up", "--label-filter=!memory"),
	)

	It("without proper settings fails before any spec runs", func(ctx SpecContext) {
		output, err := run(ctx, "", "unsettled")
		Expect(err).To(HaveOccurred(), output)
		Expect(output).To(And(
			ContainSubstring("ginkgo.yml: yaml: unmarshal errors"),
			ContainSubstring("Ran 0 of 1 Specs"),
			Not(ContainSubstring("the spec ran")),
		))
	}, SpecTimeout(fixtureLimit))
})
