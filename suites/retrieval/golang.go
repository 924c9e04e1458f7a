package retrieval

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// GoFunctions returns the functions with a body below a folder, without those of tests, test data and other projects.
func GoFunctions(root string) ([]Function, error) {
	var found []Function
	err := sources(root, ".go", func(path string, source []byte) error {
		if strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, source, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return fmt.Errorf("parse %s: %w", path, err)
		}
		for _, declared := range file.Decls {
			if function, ok := declared.(*ast.FuncDecl); ok && function.Body != nil {
				start, end := files.Position(function.Type.Pos()), files.Position(function.End())
				f := Function{
					Path: path, Line: start.Line, Name: function.Name.Name, Owner: receiver(function), Language: "go",
					Source: string(source[start.Offset:end.Offset]), Comment: function.Doc.Text(),
				}
				if function.Doc != nil {
					f.CommentFrom, f.CommentTo = files.Position(function.Doc.Pos()).Offset, files.Position(function.Doc.End()).Offset
				}
				found = append(found, f)
			}
		}
		return nil
	})
	return found, err
}

// receiver is the name of the type that a method belongs to.
func receiver(function *ast.FuncDecl) string {
	if function.Recv == nil || len(function.Recv.List) == 0 {
		return ""
	}
	for expression := function.Recv.List[0].Type; ; {
		switch e := expression.(type) {
		case *ast.StarExpr:
			expression = e.X
		case *ast.ParenExpr:
			expression = e.X
		case *ast.IndexExpr:
			expression = e.X
		case *ast.IndexListExpr:
			expression = e.X
		case *ast.Ident:
			return e.Name
		default:
			return ""
		}
	}
}

// sources visits the files with an extension below a folder, whose paths it gives relative to it.
func sources(root, extension string, visit func(path string, source []byte) error) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch name := entry.Name(); {
		case entry.IsDir() && (name == "testdata" || name == "vendor" || name == "test" || name == "tests" || name == "site-packages" || name == "dist-packages"):
			return filepath.SkipDir
		case !entry.Type().IsRegular() || filepath.Ext(name) != extension:
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		return visit(filepath.ToSlash(relative), source)
	})
}
