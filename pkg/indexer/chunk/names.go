package chunk

import (
	sitter "github.com/smacker/go-tree-sitter"
)

const (
	// A visit costs about a microsecond, and 115 bytes that the binding keeps until the tree is closed. One for each
	// bytesPerVisit of source, and freeVisits on top, bound them to a fraction of the parse and to 2 MB. Ordinary code
	// takes a quarter of that; in a table of a thousand macros the names of the later ones are not looked for.
	bytesPerVisit = 64
	freeVisits    = 256
	// maxNameLevels is how many levels are entered: a method of a class in a namespace within an #ifdef is at the eighth.
	maxNameLevels = 8
	// maxNameBytes bounds a name. Longer ones are cut.
	maxNameBytes = 100
)

// definition is a name and the offset at which the node that defines it begins.
type definition struct {
	start int
	word  string // what introduces it in a header ("class"), or empty
	name  string // qualified by what it is a member of ("Foo.bar")
}

// search collects the definitions of a file in the order of their beginnings: what stands at the top level, and the members
// of what stands there. Bodies of functions aren't entered.
type search struct {
	grammar *grammar
	source  []byte
	cursor  *sitter.TreeCursor
	visits  int // how many more are allowed
	found   []definition
}

// definitions finds what a file defines. The tree stays open; the cursor is closed.
func definitions(g *grammar, tree *sitter.Tree, source []byte) []definition {
	cursor := sitter.NewTreeCursor(tree.RootNode())
	defer cursor.Close()
	s := search{grammar: g, source: source, cursor: cursor, visits: freeVisits + len(source)/bytesPerVisit}
	s.children("", 0)
	return s.found
}

// children looks at each child of the node under the cursor. The cursor is back on that node afterwards.
func (s *search) children(scope string, level int) {
	if level >= maxNameLevels || !s.cursor.GoToFirstChild() {
		return
	}
	for more := true; more && s.visits > 0; more = s.cursor.GoToNextSibling() {
		s.visits--
		node := s.cursor.CurrentNode()
		if k := s.grammar.kindOf(node); k.role != roleNone {
			s.node(node, k, scope, level)
		}
	}
	s.cursor.GoToParent()
}

func (s *search) node(node *sitter.Node, k kind, scope string, level int) {
	if k.role == roleGroup {
		s.children(scope, level+1)
		return
	}
	start := s.clamp(node.StartByte())
	switch k.role {
	case roleNamed:
		s.define(start, k, scope, s.nameOf(node, start, k))
	case roleContainer:
		s.container(start, k, scope, s.nameOf(node, start, k), level)
	case roleBodied:
		if node.ChildByFieldName("body") != nil {
			s.container(start, k, scope, s.field(node, k.field), level)
		}
	case roleDeclarator:
		s.define(start, k, scope, declared(s.field(node, "declarator")))
	case roleDeclaration:
		s.define(start, k, scope, declared(s.field(node, "declarator")))
		s.children(scope, level+1)
	case roleMethod:
		s.define(start, k, receiver(s.field(node, "receiver")), s.field(node, k.field))
	case roleAssignment:
		s.define(start, k, scope, assigned(s.source[start:]))
	}
}

func (s *search) container(start int, k kind, scope, name string, level int) {
	s.define(start, k, scope, name)
	if name != "" {
		scope = qualified(scope, name)
	}
	s.children(scope, level+1)
}

func (s *search) define(start int, k kind, scope, name string) {
	if name != "" {
		s.found = append(s.found, definition{start: start, word: k.word, name: qualified(scope, name)})
	}
}

// nameOf is the name that a node defines: as it is spelled behind the keyword if that is plain to see, which saves seven
// calls into C, and otherwise the text of its field.
func (s *search) nameOf(node *sitter.Node, start int, k kind) string {
	if k.keyword != "" {
		if name := spelled(s.source[start:], k.keyword); name != "" {
			return name
		}
	}
	return s.field(node, k.field)
}

// field is the text of a node's field, or empty where it has none.
func (s *search) field(node *sitter.Node, name string) string {
	child := node.ChildByFieldName(name)
	if child == nil {
		return ""
	}
	start, end := s.clamp(child.StartByte()), s.clamp(child.EndByte())
	return clean(s.source[start:min(end, start+maxNameBytes)])
}

func (s *search) clamp(offset uint32) int {
	return min(int(offset), len(s.source))
}

func qualified(scope, name string) string {
	if scope == "" {
		return name
	}
	return scope + "." + name
}
