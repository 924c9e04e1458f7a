package chunk

// #include "tree.h"
import "C"

const (
	// One visit for each bytesPerVisit of source, and freeVisits on top, bound the search to a fraction of the parse. Ordinary
	// code takes a quarter of that; in a table of a thousand macros the names of the later ones are not looked for.
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

// definitions finds what a file defines, in the order of the source: what stands at the top level, and the members of what
// stands there.
func definitions(t *tree) []definition {
	found := t.search(visits(len(t.source)), maxNameLevels)
	defined := make([]definition, 0, len(found))
	scopes := make([]string, len(found)) // what the members of each are qualified by
	for i := range found {
		f := &found[i]
		scope := ""
		if f.scope >= 0 {
			scope = scopes[f.scope]
		}
		k := t.grammar.kindOf(int(f.symbol))
		name := t.nameOf(f, k)
		if k.role == roleMethod {
			scope = receiver(t.text(f.other_start, f.other_end))
		}
		scopes[i] = scope
		if name == "" {
			continue
		}
		name = qualified(scope, name)
		defined = append(defined, definition{start: t.clamp(f.start), word: k.word, name: name})
		if k.role == roleContainer || k.role == roleBodied {
			scopes[i] = name
		}
	}
	return defined
}

// nameOf is the name that a node defines: as it is spelled behind the keyword if that is plain to see, and otherwise the text
// of its field.
func (t *tree) nameOf(f *C.struct_found, k kind) string {
	switch k.role {
	case roleAssignment:
		return assigned(t.source[t.clamp(f.start):])
	case roleDeclarator, roleDeclaration:
		return declared(t.text(f.name_start, f.name_end))
	}
	if k.keyword != "" {
		if name := spelled(t.source[t.clamp(f.start):], k.keyword); name != "" {
			return name
		}
	}
	return t.text(f.name_start, f.name_end)
}

// text is the beginning of a range of the source, as long as a name may be.
func (t *tree) text(from, to C.uint32_t) string {
	start, end := t.clamp(from), t.clamp(to)
	return clean(t.source[start:min(end, start+maxNameBytes)])
}

func (t *tree) clamp(offset C.uint32_t) int {
	return min(int(offset), len(t.source))
}

// visits is how many nodes of a source of so many bytes the search looks at.
func visits(size int) int {
	return freeVisits + size/bytesPerVisit
}

// searchBytes is the most native memory that the search takes beside the tree: a list that has just been doubled, and the
// one before.
func searchBytes(size int) int {
	return 3 * visits(size) * C.sizeof_struct_found
}

func qualified(scope, name string) string {
	if scope == "" {
		return name
	}
	return scope + "." + name
}
