package walk

import (
	"bytes"
	"iter"
)

// names is a list of file names, packed: a directory with a million subdirectories would otherwise take twice as much.
type names struct {
	packed []byte // each name ends with a slash, the one byte besides NUL that no name holds
}

func (n *names) add(name string) {
	n.packed = append(append(n.packed, name...), '/')
}

// all yields the names in the order in which they were added.
func (n *names) all() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for rest := n.packed; len(rest) > 0; {
			name, after, _ := bytes.Cut(rest, []byte{'/'})
			if !yield(name) {
				return
			}
			rest = after
		}
	}
}
