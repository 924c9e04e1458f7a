package embecode_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/internal/settings"
)

// Each suite checks the labels of its own specs when it runs. This sees all of them at once, those too that a platform,
// a build tag or a missing compiler keeps from running.
var _ = Describe("The labels in ginkgo.yml", func() {
	It("are those that specs carry, no fewer and no more", func() {
		loaded, err := settings.LoadRoot()
		Expect(err).NotTo(HaveOccurred())
		carried := labelsIn(".")
		Expect(carried).NotTo(BeEmpty())
		for label, place := range carried {
			Expect(loaded.Labels).To(HaveKey(label), "%s carries a label that ginkgo.yml does not declare", place)
		}
		Expect(slices.Collect(maps.Keys(carried))).To(ContainElements(slices.Collect(maps.Keys(loaded.Labels))),
			"ginkgo.yml declares a label that no spec carries")
	})

	It("are found wherever a spec can carry them", func() {
		Expect(labelsIn("internal/suite/_fixtures")).To(HaveKey("memroy"))
	})
})

// labelsIn finds the labels in the Go files of a folder and all below it, each with a place where it is carried. Like
// Ginkgo it passes over folders whose names begin with a dot or an underscore.
func labelsIn(folder string) map[string]string {
	GinkgoHelper()
	found := map[string]string{}
	files := token.NewFileSet()
	Expect(filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != folder && strings.ContainsAny(entry.Name()[:1], "._"):
			return filepath.SkipDir
		case entry.IsDir() || filepath.Ext(path) != ".go":
			return nil
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			for _, label := range labelsOf(node) {
				found[label] = files.Position(node.Pos()).String()
			}
			return true
		})
		return nil
	})).To(Succeed())
	return found
}

// labelsOf gives the labels in a call of Ginkgo's Label, as far as they are written out.
func labelsOf(node ast.Node) []string {
	call, ok := node.(*ast.CallExpr)
	if !ok {
		return nil
	}
	name, _ := call.Fun.(*ast.Ident)
	if selector, ok := call.Fun.(*ast.SelectorExpr); ok {
		name = selector.Sel
	}
	if name == nil || name.Name != "Label" {
		return nil
	}
	var labels []string
	for _, argument := range call.Args {
		literal, ok := argument.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			continue
		}
		label, err := strconv.Unquote(literal.Value)
		Expect(err).NotTo(HaveOccurred())
		labels = append(labels, label)
	}
	return labels
}
