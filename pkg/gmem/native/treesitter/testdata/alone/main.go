// Command alone has tree-sitter in it and no C++. It keeps one tree open, and prints what the
// meters say.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/golang"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
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
		Handles         []native.HandleCount
		LeftOut         []gmem.LeftOut
	}
	report.CXX, report.TreeSitter, report.Handles = native.Read().CXX, treesitter.Live(), treesitter.Handles()
	var dead []gmem.LeftOut
	if report.LeftOut, dead, err = gmem.CheckMeters(); err != nil || len(dead) > 0 {
		panic(fmt.Sprint(err, dead))
	}
	if err := json.NewEncoder(os.Stdout).Encode(report); err != nil {
		panic(err)
	}
	tree.Close()
}
