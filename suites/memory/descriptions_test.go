package memory_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// asserting are the methods of an assertion that take a description behind the matcher.
var asserting = []string{"To", "NotTo", "ToNot", "Should", "ShouldNot"}

// spokenFormats are the places in a file where an assertion is described by something else than a literal. Gomega takes
// the description for a format: a path or an output with a "%" in it would be printed as garbage.
func spokenFormats(file *token.FileSet, syntax *ast.File) (places []string) {
	ast.Inspect(syntax, func(node ast.Node) bool {
		call, isCall := node.(*ast.CallExpr)
		if !isCall || len(call.Args) < 2 {
			return true
		}
		method, isMethod := call.Fun.(*ast.SelectorExpr)
		if _, literal := call.Args[1].(*ast.BasicLit); isMethod && !literal && slices.Contains(asserting, method.Sel.Name) {
			places = append(places, fmt.Sprint(file.Position(call.Args[1].Pos())))
		}
		return true
	})
	return places
}

var _ = Describe("The failures of this suite's specs", func() {
	It("never take a text that they quote for a format", func() {
		var places []string
		files := token.NewFileSet()
		Expect(filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			syntax, err := parser.ParseFile(files, path, nil, 0)
			if err != nil {
				return err
			}
			places = append(places, spokenFormats(files, syntax)...)
			return nil
		})).To(Succeed())
		Expect(places).To(BeEmpty(), "put \"%%s\" before what describes the assertion")
	})

	It("are found where they do", func() {
		files := token.NewFileSet()
		syntax, err := parser.ParseFile(files, "some_test.go", "package p\nfunc f() { g().To(h(), path)\ng().To(h(), \"%s\", path) }", 0)
		Expect(err).NotTo(HaveOccurred())
		Expect(spokenFormats(files, syntax)).To(HaveExactElements("some_test.go:2:24"))
	})
})
