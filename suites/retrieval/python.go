package retrieval

import (
	"context"
	"strings"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/python"
)

// PythonFunctions returns the functions and methods below a folder, without those of tests and of other projects. Their
// comments are their docstrings.
func PythonFunctions(ctx context.Context, root string) ([]Function, error) {
	var found []Function
	err := sources(root, ".py", func(path string, source []byte) error {
		parser := sitter.NewParser()
		defer parser.Close()
		parser.SetLanguage(python.GetLanguage())
		tree, err := parser.ParseCtx(ctx, nil, source)
		if err != nil {
			return err
		}
		defer tree.Close()
		file := pythonFile{path: path, source: source}
		file.visit(tree.RootNode(), "")
		found = append(found, file.found...)
		return nil
	})
	return found, err
}

type pythonFile struct {
	path   string
	source []byte
	found  []Function
}

// visit looks for functions in a node, but not within functions.
func (p *pythonFile) visit(node *sitter.Node, owner string) {
	for i := range int(node.NamedChildCount()) {
		switch child := node.NamedChild(i); child.Type() {
		case "function_definition":
			p.add(child, owner)
		case "class_definition":
			p.visit(child, p.text(child.ChildByFieldName("name")))
		default:
			p.visit(child, owner)
		}
	}
}

func (p *pythonFile) text(node *sitter.Node) string {
	if node == nil {
		return ""
	}
	return string(p.source[node.StartByte():node.EndByte()])
}

func (p *pythonFile) add(node *sitter.Node, owner string) {
	function := Function{
		Path: p.path, Line: int(node.StartPoint().Row) + 1, Name: p.text(node.ChildByFieldName("name")), Owner: owner,
		Language: "python", Source: p.text(node),
	}
	if docstring := docstringOf(node); docstring != nil {
		function.CommentFrom, function.CommentTo = int(docstring.StartByte()), int(docstring.EndByte())
		function.Comment = strings.TrimSpace(strings.Trim(p.text(docstring), `rRuUbB"'`))
		function.Source = string(p.source[node.StartByte():docstring.StartByte()]) + string(p.source[docstring.EndByte():node.EndByte()])
	}
	p.found = append(p.found, function)
}

// docstringOf is the string that a function's body begins with.
func docstringOf(function *sitter.Node) *sitter.Node {
	body := function.ChildByFieldName("body")
	if body == nil || body.NamedChildCount() == 0 {
		return nil
	}
	first := body.NamedChild(0)
	if first.Type() != "expression_statement" || first.NamedChildCount() == 0 || first.NamedChild(0).Type() != "string" {
		return nil
	}
	return first.NamedChild(0)
}
