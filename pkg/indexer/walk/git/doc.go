// Package git reads what git knows of a source tree beside its ignore files: what a folder is to git, which files a
// repository tracks, and where the patterns are that hold without lying in the tree.
//
// Goals: no program is run; memory is bounded whatever the size of an index; nothing that whoever made the tree may have
// written leads to a file outside of it being read (see [Tree]).
//
// Non-goals: objects, references, history, and the configuration of a repository but for the way back to its work tree.
//
// Paths in an index are bytes, slash-separated. What is opened belongs to the caller, who closes it. Nothing here is for
// several goroutines at once, but for [UserExcludes] and [Tree.Look].
package git
