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
	word  string      // what introduces it in a header ("class"), or empty
	name  string      // its own ("bar")
	of    *definition // what it is a member of, or nil
}

// qualified returns the name with those of what it is a member of ("Foo.bar"). It is put together where it is needed: the
// qualified names of deep classes are several times as large as the source.
func (d *definition) qualified() string {
	if d.of == nil {
		return d.name
	}
	return qualified(d.of.qualified(), d.name)
}

// definitions finds what a file defines, in the order of the source: what stands at the top level, and the members of what
// stands there.
func definitions(t *tree) []definition {
	found := t.search(visits(len(t.source)), maxNameLevels)
	defined := make([]definition, 0, len(found)) // room for all, since members point into it
	scopes := make([]*definition, len(found))    // what the members of each are members of
	for i := range found {
		f := &found[i]
		if f.scope >= 0 {
			scopes[i] = scopes[f.scope]
		}
		k := t.grammar.kindOf(int(f.symbol))
		name := t.nameOf(f, k)
		if name == "" {
			continue
		}
		d := definition{start: t.clamp(f.start), word: k.word, name: name, of: scopes[i]}
		if k.role == roleMethod {
			d.name, d.of = qualified(receiver(t.text(f.other_start, f.other_end)), name), nil
		}
		defined = append(defined, d)
		if k.role == roleContainer || k.role == roleBodied {
			scopes[i] = &defined[len(defined)-1]
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
