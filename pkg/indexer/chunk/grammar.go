package chunk

// #include "scanner.h"
// #include "tree.h"
import "C"

import (
	"cmp"
	"sync"
	"unsafe"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/c"
	"github.com/smacker/go-tree-sitter/cpp"
	"github.com/smacker/go-tree-sitter/golang"
	"github.com/smacker/go-tree-sitter/java"
	"github.com/smacker/go-tree-sitter/javascript"
	"github.com/smacker/go-tree-sitter/python"
	"github.com/smacker/go-tree-sitter/rust"
	"github.com/smacker/go-tree-sitter/typescript/tsx"
	"github.com/smacker/go-tree-sitter/typescript/typescript"
)

// grammar is how one language is parsed, and what its nodes mean.
type grammar struct {
	of       Language
	language *C.TSLanguage
	tags     []tag           // by symbol
	rules    []C.struct_rule // by symbol: the same for C, with the layout
	silent   []string
	calls    map[string]adds
	joint    string
}

// tagOf is what a node defines.
func (g *grammar) tagOf(symbol int) *tag {
	if symbol < len(g.tags) {
		return &g.tags[symbol]
	}
	return &tag{} // a syntax error: its symbol is the largest there is
}

// grammars holds each grammar behind a function that builds it on first use: a program that meets one language pays for one.
// The binding has a language's names, and keeps the language itself from other packages.
var grammars = map[Language]func() *grammar{
	Python:     lazily(Python, python.GetLanguage, func() *C.TSLanguage { return C.scanner_python() }, pythonSyntax),
	TypeScript: lazily(TypeScript, typescript.GetLanguage, func() *C.TSLanguage { return C.tree_sitter_typescript() }, scriptSyntax),
	TSX:        lazily(TSX, tsx.GetLanguage, func() *C.TSLanguage { return C.tree_sitter_tsx() }, scriptSyntax),
	JavaScript: lazily(JavaScript, javascript.GetLanguage, func() *C.TSLanguage { return C.tree_sitter_javascript() }, scriptSyntax),
	Go:         lazily(Go, golang.GetLanguage, func() *C.TSLanguage { return C.tree_sitter_go() }, goSyntax),
	Rust:       lazily(Rust, rust.GetLanguage, func() *C.TSLanguage { return C.tree_sitter_rust() }, rustSyntax),
	Java:       lazily(Java, java.GetLanguage, func() *C.TSLanguage { return C.tree_sitter_java() }, javaSyntax),
	C:          lazily(C, c.GetLanguage, func() *C.TSLanguage { return C.tree_sitter_c() }, cSyntax),
	CPP:        lazily(CPP, cpp.GetLanguage, func() *C.TSLanguage { return C.tree_sitter_cpp() }, cSyntax.joinedBy("::")),
}

func lazily(of Language, names func() *sitter.Language, language func() *C.TSLanguage, means syntax) func() *grammar {
	return sync.OnceValue(func() *grammar {
		names, g := names(), &grammar{of: of, language: language(), silent: means.silent, calls: means.calls, joint: cmp.Or(means.joint, ".")}
		for symbol := range sitter.Symbol(names.SymbolCount()) {
			// A keyword has the same name as the node it introduces ("class"), but is not a regular symbol.
			name, regular := names.SymbolName(symbol), names.SymbolType(symbol) == sitter.SymbolTypeRegular
			t, n, l := means.tokens[name], naming{}, layoutOf(name, regular)
			if regular {
				t, n, l = means.tags[name], means.names[name], l|means.layout[name]
			}
			g.tags, g.rules = append(g.tags, t), append(g.rules, g.rule(t, n, l))
		}
		return g
	})
}

// rule puts for C what the tables say of a node.
func (g *grammar) rule(t tag, n naming, l layout) C.struct_rule {
	return C.struct_rule{
		does: C.uint32_t(t.does), layout: C.uint8_t(l), naming: C.uint8_t(n.how),
		name: field(g.language, t.name), of: field(g.language, t.of), body: field(g.language, t.body), more: field(g.language, t.more),
		part: field(g.language, n.part), path: field(g.language, n.path),
	}
}

// field is the number of a field in a language, zero for one that it doesn't have.
func field(language *C.TSLanguage, name string) C.uint16_t {
	return C.ts_language_field_id_for_name(language, (*C.char)(unsafe.Pointer(unsafe.StringData(name))), C.uint32_t(len(name)))
}
