package chunk

import (
	"context"

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

// languages are the grammars through the binding, which this package's own way to a tree is held against.
var languages = map[Language]*sitter.Language{
	Python: python.GetLanguage(), TypeScript: typescript.GetLanguage(), TSX: tsx.GetLanguage(),
	JavaScript: javascript.GetLanguage(), Go: golang.GetLanguage(), Rust: rust.GetLanguage(), Java: java.GetLanguage(),
	C: c.GetLanguage(), CPP: cpp.GetLanguage(),
}

// bareParse parses through the binding with a parser of its own, without guard or deadline, and hands the tree to use.
func bareParse(ctx context.Context, language Language, source []byte, use func(*sitter.Tree)) error {
	parser := sitter.NewParser()
	defer parser.Close()
	parser.SetLanguage(languages[language])
	tree, err := parser.ParseCtx(ctx, nil, source)
	if err != nil {
		return err
	}
	defer tree.Close()
	use(tree)
	return nil
}
