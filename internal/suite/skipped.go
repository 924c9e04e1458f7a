package suite

import (
	"fmt"
	"os"
	"slices"

	"github.com/onsi/ginkgo/v2/types"
)

// memoryLabel is carried by specs that measure process memory.
const memoryLabel = "memory"

// onCI tells whether this is a CI machine. Every CI service sets the variable CI; "false" is how people switch it off.
func onCI() bool {
	set := os.Getenv("CI")
	return set != "" && set != "false" && set != "0"
}

// skippedMemorySpecs says which memory specs were skipped by a call of Skip, and why. On a developer's machine that may
// be so; on CI it would be a checker that never ran and passed. Specs that a filter left out are not meant.
func skippedMemorySpecs(report types.Report) []string {
	forAll := skippedBeforeSuite(report.SpecReports)
	var found []string
	for _, spec := range report.SpecReports {
		if !spec.State.Is(types.SpecStateSkipped) || !slices.Contains(spec.Labels(), memoryLabel) {
			continue
		}
		reason := spec.FailureMessage()
		// Specs that go down with the whole suite have no reason of their own, no more than those left out by a filter.
		if wanted, err := spec.MatchesLabelFilter(report.SuiteConfig.LabelFilter); reason == "" && wanted && err == nil {
			reason = forAll
		}
		if reason != "" {
			found = append(found, fmt.Sprintf(
				"%s\n  was skipped, and on CI (the variable CI is set) a skipped memory spec is a failure: %s",
				named(spec), reason))
		}
	}
	return found
}

// skippedBeforeSuite is the reason why the suite was skipped as a whole; "" if it was not.
func skippedBeforeSuite(specs types.SpecReports) string {
	for _, node := range specs {
		before := node.LeafNodeType.Is(types.NodeTypeBeforeSuite | types.NodeTypeSynchronizedBeforeSuite)
		if before && node.State.Is(types.SpecStateSkipped) {
			return node.FailureMessage()
		}
	}
	return ""
}
