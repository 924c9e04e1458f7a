package mutate

import (
	"fmt"
	"go/ast"
	"go/types"
)

// kept keeps one value of each function with every call: its first parameter that holds memory, or else the first variable that
// does. What runs once when the program starts is left out.
func kept(s *Source, known *knowledge) (found []finding) {
	for _, declaration := range s.syntax.Decls {
		function, ok := declaration.(*ast.FuncDecl)
		if !ok || function.Body == nil || function.Name.Name == "init" {
			continue
		}
		if defined, _ := s.info.Defs[function.Name].(*types.Func); defined != nil && known.once[defined.FullName()] {
			continue
		}
		name, behind, form := s.keepable(function)
		if name == nil {
			continue
		}
		call := fmt.Sprintf("mutantKeep(%s)", name.Name)
		found = append(found, finding{
			from: s.offset(name.Pos()), to: s.offset(name.End()), after: call, places: goHeap,
			edits: []edit{{behind, behind, fmt.Sprintf(form, call)}},
		})
	}
	return found
}

// keepable finds the variable, behind what a statement with it can stand, and in which form.
func (s *Source) keepable(function *ast.FuncDecl) (name *ast.Ident, behind int, form string) {
	for _, field := range function.Type.Params.List {
		for _, name := range field.Names {
			if name.Name != "_" && s.holdsMemory(name) {
				return name, s.offset(function.Body.Lbrace) + 1, " %s; "
			}
		}
	}
	for _, statement := range function.Body.List {
		set, ok := statement.(*ast.AssignStmt)
		if !ok || set.Tok.String() != ":=" {
			continue
		}
		for _, value := range set.Lhs {
			if name, ok := value.(*ast.Ident); ok && name.Name != "_" && s.holdsMemory(name) {
				return name, s.offset(statement.End()), "; %s"
			}
		}
	}
	return nil, 0, ""
}

// holdsMemory reports whether a variable that is defined here has a type whose values lie on the heap.
func (s *Source) holdsMemory(name *ast.Ident) bool {
	defined := s.info.Defs[name]
	if defined == nil {
		return false
	}
	switch of := defined.Type().Underlying().(type) {
	case *types.Basic:
		return of.Kind() == types.String
	case *types.Slice, *types.Map, *types.Pointer:
		return true
	}
	return false
}
