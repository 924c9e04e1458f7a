package mutate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// Source is a file that mutants are made of. It isn't changed.
type Source struct {
	file, path string // from the root, and the whole path
	text       []byte

	// Of Go.
	files  *token.FileSet
	syntax *ast.File
	info   *types.Info
	pkg    *types.Package
}

func (s *Source) isGo() bool { return s.syntax != nil }

// offset is where a position lies in the text.
func (s *Source) offset(pos token.Pos) int { return s.files.Position(pos).Offset }

// code is the text of a node.
func (s *Source) code(node ast.Node) string {
	return string(s.text[s.offset(node.Pos()):s.offset(node.End())])
}

var functionC = regexp.MustCompile(`(?m)^[a-z][\w *]*?\**(\w+)\([^;]*?\) \{`)

// functionAt names the function that holds an offset, with its receiver's type; empty outside of any.
func (s *Source) functionAt(offset int) (name string) {
	if !s.isGo() {
		for _, match := range functionC.FindAllSubmatchIndex(s.text, -1) {
			if match[0] <= offset && offset <= match[1]+bytes.Index(s.text[match[1]-1:], []byte("\n}\n")) {
				name = string(s.text[match[2]:match[3]])
			}
		}
		return name
	}
	for _, declaration := range s.syntax.Decls {
		function, ok := declaration.(*ast.FuncDecl)
		if offset < s.offset(declaration.Pos()) || offset >= s.offset(declaration.End()) || !ok {
			continue
		}
		name = function.Name.Name
		if function.Recv != nil {
			name = strings.TrimPrefix(s.code(function.Recv.List[0].Type), "*") + "." + name
		}
	}
	return name
}

// listed is a package as go list tells of it.
type listed struct {
	ImportPath, Dir, Export   string
	GoFiles, CgoFiles, CFiles []string
	HFiles                    []string
	DepOnly                   bool
}

// Load reads and checks the packages of a module that the patterns match, without their tests.
func Load(ctx context.Context, root string, patterns ...string) (sources []*Source, err error) {
	command := exec.CommandContext(ctx, "go", append([]string{
		"list", "-export", "-deps",
		"-json=ImportPath,Dir,Export,GoFiles,CgoFiles,CFiles,HFiles,DepOnly",
	}, patterns...)...)
	command.Dir = root
	output, err := command.Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil, fmt.Errorf("go list: %w\n%s", err, failed.Stderr)
	} else if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	exports := map[string]string{}
	var packages []listed
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("read the answer of go list: %w", err)
		}
		exports[p.ImportPath] = p.Export
		if !p.DepOnly {
			packages = append(packages, p)
		}
	}
	files := token.NewFileSet()
	imported := importer.ForCompiler(files, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	for _, p := range packages {
		loaded, err := p.load(root, files, imported)
		if err != nil {
			return nil, err
		}
		sources = append(sources, loaded...)
	}
	return sources, nil
}

func (p listed) load(root string, files *token.FileSet, imported types.Importer) (sources []*Source, err error) {
	var parsed []*ast.File
	for i, name := range append(append(p.GoFiles, p.CgoFiles...), append(p.CFiles, p.HFiles...)...) {
		s := &Source{path: filepath.Join(p.Dir, name), files: files}
		if s.text, err = os.ReadFile(s.path); err != nil {
			return nil, err
		}
		below, err := filepath.Rel(root, s.path)
		if err != nil {
			return nil, err
		}
		s.file = filepath.ToSlash(below)
		if i < len(p.GoFiles)+len(p.CgoFiles) {
			if s.syntax, err = parser.ParseFile(files, s.path, s.text, parser.SkipObjectResolution|parser.ParseComments); err != nil {
				return nil, err
			}
			parsed = append(parsed, s.syntax)
		}
		sources = append(sources, s)
	}
	pkg, info, err := check(p.ImportPath, files, parsed, imported)
	if err != nil && len(p.CgoFiles) == 0 {
		return nil, err
	}
	for _, s := range sources {
		s.pkg, s.info = pkg, info
	}
	return sources, nil
}

// check finds the types of a package. Those that come from C are unknown, which is an error each.
func check(path string, files *token.FileSet, parsed []*ast.File, imported types.Importer) (*types.Package, *types.Info, error) {
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	var problems []error
	config := types.Config{Importer: imported, FakeImportC: true, Error: func(err error) { problems = append(problems, err) }}
	pkg, _ := config.Check(path, files, parsed, info)
	return pkg, info, errors.Join(problems...)
}
