package chunk

// #include "scanner.h"
// #include "tree.h"
import "C"

import (
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

// grammar is how one language is parsed, and what its nodes mean to the search for names.
type grammar struct {
	language *C.TSLanguage
	kinds    []kind          // by symbol
	rules    []C.struct_rule // by symbol
}

// kindOf is the meaning of a node.
func (g *grammar) kindOf(symbol int) kind {
	if symbol < len(g.kinds) {
		return g.kinds[symbol]
	}
	return kind{} // a syntax error: its symbol is the largest there is
}

// grammars holds each grammar behind a function that builds it on first use: a program that meets one language pays for one.
// The binding has a language's names, and keeps the language itself from other packages.
var grammars = map[Language]func() *grammar{
	Python:     lazily(python.GetLanguage, func() *C.TSLanguage { return C.scanner_python() }, pythonKinds),
	TypeScript: lazily(typescript.GetLanguage, func() *C.TSLanguage { return C.tree_sitter_typescript() }, scriptKinds),
	TSX:        lazily(tsx.GetLanguage, func() *C.TSLanguage { return C.tree_sitter_tsx() }, scriptKinds),
	JavaScript: lazily(javascript.GetLanguage, func() *C.TSLanguage { return C.tree_sitter_javascript() }, scriptKinds),
	Go:         lazily(golang.GetLanguage, func() *C.TSLanguage { return C.tree_sitter_go() }, goKinds),
	Rust:       lazily(rust.GetLanguage, func() *C.TSLanguage { return C.tree_sitter_rust() }, rustKinds),
	Java:       lazily(java.GetLanguage, func() *C.TSLanguage { return C.tree_sitter_java() }, javaKinds),
	C:          lazily(c.GetLanguage, func() *C.TSLanguage { return C.tree_sitter_c() }, cKinds),
	CPP:        lazily(cpp.GetLanguage, func() *C.TSLanguage { return C.tree_sitter_cpp() }, cKinds),
}

func lazily(names func() *sitter.Language, language func() *C.TSLanguage, byName map[string]kind) func() *grammar {
	return sync.OnceValue(func() *grammar {
		names, g := names(), &grammar{language: language()}
		for symbol := range sitter.Symbol(names.SymbolCount()) {
			var k kind
			// A keyword has the same name as the node it introduces ("class"), but is not a regular symbol.
			name, regular := names.SymbolName(symbol), names.SymbolType(symbol) == sitter.SymbolTypeRegular
			if regular {
				k = byName[name]
			}
			k.layout |= layoutOf(name, regular)
			g.kinds = append(g.kinds, k)
			g.rules = append(g.rules, C.struct_rule{
				role: C.uint8_t(k.role), layout: C.uint8_t(k.layout), field: field(g.language, k.field), other: field(g.language, k.other),
			})
		}
		return g
	})
}

// field is the number of a field in a language, zero for one that it doesn't have.
func field(language *C.TSLanguage, name string) C.uint16_t {
	return C.ts_language_field_id_for_name(language, (*C.char)(unsafe.Pointer(unsafe.StringData(name))), C.uint32_t(len(name)))
}
