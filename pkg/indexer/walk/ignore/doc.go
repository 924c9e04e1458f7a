// Package ignore decides, as git does, which paths the patterns of one ignore file ignore.
//
// Goals: the verdict of git itself on every pattern and every path, quirks included; a cost that no pattern can blow
// up; memory of at most a small multiple of the file, which is bounded by [MaxSize].
//
// Non-goals: finding and stacking ignore files (package walk does that), case folding, and knowledge of which files are
// tracked.
//
// Names are bytes: nothing is decoded, folded or normalised. Every pattern is legal; one that git can never match, such
// as an unclosed class, never matches here either. A [List] does not change once it is parsed, holds no resource, and
// may be used by several goroutines at once.
package ignore
