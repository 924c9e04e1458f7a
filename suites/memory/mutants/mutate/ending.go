package mutate

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"regexp"
	"strings"
)

// What calls are named that end something. A name may go on with another word.
var (
	closing  = regexp.MustCompile(`^([cC]lose|[fF]ree|[dD]estroy|\w+_(close|free|delete))([A-Z]\w*)?$|^\w+Destroy$`)
	stopping = regexp.MustCompile(`^([cC]ancel|[sS]top|[rR]elease)([A-Z]\w*)?$`)
	dropping = regexp.MustCompile(`^([dD]rop|[rR]emove|[dD]iscard|[aA]bandon|[rR]ollback|[rR]estart|[rR]enew|[lL]eave|giveBack|[tT]rim)([A-Z]\w*)?$`)
)

var endsInSQL = regexp.MustCompile(`ROLLBACK|DETACH|DELETE|DROP|CHECKPOINT|vacuum`)

// endings are the functions that end something: those that make a call which does, by package, receiver and name. A method of
// such a name that only puts together a text is none.
type endings map[string]bool

// endingsOf finds them among the functions of the sources: first those that call out of them, then whoever calls those.
func endingsOf(sources []*Source) endings {
	known := endings{}
	for grown := true; grown; {
		grown = false
		for _, s := range sources {
			if !s.isGo() {
				continue
			}
			for _, declaration := range s.syntax.Decls {
				function, ok := declaration.(*ast.FuncDecl)
				if !ok || function.Body == nil {
					continue
				}
				defined, _ := s.info.Defs[function.Name].(*types.Func)
				if defined == nil || known[defined.FullName()] {
					continue
				}
				if s.contains(function.Body, func(node ast.Node) bool { return s.ends(node, known) }) {
					known[defined.FullName()] = true
					grown = true
				}
			}
		}
	}
	return known
}

// ends reports whether a node is a call that ends something.
func (s *Source) ends(node ast.Node, known endings) bool {
	if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
		return endsInSQL.MatchString(literal.Value)
	}
	call, ok := node.(*ast.CallExpr)
	if !ok {
		return false
	}
	if name := nameOf(call.Fun); name == "clear" || name == "delete" {
		return true
	}
	return s.isEnding(call, closing, known) || s.isEnding(call, stopping, known) || s.isEnding(call, dropping, known)
}

// isEnding reports whether a call is one of a function of such a name that ends something. Who only lets others go on, like a
// semaphore or a channel, ends nothing.
func (s *Source) isEnding(call *ast.CallExpr, named *regexp.Regexp, known endings) bool {
	name := nameOf(call.Fun)
	if !named.MatchString(name) {
		return false
	}
	function, _ := call.Fun.(*ast.Ident)
	if selector, ok := call.Fun.(*ast.SelectorExpr); ok {
		if s.packageOf(selector.X) == "C" {
			return true
		}
		function = selector.Sel
	}
	method, ok := s.info.Uses[function].(*types.Func)
	if !ok || method.Pkg() == nil {
		_, isVariable := s.info.Uses[function].(*types.Var)
		return isVariable // cancel, release; else a builtin: close
	}
	if from := method.Pkg().Path(); !strings.HasPrefix(from, s.module()) {
		return from != "strings" && from != "bytes" && from != "golang.org/x/sync/semaphore"
	}
	if receiver := method.Signature().Recv(); receiver != nil && types.IsInterface(receiver.Type()) {
		return true
	}
	return known[method.FullName()]
}

// module is what the paths of the module's packages begin with.
func (s *Source) module() string { return strings.TrimSuffix(s.pkg.Path(), path.Dir(s.file)) }
