package mutate

import (
	"go/ast"
	"slices"
	"strings"
)

// late moves a clean-up behind returns for errors: a deferred one behind the last of its block, and one that is called between
// a step and the look at its error behind that look.
func late(s *Source, known *knowledge) (found []finding) {
	ast.Inspect(s.syntax, func(node ast.Node) bool {
		block, ok := node.(*ast.BlockStmt)
		if !ok {
			return true
		}
		for i, statement := range block.List {
			if !s.cleansUp(statement, known) {
				continue
			}
			rest := block.List[i+1:]
			deferred, isDeferred := statement.(*ast.DeferStmt)
			switch {
			case !isDeferred:
				rest = rest[:min(1, len(rest))]
			case len(deferred.Call.Args) > 0: // they are to be evaluated where they stand
				continue
			}
			for _, next := range slices.Backward(rest) {
				if returnsForError(next) {
					found = append(found, s.moved(statement, next))
					break
				}
			}
		}
		return true
	})
	return found
}

// cleansUp reports whether a statement ends something: deferred, or for its own sake.
func (s *Source) cleansUp(statement ast.Stmt, known *knowledge) bool {
	switch statement.(type) {
	case *ast.DeferStmt, *ast.ExprStmt:
		return s.contains(statement, func(node ast.Node) bool {
			call, ok := node.(*ast.CallExpr)
			return ok && s.ends(call, known.endings)
		})
	}
	return false
}

// returnsForError reports whether a statement is an if whose body ends in a return.
func returnsForError(statement ast.Stmt) bool {
	branch, ok := statement.(*ast.IfStmt)
	if !ok || len(branch.Body.List) == 0 {
		return false
	}
	_, returns := branch.Body.List[len(branch.Body.List)-1].(*ast.ReturnStmt)
	return returns
}

// moved has a statement stand behind a later one.
func (s *Source) moved(statement, behind ast.Stmt) finding {
	code := s.code(statement)
	from, to, end := s.offset(statement.Pos()), s.offset(statement.End()), s.offset(behind.End())
	var places []string
	ast.Inspect(statement, func(node ast.Node) bool {
		if call, ok := node.(*ast.CallExpr); ok && places == nil && nameOf(call.Fun) != "" {
			places = s.placesOf(call)
		}
		return true
	})
	first, _, _ := strings.Cut(s.code(behind), "\n")
	return finding{
		from: from, to: to, after: first + " … }; " + code, places: places,
		edits: []edit{{from, to, ""}, {end, end, "; " + code}},
	}
}
