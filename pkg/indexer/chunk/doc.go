// Package chunk cuts one source file into chunks fit to be embedded, along its syntax tree where a grammar is known and
// by lines where not.
//
// Goals:
//   - The chunks of a file, in order, cover every non-whitespace byte of it exactly once; what lies between two chunks is
//     whitespace only.
//   - A chunk begins and ends at the edge of a syntax node. Siblings are merged while they fit the budget, and only a node
//     larger than the budget is entered. A node without children (a huge string or comment) is cut by lines, and a line
//     larger than the budget between two words.
//   - Comments, decorators, attributes and the like stay with what they describe, and with its first chunk where it takes
//     several. No chunk begins inside the head of a definition or with the comment that ends a line, and none ends between a head
//     and what its body begins with, where that can be helped.
//   - A section of Markdown is merged with others while it fits whole, and begins a chunk otherwise.
//   - Memory is bounded: a tree lives for the length of one call to Split, and all that tree-sitter holds for a Chunker's calls
//     stays within Limits.NativeBytes, whatever the text.
//   - Cutting is cheap beside parsing: the tree is asked only where a budget runs out and where a name may be defined.
//
// Names are found along tables for each language (tags_python.go and others), in the terms of tree-sitter's tags queries;
// syntax, which holds them, says how to add to one. Where the parser stumbles, a file is parsed once more with what is mended
// by guess: merge conflicts, braces that lack, quotes that nothing closes, macros on lines of their own. Nothing of that shows
// in a chunk's text.
//
// Non-goals: resolving names, following imports, and recognising a language by anything but its file's name (but for .h,
// which C and C++ share).
//
// Units: a budget counts characters (runes) that are not ASCII whitespace. Since whitespace is free, a chunk is held to 8
// source bytes for each character of its budget as well (and up to 200 bytes of indentation in front of it).
//
// A file is cut by lines, with nothing lost, when its language has no grammar here, when it is larger than 1 MB, or when the
// parser wants more native memory than the file's share: 256 kB and 128 bytes for each byte of source, and never more than
// Limits.NativeBytes. Ordinary code takes 15 to 45, so a file of 500 kB is parsed within the default of 21 MB and a table of
// numbers of that size is not. So is a file that the parser needs more than two seconds of processor time for. That is time
// at work, so that neither a busy machine nor a pause changes how a file is cut.
//
// tree-sitter allocates from an arena for each file (arena.h). Near its limit the parser is asked to stop, and past it the
// allocator leaves the parser by a jump: there is a phase in which it hears nothing else (docs/parsing.md). The arena goes in front of whatever
// allocator tree-sitter had when the first file was cut, and serves the calls of this package only; ts_set_allocator mustn't
// be called after that.
//
// The chunks of a file are made one after the other, as they are asked for; until then their source and places take HeldBytes.
//
// Besides, a Chunker holds no memory between two calls, so one may be used by any number of goroutines. Each call to Split opens a
// parser, a tree and cursors of its own and closes them before it returns, whatever happens. A Chunk keeps no reference to
// the source.
package chunk
