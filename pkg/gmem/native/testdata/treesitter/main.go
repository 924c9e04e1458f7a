// Command treesitter has tree-sitter in it, but neither C++ nor DuckDB. It keeps one tree open, and prints what the
// meters say.
package main

import (
	"context"
	"encoding/json"
	"os"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/golang"

	"github.com/embecode/embecode/pkg/gmem/native"
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
		Available bool
		Why       string
		Reading   native.Reading
		Jemalloc  bool
		Handles   []native.HandleCount
	}
	report.Available, report.Why = native.Available()
	report.Reading = native.Read()
	_, report.Jemalloc = native.ReadJemalloc()
	report.Handles = native.Handles()
	if err := json.NewEncoder(os.Stdout).Encode(report); err != nil {
		panic(err)
	}
	tree.Close()
}
