package synth_test

import (
	"bytes"
	"context"
	"crypto/sha1"
	"path"
	"regexp"
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
			seen, tokens := pieces{seen: map[pieceKey]string{}}, map[string]string{}
			parsed, kinds := 0, map[string]int{}
			generate(ctx, options).each(func(name string, content []byte) {
				grammar := grammars[path.Ext(name)]
				if grammar == nil || strings.HasSuffix(name, ".min.js") {
					return
				}
				withTree(ctx, grammar, content, func(root *sitter.Node) {
					Expect(root.HasError()).To(BeFalse(), "%s does not parse", name)
					token := string(firstMark.FindSubmatch(content)[1])
					Expect(tokens).NotTo(HaveKey(token), "the token of %s", name)
					tokens[token] = name
					seen.file, seen.token = name, []byte(token)
					seen.definitions(root, content)
					for _, budget := range []int{1000, 1200, 1500} {
						seen.cut(root, content, budget)
					}
					for i := range int(root.NamedChildCount()) {
						kinds[path.Ext(name)+" "+root.NamedChild(i).Type()]++
					}
				})
				parsed++
			})
			Expect(parsed).To(BeNumerically(">", int(options.Scale*2000)))
			Expect(len(seen.seen)).To(BeNumerically(">", parsed*10))
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

// firstMark is the first mark of a file, which begins with the file's token.
var firstMark = regexp.MustCompile(`\(([a-z]+)-1\)`)

// pieces are the hashes of the pieces of a tree, each with the file that it is from.
type pieces struct {
	seen  map[pieceKey]string
	file  string // that the pieces are from now
	token []byte // of this file
}

// pieceKey is the budget of the cut, zero for a whole definition, and the hash of the piece.
type pieceKey struct {
	budget int
	hash   [sha1.Size]byte
}

// add fails when the same piece was added before in the same way, and when nothing in it is sure to be unique.
func (p pieces) add(budget int, content []byte) {
	GinkgoHelper()
	key := pieceKey{budget, sha1.Sum(content)}
	if before, found := p.seen[key]; found {
		Fail("in " + before + " and in " + p.file + ": " + string(content))
	}
	p.seen[key] = p.file
	if !bytes.Contains(bytes.ToLower(content), p.token) {
		Fail("without the token " + string(p.token) + " in " + p.file + ": " + string(content))
	}
}

// definitions adds every definition at the top level of a file, and every member of a class that is large enough to be
// cut, which only Python's are.
func (p pieces) definitions(parent *sitter.Node, content []byte) {
	GinkgoHelper()
	for i := range int(parent.NamedChildCount()) {
		node := parent.NamedChild(i)
		text := content[node.StartByte():node.EndByte()]
		if strings.Contains(node.Type(), "definition") || strings.Contains(node.Type(), "declaration") || node.Type() == "export_statement" {
			p.add(0, text)
		}
		switch {
		case solid(text) < 1000:
		case node.Type() == "class_definition":
			p.definitions(node.ChildByFieldName("body"), content)
		case node.Type() == "decorated_definition" && node.ChildByFieldName("definition").Type() == "class_definition":
			p.definitions(node.ChildByFieldName("definition").ChildByFieldName("body"), content)
		default:
			Fail("larger than a chunk in " + p.file + ": " + string(text))
		}
	}
}

// cut adds the chunks that a cut along the syntax makes: siblings are merged up to the budget, and a node that is larger
// is cut in turn.
func (p pieces) cut(parent *sitter.Node, content []byte, budget int) {
	GinkgoHelper()
	var start, end uint32
	size := 0
	flush := func() {
		if size > 0 {
			p.add(budget, content[start:end])
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
			Expect(node.ChildCount()).NotTo(BeZero(), "%s has a word that is too large", p.file)
			p.cut(node, content, budget)
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
