package mutate

import (
	"go/ast"
	"go/token"
	"regexp"
)

// The statements that take something away, with what makes each do nothing: what follows stays valid, with its parameters.
var statements = []struct {
	of   *regexp.Regexp
	noop string
}{
	{regexp.MustCompile(`\b(DELETE) FROM`), "SELECT 1"},
	{regexp.MustCompile(`\b(DROP|DETACH|TRUNCATE|VACUUM)\b`), "SELECT 1 -- "},
	{regexp.MustCompile(`\b(FORCE )?CHECKPOINT\b`), "SELECT 1 -- "},
}

// rows finds each in the literals of Go.
func rows(s *Source, _ *knowledge) (found []finding) {
	ast.Inspect(s.syntax, func(node ast.Node) bool {
		literal, ok := node.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		at, code := s.offset(literal.Pos()), s.code(literal)
		for _, statement := range statements {
			for _, match := range statement.of.FindAllStringIndex(code, -1) {
				to := match[1]
				if statement.noop == "SELECT 1" {
					to -= len(" FROM")
				}
				f := replacing(at+match[0], at+to, statement.noop, database...)
				f.to = at + len(code)
				f.after = code[1:match[0]] + statement.noop + code[to:]
				f.from = at
				found = append(found, f)
			}
		}
		return true
	})
	return found
}
