//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package treesitter_test

import (
	"context"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/golang"

	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/treesitter"
)

// opened returns how many handles of this kind are open.
func opened(kind string) int64 {
	GinkgoHelper()
	count := handles(kind)
	return count.Opened - count.Closed
}

func handles(kind string) native.HandleCount {
	GinkgoHelper()
	for _, count := range treesitter.Handles() {
		if count.Kind == kind {
			return count
		}
	}
	Fail("no handles of the kind " + kind)
	return native.HandleCount{}
}

// reading is what tree-sitter holds, and all of native memory.
type reading struct{ TreeSitter, Malloc native.Count }

// change is by how much the counters move while work runs.
func change(work func()) reading {
	whole, share := native.Read().Malloc, treesitter.Live()
	work()
	return reading{treesitter.Live().Sub(share), native.Read().Malloc.Sub(whole)}
}

var _ = Describe("The tree-sitter meters", Serial, func() {
	source := []byte("package p\n" + strings.Repeat("func f() int { return g(1, 2) }\n", 200))

	parse := func(ctx context.Context) *sitter.Tree {
		GinkgoHelper()
		parser := sitter.NewParser()
		defer parser.Close()
		parser.SetLanguage(golang.GetLanguage())
		tree, err := parser.ParseCtx(ctx, nil, source)
		Expect(err).NotTo(HaveOccurred())
		return tree
	}

	It("count each byte of a tree while it is open, and none when it is closed", func(ctx SpecContext) {
		parse(ctx).Close()
		Eventually(ctx, func(g Gomega) {
			var tree *sitter.Tree
			parsed := change(func() { tree = parse(ctx) })
			closed := change(tree.Close)
			g.Expect(parsed.TreeSitter.Bytes).To(BeNumerically(">", len(source)))
			g.Expect(parsed.Malloc).To(Equal(parsed.TreeSitter))
			gone := native.Count{}.Sub(parsed.TreeSitter)
			g.Expect(closed).To(Equal(reading{gone, gone}))
		}).Should(Succeed())
	})

	It("stand at zero when everything is closed", func(ctx SpecContext) {
		parse(ctx).Close()
		Expect(treesitter.Live()).To(Equal(native.Count{}))
	})

	It("don't count a node's text as tree-sitter's, which its reader frees", func(ctx SpecContext) {
		tree := parse(ctx)
		root := tree.RootNode()
		Expect(change(func() { _ = root.String() }).TreeSitter).To(Equal(native.Count{}))
		tree.Close()
		Expect(treesitter.Live()).To(Equal(native.Count{}))
	})

	It("see each tree that isn't closed", func(ctx SpecContext) {
		before := opened("tree-sitter tree")
		first, second := parse(ctx), parse(ctx)
		third := first.Copy()
		Expect(opened("tree-sitter tree") - before).To(BeEquivalentTo(3))
		for _, tree := range []*sitter.Tree{first, second, third} {
			tree.Close()
		}
		Expect(opened("tree-sitter tree")).To(Equal(before))
	})

	It("see each parser that isn't closed", func() {
		before := opened("tree-sitter parser")
		parsers := []*sitter.Parser{sitter.NewParser(), sitter.NewParser()}
		Expect(opened("tree-sitter parser") - before).To(BeEquivalentTo(2))
		for _, parser := range parsers {
			parser.Close()
		}
		Expect(opened("tree-sitter parser")).To(Equal(before))
	})

	It("count no tree where the parser gave up", func(ctx SpecContext) {
		parser := sitter.NewParser()
		defer parser.Close()
		parser.SetLanguage(golang.GetLanguage())
		parser.SetOperationLimit(1)
		before := handles("tree-sitter tree")
		_, err := parser.ParseCtx(ctx, nil, []byte(strings.Repeat(string(source), 100)))
		Expect(err).To(MatchError(sitter.ErrOperationLimit))
		Expect(handles("tree-sitter tree")).To(Equal(before))
	})

	It("tell a query's cursor from a tree's", func(ctx SpecContext) {
		tree := parse(ctx)
		defer tree.Close()
		queries, cursors, treeCursors :=
			handles("tree-sitter query"), handles("tree-sitter query cursor"), handles("tree-sitter tree cursor")

		walk := sitter.NewTreeCursor(tree.RootNode())
		Expect(walk.GoToFirstChild()).To(BeTrue())
		query, err := sitter.NewQuery([]byte("(call_expression) @call"), golang.GetLanguage())
		Expect(err).NotTo(HaveOccurred())
		cursor := sitter.NewQueryCursor()
		cursor.Exec(query, tree.RootNode())
		_, found := cursor.NextMatch()
		Expect(found).To(BeTrue())

		Expect(handles("tree-sitter query").Opened - queries.Opened).To(BeEquivalentTo(1))
		Expect(handles("tree-sitter query cursor").Opened - cursors.Opened).To(BeEquivalentTo(1))
		Expect(handles("tree-sitter tree cursor").Opened - treeCursors.Opened).To(BeEquivalentTo(1))

		cursor.Close()
		Expect(opened("tree-sitter query cursor")).To(Equal((cursors.Opened - cursors.Closed)))
		Expect(handles("tree-sitter tree cursor").Closed).To(Equal(treeCursors.Closed))
		query.Close()
		walk.Close()
		Expect(opened("tree-sitter query")).To(Equal((queries.Opened - queries.Closed)))
		Expect(opened("tree-sitter tree cursor")).To(Equal((treeCursors.Opened - treeCursors.Closed)))
	})
})
