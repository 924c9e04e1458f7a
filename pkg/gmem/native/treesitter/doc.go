// Package treesitter meters tree-sitter in the process it is linked into: the bytes that it holds, and its parsers, trees,
// cursors and queries that were opened and not closed.
//
// Importing it is enough: it registers its meters with pkg/gmem. It works with any Go binding, since it imports none: it
// counts in C, behind them. Its share of native memory is exact, because tree-sitter lets a program set its allocator.
// Handles are counted by linker wraps (see pkg/gmem/native); a node's text, which its reader frees, is in no share.
//
// Functions may be called from any goroutine. Nothing needs closing. A call of Live or Handles takes under a microsecond.
package treesitter

import "github.com/embecode/embecode/pkg/gmem"

func init() {
	gmem.RegisterPart(gmem.PartMeter{
		Name: "tree-sitter", OfNative: true, Check: check,
		Advice: "Trees, cursors or parsers are not closed.",
		Live:   func() (gmem.Live, error) { return Live().Live(), nil },
	})
	table().Register(check, "Look for a return, an error or a cancelled context that leaves out Close: "+
		"the finalizer that would stand in for it may never run.")
}
