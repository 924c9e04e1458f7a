// Package treesitter counts the functions in Go sources along their syntax trees.
package treesitter

import (
	"context"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/golang"
)

// Counter counts functions. It is for one goroutine.
type Counter struct{ kept []*sitter.Tree }

// Count counts the functions that a source declares. Leaky, it keeps the syntax tree and never closes it.
func (c *Counter) Count(ctx context.Context, source []byte, leaky bool) (int, error) {
	parser := sitter.NewParser()
	defer parser.Close()
	parser.SetLanguage(golang.GetLanguage())
	tree, err := parser.ParseCtx(ctx, nil, source)
	if err != nil {
		return 0, err
	}
	if leaky {
		c.kept = append(c.kept, tree)
	} else {
		defer tree.Close()
	}
	functions := 0
	for i := range int(tree.RootNode().ChildCount()) {
		if tree.RootNode().Child(i).Type() == "function_declaration" {
			functions++
		}
	}
	return functions, nil
}
