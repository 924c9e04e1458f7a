package embecode_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// accepted are the licences under which a dependency may come. MPL asks for the sources of that module only.
var accepted = []string{"MIT", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "MPL-2.0"}

// starters are packages by which a program starts another program or loads code.
var starters = []string{"os/exec", "plugin"}

// dependencyRows are the rows of the table in docs/dependencies.md: module, version, licences, what it is part of.
func dependencyRows() (rows [][]string) {
	GinkgoHelper()
	text, err := os.ReadFile("docs/dependencies.md")
	Expect(err).NotTo(HaveOccurred())
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 4 || !strings.Contains(cells[0], "/") {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, cells)
	}
	return rows
}

var _ = Describe("The project's dependencies", func() {
	It("are listed in docs/dependencies.md, as go.mod pins them", func(ctx SpecContext) {
		output, err := exec.CommandContext(ctx, "go", "mod", "edit", "-json").Output()
		Expect(err).NotTo(HaveOccurred())
		var required struct {
			Require []struct{ Path, Version string }
			Replace []json.RawMessage
		}
		Expect(json.Unmarshal(output, &required)).To(Succeed())
		Expect(required.Replace).To(BeEmpty(), "what replaces a module is not what was checked")
		var want, listed []string
		for _, module := range required.Require {
			want = append(want, module.Path+" "+module.Version)
		}
		for _, row := range dependencyRows() {
			listed = append(listed, row[0]+" "+row[1])
		}
		Expect(listed).To(ConsistOf(want), "read the licence of what is new and correct the table")
	}, SpecTimeout(listLimit))

	It("come under licences that let anybody use them", func() {
		for _, row := range dependencyRows() {
			for licence := range strings.SplitSeq(row[2], ", ") {
				Expect(accepted).To(ContainElement(licence), row[0])
			}
		}
	})

	It("give the indexer no way to start a program or load one", func(ctx SpecContext) {
		for _, pkg := range goList(ctx, "-deps", "./cmd/embecode", "./pkg/indexer/...", "./pkg/store", "./pkg/embed/...") {
			Expect(slices.Contains(starters, pkg.ImportPath)).To(BeFalse(), "the indexer depends on %s", pkg.ImportPath)
		}
	}, SpecTimeout(listLimit))
})
