package suite

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2/types"

	"github.com/embecode/embecode/internal/settings"
)

// serialLabel is the label that Ginkgo itself gives to specs with the decorator Serial.
const serialLabel = "Serial"

// undeclaredLabels says, for each spec and each label of it that the registry lacks, which it is and what to do.
// Specs that a filter left out count as well: a misspelt label is just what makes a filter miss them.
func undeclaredLabels(specs types.SpecReports, registry map[string]string) []string {
	known := strings.Join(slices.Sorted(maps.Keys(registry)), ", ")
	var found []string
	for _, spec := range specs {
		for _, label := range spec.Labels() {
			if _, declared := registry[label]; !declared && label != serialLabel {
				found = append(found, fmt.Sprintf(
					"%s\n  carries the label %q, which %s does not declare: add it there under labels, or use one of %s",
					named(spec), label, settings.FileName, known))
			}
		}
	}
	return found
}

// named is a spec's text, and where it stands.
func named(spec types.SpecReport) string {
	return fmt.Sprintf("%q (%s:%d)", spec.FullText(), spec.FileName(), spec.LineNumber())
}
