package synth_test

import (
	"context"
	"crypto/sha1"
	"path"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/javascript"
	"github.com/smacker/go-tree-sitter/python"
	"github.com/smacker/go-tree-sitter/typescript/typescript"

	"github.com/embecode/embecode/pkg/synth"
)

var grammars = map[string]*sitter.Language{
	".py": python.GetLanguage(), ".ts": typescript.GetLanguage(), ".js": javascript.GetLanguage(),
}

var _ = Describe("The contents of a generated tree", func() {
	DescribeTable("parse without an error, and repeat themselves nowhere",
		func(ctx SpecContext, options synth.Options) {
			seen := pieces{}
			parsed, kinds := 0, map[string]int{}
			generate(ctx, options).each(func(name string, content []byte) {
				grammar := grammars[path.Ext(name)]
				if grammar == nil || strings.HasSuffix(name, ".min.js") {
					return
				}
				withTree(ctx, grammar, content, func(root *sitter.Node) {
					Expect(root.HasError()).To(BeFalse(), "%s does not parse", name)
					seen.definitions(root, content, name)
					for _, budget := range []int{1000, 1200, 1500} {
						seen.cut(root, content, budget, name)
					}
					for i := range int(root.NamedChildCount()) {
						kinds[path.Ext(name)+" "+root.NamedChild(i).Type()]++
					}
				})
				parsed++
			})
			Expect(parsed).To(BeNumerically(">", int(options.Scale*2000)))
			Expect(len(seen)).To(BeNumerically(">", parsed*10))
			Expect(kinds).To(HaveKey(".py decorated_definition"))
			Expect(kinds).To(HaveKey(".ts interface_declaration"))
			Expect(kinds).To(HaveKey(".js generator_function_declaration"))
		},
		Entry("in a small tree", synth.Options{Seed: 3, Scale: 0.05}),
		Entry("in a small tree of another seed", synth.Options{Seed: 1 << 63, Scale: 0.05}),
		Entry("in a tree of full size", Label("slow"), synth.Options{Seed: 1, Scale: 1}),
	)

	It("have comments, imports, functions and classes in every language", func(ctx SpecContext) {
		marks := map[string][]string{
			".py": {"import ", "def ", "class ", "# ", `"""`, "async def ", "@", "yield", " for ", "match "},
			".ts": {"import ", "function ", "class ", "// ", "/**", "async ", "interface ", "=> ", "<T", "enum ", "@", "abstract "},
			".js": {"import ", "require(", "function ", "class ", "// ", "async ", "=> ", "function* ", "switch (", "module.exports"},
		}
		text := map[string]*strings.Builder{".py": {}, ".ts": {}, ".js": {}}
		generate(ctx, synth.Options{Scale: 0.05}).eachSource(func(name string, content []byte) {
			text[path.Ext(name)].Write(content)
		})
		for extension, wanted := range marks {
			for _, mark := range wanted {
				Expect(strings.Count(text[extension].String(), mark)).NotTo(BeZero(), "%q in %s files", mark, extension)
			}
		}
	})
})

// withTree parses content and closes parser and tree again.
func withTree(ctx context.Context, grammar *sitter.Language, content []byte, use func(root *sitter.Node)) {
	GinkgoHelper()
	parser := sitter.NewParser()
	defer parser.Close()
	parser.SetLanguage(grammar)
	tree, err := parser.ParseCtx(ctx, nil, content)
	Expect(err).NotTo(HaveOccurred())
	defer tree.Close()
	use(tree.RootNode())
}

// pieces are the hashes of the pieces of a tree, each with the file that it is from.
type pieces map[[sha1.Size + 2]byte]string

// add fails when the same piece was added before in the same way.
func (p pieces) add(way int, content []byte, name string) {
	GinkgoHelper()
	sum := sha1.Sum(content)
	key := [sha1.Size + 2]byte{byte(way >> 8), byte(way)}
	copy(key[2:], sum[:])
	if before, found := p[key]; found {
		Fail("in " + before + " and in " + name + ": " + string(content))
	}
	p[key] = name
}

// definitions adds every definition at the top level of a file, and every member of a Python class that is large enough
// to be cut.
func (p pieces) definitions(parent *sitter.Node, content []byte, name string) {
	GinkgoHelper()
	for i := range int(parent.NamedChildCount()) {
		node := parent.NamedChild(i)
		text := content[node.StartByte():node.EndByte()]
		if strings.Contains(node.Type(), "definition") || strings.Contains(node.Type(), "declaration") || node.Type() == "export_statement" {
			p.add(0, text, name)
		}
		if body := node.ChildByFieldName("body"); node.Type() == "class_definition" && solid(text) > 1000 {
			p.definitions(body, content, name)
		}
	}
}

// cut adds the chunks that a cut along the syntax makes: siblings are merged up to the budget, and a node that is larger
// is cut in turn.
func (p pieces) cut(parent *sitter.Node, content []byte, budget int, name string) {
	GinkgoHelper()
	var start, end uint32
	size := 0
	flush := func() {
		if size > 0 {
			p.add(budget, content[start:end], name)
		}
		size = 0
	}
	for i := range int(parent.ChildCount()) {
		node := parent.Child(i)
		more := solid(content[node.StartByte():node.EndByte()])
		if size+more > budget {
			flush()
		}
		if more > budget {
			Expect(node.ChildCount()).NotTo(BeZero(), "%s has a word that is too large", name)
			p.cut(node, content, budget, name)
			continue
		}
		if size == 0 {
			start = node.StartByte()
		}
		end, size = node.EndByte(), size+more
	}
	flush()
}

// solid is the number of characters of text that are no white space.
func solid(text []byte) int {
	n := 0
	for _, b := range text {
		if b != ' ' && b != '\n' {
			n++
		}
	}
	return n
}
