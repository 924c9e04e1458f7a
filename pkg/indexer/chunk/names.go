package chunk

import (
	"bytes"
	"strings"

	sitter "github.com/smacker/go-tree-sitter"
)

const (
	// maxVisits bounds how many nodes of one file are looked at for names. The binding keeps about 115 bytes for each until
	// the tree is closed, so it bounds those to 2 MB; a file with more top-level nodes is a table, not code.
	maxVisits = 16_384
	// maxNameLevels is how many levels are entered: a method of a class in a namespace within an #ifdef is at the eighth.
	maxNameLevels = 8
	// maxNameBytes bounds a name. Longer ones are cut.
	maxNameBytes = 100
)

// definition is a name and the range of the node that defines it.
type definition struct {
	span
	word string // what introduces it in a header ("class"), or empty
	name string // qualified by what it is a member of ("Foo.bar")
}

// search collects the definitions of a file in the order of their beginnings: what stands at the top level, and the members
// of what stands there. Bodies of functions aren't entered.
type search struct {
	grammar *grammar
	source  []byte
	cursor  *sitter.TreeCursor
	visits  int
	found   []definition
}

// definitions finds what a file defines. The tree stays open; the cursor is closed.
func definitions(g *grammar, tree *sitter.Tree, source []byte) []definition {
	cursor := sitter.NewTreeCursor(tree.RootNode())
	defer cursor.Close()
	s := search{grammar: g, source: source, cursor: cursor}
	s.children("", 0)
	return s.found
}

// children looks at each child of the node under the cursor. The cursor is back on that node afterwards.
func (s *search) children(scope string, level int) {
	if level >= maxNameLevels || !s.cursor.GoToFirstChild() {
		return
	}
	for more := true; more && s.visits < maxVisits; more = s.cursor.GoToNextSibling() {
		s.visits++
		node := s.cursor.CurrentNode()
		if k := s.grammar.kindOf(node); k.role != roleNone {
			s.node(node, k, scope, level)
		}
	}
	s.cursor.GoToParent()
}

func (s *search) node(node *sitter.Node, k kind, scope string, level int) {
	switch k.role {
	case roleGroup:
		s.children(scope, level+1)
	case roleNamed:
		s.define(node, k, scope, s.field(node, k.field))
	case roleContainer:
		s.container(node, k, scope, level)
	case roleBodied:
		if node.ChildByFieldName("body") != nil {
			s.container(node, k, scope, level)
		}
	case roleDeclarator:
		s.define(node, k, scope, s.declared(node))
	case roleDeclaration:
		s.define(node, k, scope, s.declared(node))
		s.children(scope, level+1)
	case roleMethod:
		s.define(node, k, receiver(s.field(node, "receiver")), s.field(node, k.field))
	case roleAssignment:
		s.define(node, k, scope, assigned(s.source[s.clamp(node.StartByte()):]))
	}
}

func (s *search) container(node *sitter.Node, k kind, scope string, level int) {
	name := s.field(node, k.field)
	s.define(node, k, scope, name)
	if name != "" {
		scope = qualified(scope, name)
	}
	s.children(scope, level+1)
}

func (s *search) define(node *sitter.Node, k kind, scope, name string) {
	if name == "" {
		return
	}
	where := span{s.clamp(node.StartByte()), s.clamp(node.EndByte())}
	s.found = append(s.found, definition{span: where, word: k.word, name: qualified(scope, name)})
}

// field is the text of a node's field, or empty where it has none.
func (s *search) field(node *sitter.Node, name string) string {
	child := node.ChildByFieldName(name)
	if child == nil {
		return ""
	}
	return s.text(child)
}

func (s *search) text(node *sitter.Node) string {
	start, end := s.clamp(node.StartByte()), s.clamp(node.EndByte())
	return clean(s.source[start:min(end, start+maxNameBytes)])
}

func (s *search) clamp(offset uint32) int {
	return min(int(offset), len(s.source))
}

// declared follows the declarators of a C declaration down to the name: "int *(*f[3])(void)" declares f.
func (s *search) declared(node *sitter.Node) string {
	name := ""
	for range maxNameLevels {
		next := node.ChildByFieldName("declarator")
		if next == nil && (strings.HasPrefix(name, "&") || strings.HasPrefix(name, "(")) {
			next = node.NamedChild(0) // references and parentheses have no field for what they hold
		}
		if next == nil {
			break
		}
		node, name = next, s.text(next)
	}
	return name
}

func qualified(scope, name string) string {
	if scope == "" {
		return name
	}
	return scope + "." + name
}

// receiver is the type of a Go receiver: "T" for "(t *T[K])".
func receiver(text string) string {
	fields := bytes.FieldsFunc([]byte(text), func(r rune) bool { return r == '(' || r == ')' || r == '*' || r == ' ' })
	if len(fields) == 0 {
		return ""
	}
	name, _, _ := bytes.Cut(fields[min(1, len(fields)-1)], []byte("["))
	return string(name)
}

// assigned is the name that a Python statement assigns or annotates: "x" for "x = 1" and "x: int", and empty for "x == 1".
func assigned(statement []byte) string {
	end := 0
	for end < len(statement) && end < maxNameBytes && isNamePart(statement[end]) {
		end++
	}
	rest := bytes.TrimLeft(statement[end:min(len(statement), end+maxNameBytes)], " ")
	if end == 0 || len(rest) < 2 || (rest[0] != '=' && rest[0] != ':') || rest[1] == '=' {
		return ""
	}
	return string(statement[:end])
}

func isNamePart(b byte) bool {
	return b == '_' || (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z')
}
