package chunk

import (
	"sync"

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
	parser *sitter.Language
	kinds  []kind // by symbol
}

// kindOf is the meaning of a node.
func (g *grammar) kindOf(node *sitter.Node) kind {
	if symbol := int(node.Symbol()); symbol < len(g.kinds) {
		return g.kinds[symbol]
	}
	return kind{} // a syntax error: its symbol is the largest there is
}

// grammars holds each grammar behind a function that builds it on first use: a program that meets one language pays for one.
var grammars = map[Language]func() *grammar{
	Python:     lazily(python.GetLanguage, pythonKinds),
	TypeScript: lazily(typescript.GetLanguage, scriptKinds),
	TSX:        lazily(tsx.GetLanguage, scriptKinds),
	JavaScript: lazily(javascript.GetLanguage, scriptKinds),
	Go:         lazily(golang.GetLanguage, goKinds),
	Rust:       lazily(rust.GetLanguage, rustKinds),
	Java:       lazily(java.GetLanguage, javaKinds),
	C:          lazily(c.GetLanguage, cKinds),
	CPP:        lazily(cpp.GetLanguage, cKinds),
}

func lazily(language func() *sitter.Language, byName map[string]kind) func() *grammar {
	return sync.OnceValue(func() *grammar {
		parser := language()
		kinds := make([]kind, parser.SymbolCount())
		for symbol := range kinds {
			// A keyword has the same name as the node it introduces ("class"), but is not a regular symbol.
			if parser.SymbolType(sitter.Symbol(symbol)) == sitter.SymbolTypeRegular {
				kinds[symbol] = byName[parser.SymbolName(sitter.Symbol(symbol))]
			}
		}
		return &grammar{parser: parser, kinds: kinds}
	})
}
