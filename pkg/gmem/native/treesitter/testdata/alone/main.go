// Command alone has tree-sitter in it and no C++. It keeps one tree open, and prints what the
// meters say.
package main

import (
	"context"
	"encoding/json"
	"os"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/golang"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/internal/handles"
	"github.com/embecode/embecode/pkg/gmem/native/treesitter"
)

func main() {
	parser := sitter.NewParser()
	parser.SetLanguage(golang.GetLanguage())
	tree, err := parser.ParseCtx(context.Background(), nil, []byte("package p"))
	if err != nil {
		panic(err)
	}
	parser.Close()

	var report struct {
		CXX, TreeSitter native.Count
		Handles         []gmem.HandleCount
		Linker          string // what is wrong with it
	}
	report.CXX, report.TreeSitter, report.Handles = native.Read().CXX, treesitter.Live(), treesitter.Handles()
	if err := handles.CheckLinker(); err != nil {
		report.Linker = err.Error()
	}
	if err := json.NewEncoder(os.Stdout).Encode(report); err != nil {
		panic(err)
	}
	tree.Close()
}
