package leaks

import (
	"bytes"
	"context"
	"hash/fnv"
	"path"
	"sync"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/java"
	"github.com/smacker/go-tree-sitter/javascript"
	"github.com/smacker/go-tree-sitter/python"
	"github.com/smacker/go-tree-sitter/typescript/typescript"

	"github.com/embecode/embecode/pkg/gmem"
)

// grammarOf is the grammar of the generated languages; other files are parsed as Python, for the tree's sake.
func grammarOf(file string) *sitter.Language {
	switch path.Ext(file) {
	case ".ts":
		return typescript.GetLanguage()
	case ".js":
		return javascript.GetLanguage()
	}
	return python.GetLanguage()
}

// keepTree parses source and keeps the tree; its parser is closed.
func keepTree(file string, source []byte) error {
	parser := sitter.NewParser()
	defer parser.Close()
	parser.SetLanguage(grammarOf(file))
	tree, err := parser.ParseCtx(context.Background(), nil, source)
	hold(tree)
	return err
}

func openTrees(parts *Parts, _ gmem.Bytes) {
	parts.perFile(keepTree)
}

func errorTrees(parts *Parts, _ gmem.Bytes) {
	parts.perFile(func(file string, source []byte) error {
		sum := fnv.New32a()
		_, _ = sum.Write([]byte(file)) // never fails
		if sum.Sum32()%50 != 0 {
			return nil
		}
		return keepTree(file, source)
	})
}

func openParsers(parts *Parts, _ gmem.Bytes) {
	parts.perFile(func(file string, _ []byte) error {
		parser := sitter.NewParser()
		parser.SetLanguage(grammarOf(file))
		hold(parser)
		return nil
	})
}

// bombDepth nested type arguments take tree-sitter past 2.0 GB, in quadratic time and memory.
const bombDepth = 12_500

func parseBomb(parts *Parts, _ gmem.Bytes) {
	var once sync.Once
	parts.perFile(func(string, []byte) (err error) {
		once.Do(func() {
			parser := sitter.NewParser()
			defer parser.Close()
			parser.SetLanguage(java.GetLanguage())
			var tree *sitter.Tree
			if tree, err = parser.ParseCtx(context.Background(), nil, bytes.Repeat([]byte("a<"), bombDepth)); err == nil {
				tree.Close()
			}
		})
		return err
	})
}
