package mutate

import (
	"fmt"
	"go/ast"
	"go/types"
	"regexp"
)

func unclosed(s *Source, known *knowledge) []finding  { return s.withoutCalls(closing, known) }
func unstopped(s *Source, known *knowledge) []finding { return s.withoutCalls(stopping, known) }
func undropped(s *Source, known *knowledge) []finding { return s.withoutCalls(dropping, known) }

// withoutCalls leaves out each call of such a name.
func (s *Source) withoutCalls(named *regexp.Regexp, known *knowledge) (found []finding) {
	ast.Inspect(s.syntax, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok || !s.isEnding(call, named, known.endings) {
			return true
		}
		if text, ok := s.dead(call); ok {
			f := replacing(s.offset(call.Pos()), s.offset(call.End()), text, s.placesOf(call)...)
			f.after = "" // nothing is left of it but what keeps the compiler content
			found = append(found, f)
		}
		return true
	})
	return found
}

// nameOf is the last part of a called function's name.
func nameOf(function ast.Expr) string {
	switch f := function.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// dead is a call that is compiled and never made, so that its names and imports stay in use.
func (s *Source) dead(call *ast.CallExpr) (string, bool) {
	result := s.info.TypeOf(call)
	tuple, isTuple := result.(*types.Tuple)
	if result == nil || isTuple && tuple.Len() == 0 || result == types.Typ[types.Invalid] {
		return fmt.Sprintf("func() { if false { %s } }()", s.code(call)), true
	}
	if isTuple {
		return "", false
	}
	return fmt.Sprintf("func() (_ %s) { if false { return %s }; return }()", s.nameOfType(result), s.code(call)), true
}

// nameOfType is how a type is written in this file, where it imports the type's package by that one's own name.
func (s *Source) nameOfType(of types.Type) string {
	return types.TypeString(of, func(p *types.Package) string {
		if p == s.pkg {
			return ""
		}
		return p.Name()
	})
}

// handingOver are calls that let others go on.
var handingOver = regexp.MustCompile(`^(R?Unlock|Done|close|Release)$`)

// undeferred leaves out what is deferred, where no other rule leaves out a call in it. A lock stays one.
func undeferred(s *Source, known *knowledge) (found []finding) {
	ast.Inspect(s.syntax, func(node ast.Node) bool {
		deferred, ok := node.(*ast.DeferStmt)
		if !ok {
			return true
		}
		if s.contains(deferred, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			return ok && (s.ends(call, known.endings) || handingOver.MatchString(nameOf(call.Fun)))
		}) {
			return true
		}
		found = append(found, replacing(s.offset(deferred.Pos()), s.offset(deferred.End()), "if false { "+s.code(deferred)+" }",
			s.placesOf(deferred.Call)...))
		return true
	})
	return found
}

func (s *Source) contains(node ast.Node, is func(ast.Node) bool) (found bool) {
	ast.Inspect(node, func(n ast.Node) bool {
		found = found || n != nil && is(n)
		return !found
	})
	return found
}

// undeleted leaves out each delete and clear.
func undeleted(s *Source, _ *knowledge) (found []finding) {
	ast.Inspect(s.syntax, func(node ast.Node) bool {
		statement, ok := node.(*ast.ExprStmt)
		if !ok {
			return true
		}
		call, ok := statement.X.(*ast.CallExpr)
		if !ok {
			return true
		}
		if name := nameOf(call.Fun); name == "delete" || name == "clear" {
			f := replacing(s.offset(call.Pos()), s.offset(call.End()), "if false { "+s.code(call)+" }", s.placesOfState()...)
			f.after = ""
			found = append(found, f)
		}
		return true
	})
	return found
}

// unreset leaves out each statement that sets a field to nil, or a slice in a field to none of its elements.
func unreset(s *Source, _ *knowledge) (found []finding) {
	ast.Inspect(s.syntax, func(node ast.Node) bool {
		set, ok := node.(*ast.AssignStmt)
		if !ok || len(set.Lhs) != 1 || len(set.Rhs) != 1 || set.Tok.String() != "=" {
			return true
		}
		if _, isField := set.Lhs[0].(*ast.SelectorExpr); !isField {
			return true
		}
		value, field := s.code(set.Rhs[0]), s.code(set.Lhs[0])
		if value == "nil" || value == field+"[:0]" {
			f := replacing(s.offset(set.Pos()), s.offset(set.End()), "_ = "+field, s.placesOfState()...)
			found = append(found, f)
		}
		return true
	})
	return found
}

// pinned leaves out each copy of a string, a slice or a map.
func pinned(s *Source, _ *knowledge) (found []finding) {
	ast.Inspect(s.syntax, func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			return true
		}
		selector, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || selector.Sel.Name != "Clone" {
			return true
		}
		switch owner := s.packageOf(selector.X); owner {
		case "strings", "bytes", "slices", "maps":
			text := fmt.Sprintf("func() (_ %s) { if false { return %s }; return %s }()",
				s.nameOfType(s.info.TypeOf(call)), s.code(call), s.code(call.Args[0]))
			f := replacing(s.offset(call.Pos()), s.offset(call.End()), text, goHeap...)
			f.after = s.code(call.Args[0])
			found = append(found, f)
		}
		return true
	})
	return found
}
