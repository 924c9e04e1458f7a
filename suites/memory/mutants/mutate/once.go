package mutate

import (
	"go/ast"
	"go/types"
)

// onceOf finds the functions that run when the program starts and never again: called by what initialises a package, and by
// others of their kind, and used nowhere else. What they keep doesn't grow.
func onceOf(sources []*Source) map[string]bool {
	uses := map[string][]string{} // by whom each is used; "" for the start of the program
	for _, s := range sources {
		if !s.isGo() {
			continue
		}
		for _, declaration := range s.syntax.Decls {
			by := ""
			if function, ok := declaration.(*ast.FuncDecl); ok {
				if defined, _ := s.info.Defs[function.Name].(*types.Func); defined != nil && defined.Name() != "init" {
					by = defined.FullName()
				}
			}
			s.noteUses(declaration, by, uses)
		}
	}
	once := map[string]bool{}
	for grown := true; grown; {
		grown = false
		for name, users := range uses {
			if !once[name] && allOf(users, func(by string) bool { return by == "" || once[by] }) {
				once[name], grown = true, true
			}
		}
	}
	return once
}

// later stands for whoever is handed a function and may call it at any time.
const later = "later"

func (s *Source) noteUses(declaration ast.Decl, by string, uses map[string][]string) {
	called, deferred := map[*ast.Ident]bool{}, 0
	var visit func(ast.Node) bool
	visit = func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.FuncLit: // of an initialiser, it may run at any time
			deferred++
			ast.Inspect(n.Body, visit)
			deferred--
			return false
		case *ast.CallExpr:
			if name, ok := n.Fun.(*ast.Ident); ok {
				called[name] = true
			} else if selector, ok := n.Fun.(*ast.SelectorExpr); ok {
				called[selector.Sel] = true
			}
		case *ast.Ident:
			if function, ok := s.info.Uses[n].(*types.Func); ok {
				user := by
				if !called[n] || deferred > 0 && by == "" {
					user = later
				}
				uses[function.FullName()] = append(uses[function.FullName()], user)
			}
		}
		return true
	}
	ast.Inspect(declaration, visit)
}

func allOf(all []string, is func(string) bool) bool {
	for _, one := range all {
		if !is(one) {
			return false
		}
	}
	return true
}
