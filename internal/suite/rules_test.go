package suite

import (
	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"
)

var _ = Describe("The rules for every suite", func() {
	registry := map[string]string{"slow": "takes long", "memory": "measures memory"}

	spec := func(state types.SpecState, message string, labels ...string) SpecReport {
		return SpecReport{
			ContainerHierarchyTexts:  []string{"A spec"},
			ContainerHierarchyLabels: [][]string{labels},
			LeafNodeText:             "with labels",
			LeafNodeType:             types.NodeTypeIt,
			LeafNodeLocation:         types.CodeLocation{FileName: "spec_test.go", LineNumber: 12},
			State:                    state,
			Failure:                  types.Failure{Message: message},
		}
	}

	Describe("about labels", func() {
		It("accept specs whose labels are all declared, and specs without any", func() {
			specs := types.SpecReports{spec(types.SpecStatePassed, "", "slow", "memory"), spec(types.SpecStatePassed, "")}
			Expect(undeclaredLabels(specs, registry)).To(BeEmpty())
		})

		It("accept the label that Ginkgo gives to serial specs", func() {
			Expect(undeclaredLabels(types.SpecReports{spec(types.SpecStatePassed, "", "Serial")}, registry)).To(BeEmpty())
		})

		It("name the spec, its place, the label and what to do", func() {
			Expect(undeclaredLabels(types.SpecReports{spec(types.SpecStatePassed, "", "slow", "memroy")}, registry)).To(ConsistOf(
				"\"A spec with labels\" (spec_test.go:12)\n" +
					"  carries the label \"memroy\", which ginkgo.yml does not declare: " +
					"add it there under labels, or use one of memory, slow",
			))
		})

		It("hold for each label of each spec, whether it ran or not", func() {
			specs := types.SpecReports{spec(types.SpecStateSkipped, "", "a", "b"), spec(types.SpecStatePending, "", "c")}
			Expect(undeclaredLabels(specs, registry)).To(HaveLen(3))
		})
	})

	Describe("about skipping on CI", func() {
		It("accept memory specs that ran, that a filter left out or that wait to be written", func() {
			Expect(skippedMemorySpecs(Report{SpecReports: types.SpecReports{
				spec(types.SpecStatePassed, "", "memory"),
				spec(types.SpecStateSkipped, "", "memory"),
				spec(types.SpecStatePending, "", "memory"),
			}})).To(BeEmpty())
		})

		It("leave to Ginkgo what failed, as a spec or before the suite", func() {
			before := SpecReport{
				LeafNodeType: types.NodeTypeBeforeSuite,
				State:        types.SpecStateFailed,
				Failure:      types.Failure{Message: "no disk"},
			}
			Expect(skippedMemorySpecs(Report{SpecReports: types.SpecReports{
				spec(types.SpecStateFailed, "too much memory", "memory"),
				before,
				spec(types.SpecStateSkipped, "", "memory"),
			}})).To(BeEmpty())
		})

		It("accept other specs that skipped themselves", func() {
			Expect(skippedMemorySpecs(Report{SpecReports: types.SpecReports{
				spec(types.SpecStateSkipped, "not today", "slow"),
				spec(types.SpecStateSkipped, "", "memory"),
			}})).To(BeEmpty())
		})

		It("name the memory spec that skipped itself, its place and the reason", func() {
			Expect(skippedMemorySpecs(Report{SpecReports: types.SpecReports{
				spec(types.SpecStateSkipped, "RSS can't be read", "slow", "memory"),
			}})).To(ConsistOf(
				"\"A spec with labels\" (spec_test.go:12)\n" +
					"  was skipped, and on CI (the variable CI is set) a skipped memory spec is a failure: RSS can't be read",
			))
		})
	})

	DescribeTable("leave out colour where it is not wanted:", func(noColor, term string, want bool) {
		GinkgoT().Setenv("NO_COLOR", noColor)
		GinkgoT().Setenv("TERM", term)
		Expect(colourless()).To(Equal(want))
	},
		Entry("by NO_COLOR", "1", "xterm", true),
		Entry("on a dumb terminal", "", "dumb", true),
		Entry("not elsewhere", "", "xterm", false),
	)

	DescribeTable("take the variable CI as other programs do:", func(value string, want bool) {
		GinkgoT().Setenv("CI", value)
		Expect(onCI()).To(Equal(want))
	},
		Entry("true", "true", true),
		Entry("1", "1", true),
		Entry("any other word", "woodpecker", true),
		Entry("empty", "", false),
		Entry("false", "false", false),
		Entry("0", "0", false),
	)
})
