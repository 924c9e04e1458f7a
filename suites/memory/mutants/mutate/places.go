package mutate

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/judge"
)

// The parts of memory and the kinds of handle that verdicts name, as meters and verdicts call them. Where one of several is named, the
// place is right: what holds a handle open is seen as the handle, or as the memory behind it.
var (
	goHeap     = []string{gmem.PartGoInUse}
	files      = []string{gmem.HandleDescriptor}
	goroutines = []string{gmem.HandleGoroutine, gmem.PartGoInUse}
	disk       = []string{judge.DiskFiles, judge.DiskBytes}
	syntax     = []string{"tree-sitter", "tree-sitter parser", "tree-sitter tree", "tree-sitter tree cursor", gmem.PartNative, "native memory"}
	database   = slices.Concat([]string{
		"C++ objects", "DuckDB buffers (jemalloc)", gmem.PartNative, "native memory", gmem.HandleDescriptor, gmem.HandleGoroutine,
		"DuckDB database", "DuckDB connection", "DuckDB statement", "DuckDB result", "DuckDB data chunk", "DuckDB appender", "DuckDB value",
		"DuckDB logical type",
	}, disk, judge.OrphanKinds())
)

// placesOfState is where it shows that a field, a map or a slice still holds what it should not: in the store also in what is written
// because of it.
func (s *Source) placesOfState() []string {
	if strings.HasPrefix(s.file, "pkg/store/") {
		return slices.Concat(goHeap, judge.OrphanKinds())
	}
	return goHeap
}

// placesOf is where it shows that a call which ends something is not made: it depends on what it ends.
func (s *Source) placesOf(call *ast.CallExpr) []string {
	selector, isMethod := call.Fun.(*ast.SelectorExpr)
	owner := ""
	if isMethod {
		owner = s.typeName(selector.X) + s.packageOf(selector.X)
	}
	function, _ := call.Fun.(*ast.Ident)
	_, isVariable := s.info.Uses[function].(*types.Var)
	switch {
	case owner == "C" || strings.Contains(s.file, "/chunk/") && owner == "" && !isVariable:
		return syntax
	case owner == "os" && isMethod: // os.Remove, os.RemoveAll
		return disk
	case owner == "os.File" || owner == "os.Root" || strings.Contains(owner, "/git."):
		return files
	case strings.HasPrefix(s.file, "pkg/store/"):
		return database
	case strings.HasPrefix(s.file, "pkg/embed/vectors/"): // a file of SQLite's
		return slices.Concat(disk, files, goroutines)
	case owner == "time.Timer" || owner == "context.CancelFunc" || !isMethod:
		return goroutines
	}
	return slices.Concat(files, goroutines)
}

// typeName is the package and name of the type of a value, without the star of a pointer; empty where it has none.
func (s *Source) typeName(value ast.Expr) string {
	of := s.info.TypeOf(value)
	if of == nil || of == types.Typ[types.Invalid] {
		return ""
	}
	return strings.TrimPrefix(of.String(), "*")
}

// packageOf is the path of the package that a name stands for; empty where it is none.
func (s *Source) packageOf(name ast.Expr) string {
	identifier, ok := name.(*ast.Ident)
	if !ok {
		return ""
	}
	if identifier.Name == "C" {
		return "C"
	}
	if imported, ok := s.info.Uses[identifier].(*types.PkgName); ok {
		return imported.Imported().Path()
	}
	return ""
}
