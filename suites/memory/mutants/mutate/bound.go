package mutate

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"strings"
	"time"
)

// boundsOf finds the constants and variables of packages that something is compared with, that a channel or slice is made for,
// or that a smaller or larger value gives way to.
func boundsOf(sources []*Source) bounds {
	found := bounds{}
	for _, s := range sources {
		if !s.isGo() {
			continue
		}
		note := func(expression ast.Expr) {
			ast.Inspect(expression, func(node ast.Node) bool {
				if name, ok := node.(*ast.Ident); ok {
					if used := s.info.Uses[name]; used != nil && isPackageLevel(used) {
						found[used.Pkg().Path()+"."+used.Name()] = true
					}
				}
				return true
			})
		}
		ast.Inspect(s.syntax, func(node ast.Node) bool {
			switch n := node.(type) {
			case *ast.BinaryExpr:
				switch n.Op {
				case token.EQL:
					if call, ok := n.X.(*ast.CallExpr); ok && nameOf(call.Fun) == "len" {
						note(n.Y)
					}
				case token.LSS, token.LEQ, token.GTR, token.GEQ:
					note(n.X)
					note(n.Y)
				}
			case *ast.CallExpr:
				switch nameOf(n.Fun) {
				case "make", "min", "max", "SetLimit", "NewWeighted", "LimitReader", "Chunk":
					for _, argument := range n.Args {
						note(argument)
					}
				}
			}
			return true
		})
	}
	return found
}

func isPackageLevel(object types.Object) bool {
	return object.Pkg() != nil && object.Parent() == object.Pkg().Scope()
}

// least are the names of what is to be reached, and bounds nothing.
var least = regexp.MustCompile(`^([mM]in|shortest|least)`)

// bound makes each limit 50 times larger.
func bound(s *Source, known *knowledge) (found []finding) {
	ast.Inspect(s.syntax, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.ValueSpec:
			if len(n.Names) != 1 || len(n.Values) != 1 {
				return true
			}
			name := n.Names[0]
			if least.MatchString(name.Name) {
				return true
			}
			if object := s.info.Defs[name]; object == nil || !isPackageLevel(object) || !known.bounds[s.pkg.Path()+"."+name.Name] || !s.isNumber(n.Values[0]) {
				return true
			}
			larger := s.larger(n.Values[0])
			larger.within = name.Name
			found = append(found, larger)
		case *ast.CallExpr:
			if len(n.Args) == 2 && nameOf(n.Fun) == "make" {
				_, isChannel := n.Args[0].(*ast.ChanType)
				if literal, ok := n.Args[1].(*ast.BasicLit); ok && isChannel && literal.Value != "1" {
					found = append(found, s.larger(literal))
				}
			}
		}
		return true
	})
	return found
}

func (s *Source) larger(value ast.Expr) finding {
	return replacing(s.offset(value.Pos()), s.offset(value.End()), "("+s.code(value)+") * "+factor)
}

// isNumber reports whether a value is a whole number above one that counts something: no duration, no mask, no kind.
func (s *Source) isNumber(value ast.Expr) bool {
	if code := s.code(value); strings.Contains(code, "0x") || strings.Contains(code, "iota") {
		return false
	}
	known := s.info.Types[value]
	if known.Value == nil || known.Value.Kind() != constant.Int || known.Type.String() == "time.Duration" {
		return false
	}
	number, exact := constant.Int64Val(known.Value)
	return exact && number > 1 && number < int64(time.Hour)
}
