package chunk

import (
	"bytes"
	"context"
	"fmt"
	"go/build"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	sitter "github.com/smacker/go-tree-sitter"
)

var _ = Describe("A chunk of real code", Label("slow"), func() {
	It("begins neither inside the head of a definition nor with the comment that ends a line", func(ctx SpecContext) {
		cut, found := map[Language]int{}, parted{}
		for _, root := range []string{filepath.Join(build.Default.GOROOT, "src"), filepath.Join(build.Default.GOPATH, "pkg", "mod"), "/usr/include"} {
			eachRealFile(ctx, root, cut, func(path string, source []byte) {
				language, _ := LanguageOf(path)
				if grammars[language] == nil {
					return
				}
				chunks, spans, err := New(Budgets{}, Limits{}).locate(ctx, path, source)
				if err == nil && len(spans) > 1 {
					text, err := decode(source)
					Expect(err).NotTo(HaveOccurred(), path)
					found.count(ctx, chunks[0].Language, path, text, spans)
				}
			})
		}
		AddReportEntry("chunks of real code", fmt.Sprintf("%+v", found))
		GinkgoWriter.Printf("%+v\n", found)
		Expect(found.chunks).To(BeNumerically(">", 1000))
		Expect(found.heads).To(BeNumerically("<=", found.chunks/1000))
		Expect(found.remarks).To(BeNumerically("<=", found.chunks/1000))
	})
})

// parted counts chunks that begin where a person wouldn't have cut.
type parted struct{ chunks, heads, remarks, lines int }

func (p *parted) count(ctx context.Context, language Language, path string, source []byte, spans []span) {
	starts := map[int]bool{}
	for _, s := range spans[1:] {
		at, _ := trim(source, s.start, s.end)
		starts[at] = true
		p.chunks++
		if !startsLine(source, at) {
			p.lines++
			GinkgoWriter.Printf("line %s:%d %q ¦ %q\n", path, 1+bytes.Count(source[:at], []byte("\n")), source[max(0, at-60):at], source[at:min(at+40, len(source))])
		}
	}
	err := bareParse(ctx, language, source, func(tree *sitter.Tree) {
		if !tree.RootNode().HasError() { // what is broken tells no heads
			p.visit(tree.RootNode(), path, source, starts)
		}
	})
	Expect(err).NotTo(HaveOccurred(), path)
}

// visit looks for starts between the beginning of a definition and that of its body.
func (p *parted) visit(node *sitter.Node, path string, source []byte, starts map[int]bool) {
	start := int(node.StartByte())
	if kind := node.Type(); kind == "comment" || kind == "line_comment" || kind == "block_comment" {
		if starts[start] && !startsLine(source, start) {
			p.remarks++
			GinkgoWriter.Printf("remark %s:%d\n", path, node.StartPoint().Row+1)
		}
		return
	}
	body := node.ChildByFieldName("body")
	name := node.ChildByFieldName("name")
	if name == nil {
		name = node.ChildByFieldName("declarator")
	}
	if body != nil && name != nil {
		for at := start + 1; at < opening(body); at++ {
			if starts[at] {
				p.heads++
				GinkgoWriter.Printf("head %s:%d %s\n", path, node.StartPoint().Row+1, node.Type())
			}
		}
	}
	for i := range int(node.ChildCount()) {
		p.visit(node.Child(i), path, source, starts)
	}
}

// opening is where the text begins that a head leads to: behind its colon, comments may stand before the body.
func opening(body *sitter.Node) int {
	first := body
	for before := body.PrevSibling(); before != nil; before = before.PrevSibling() {
		switch before.Type() {
		case "comment":
			first = before
		case ":":
			return int(first.StartByte())
		default:
			return int(body.StartByte())
		}
	}
	return int(body.StartByte())
}
