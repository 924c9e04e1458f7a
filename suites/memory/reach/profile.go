package reach

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/cover"
)

// Block is a run of statements that are executed together.
type Block struct {
	File       string `json:"file"` // below the module's root
	From       int    `json:"from"` // first line
	To         int    `json:"to"`   // last line
	Func       string `json:"func"` // with its receiver's type, if any; empty outside of functions
	Statements int    `json:"statements"`
	Exempt     string `json:"exempt,omitempty"` // why it need not be reached; empty for no reason

	text string // of its lines
}

// Package is what was reached of one package.
type Package struct {
	Name       string  `json:"package"` // its folder, below the module's root
	Statements int     `json:"statements"`
	Reached    int     `json:"reached"`
	Exempt     int     `json:"exempt"`           // of those that were not reached
	Missed     []Block `json:"missed,omitempty"` // never reached, the exempt ones included
}

// Packages sums up the counters of Go that jobs have written into the folders.
func (p *Program) Packages(ctx context.Context, counters ...string) ([]Package, error) {
	if err := complete(ctx, p.root); err != nil {
		return nil, err
	}
	profile := filepath.Join(p.folder, "profile.txt")
	if _, err := output(command(ctx, p.root, "go", "tool", "covdata", "textfmt", "-i="+strings.Join(counters, ","), "-o="+profile)); err != nil {
		return nil, err
	}
	files, err := cover.ParseProfiles(profile)
	if err != nil {
		return nil, fmt.Errorf("read the coverage profile %s: %w", profile, err)
	}
	packages := map[string]*Package{}
	for _, file := range files {
		name := strings.TrimPrefix(file.FileName, Module+"/")
		if !isProduct(name) {
			continue
		}
		of := packages[path.Dir(name)]
		if of == nil {
			of = &Package{Name: path.Dir(name)}
			packages[of.Name] = of
		}
		if err := of.add(p.root, name, file.Blocks); err != nil {
			return nil, err
		}
	}
	all := make([]Package, 0, len(packages))
	for _, of := range packages {
		all = append(all, *of)
	}
	slices.SortFunc(all, func(a, b Package) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

// complete returns an error when the program that does the rounds links a package of the product not at all.
func complete(ctx context.Context, root string) error {
	listed, err := output(command(ctx, root, "go", append([]string{"list"}, patterns()...)...))
	if err != nil {
		return err
	}
	linked, err := output(command(ctx, root, "go", "list", "-deps", Main))
	if err != nil {
		return err
	}
	used := strings.Fields(string(linked))
	var problems []error
	for name := range strings.FieldsSeq(string(listed)) {
		if !slices.Contains(used, name) {
			problems = append(problems, fmt.Errorf("no round uses %s: its statements are not counted", strings.TrimPrefix(name, Module+"/")))
		}
	}
	return errors.Join(problems...)
}

// isProduct reports whether a file's statements count.
func isProduct(name string) bool {
	return slices.ContainsFunc(product, func(tree string) bool { return strings.HasPrefix(name, tree+"/") })
}

// add counts the blocks of one file.
func (p *Package) add(root, name string, blocks []cover.ProfileBlock) error {
	at := filepath.Join(root, filepath.FromSlash(name))
	source, err := os.ReadFile(at) //nolint:gosec // a source of this module
	if err != nil {
		return err
	}
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, at, source, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	lines := strings.Split(string(source), "\n")
	for _, block := range blocks {
		p.Statements += block.NumStmt
		if block.Count > 0 {
			p.Reached += block.NumStmt
			continue
		}
		p.Missed = append(p.Missed, Block{
			File: name, From: block.StartLine, To: block.EndLine, Func: function(files, parsed, block.StartLine),
			Statements: block.NumStmt, text: strings.Join(lines[block.StartLine-1:block.EndLine], "\n"),
		})
	}
	return nil
}

// function names the function that a line belongs to.
func function(files *token.FileSet, file *ast.File, line int) string {
	for _, declaration := range file.Decls {
		f, ok := declaration.(*ast.FuncDecl)
		if !ok || line < files.Position(f.Pos()).Line || line > files.Position(f.End()).Line {
			continue
		}
		if f.Recv == nil {
			return f.Name.Name
		}
		receiver := f.Recv.List[0].Type
		if star, isPointer := receiver.(*ast.StarExpr); isPointer {
			receiver = star.X
		}
		if generic, isGeneric := receiver.(*ast.IndexExpr); isGeneric {
			receiver = generic.X
		}
		if name, isNamed := receiver.(*ast.Ident); isNamed {
			return name.Name + "." + f.Name.Name
		}
		return f.Name.Name
	}
	return ""
}
