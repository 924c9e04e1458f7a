// Package walk finds the files of a source tree that are to be indexed.
//
// Goals: git's verdict on what is ignored; every file found accounted for, with a reason where it can't be indexed;
// memory that does not grow with the number of files, and few descriptors at any depth; nothing outside the root is
// ever read, no symbolic link followed, and no FIFO, socket or device opened.
//
// Non-goals: reading the files, and watching the tree.
//
// # What is found
//
// Git's rules decide first, exactly as git reads them: the `.gitignore` files of the tree, with or without a repository
// around it; in a repository also those between its top and the root, its `info/exclude`, and the user's own file. What
// they ignore is found only if git tracks it. Then comes [Options].Exclude, which leaves out what git tracks as well, then
// [Options].DefaultExclude, which doesn't, and then [Options].Include. Each can only take away: a file that `.gitignore`
// ignores is not brought back by an include. A directory that is left out is entered only as far as git tracks what is in it.
// A `.gitignore` is itself a file like any other.
//
// What is ignored or excluded yields no entry. These do, with the reason, and are not entered: what is excluded by default,
// linked worktrees (the same repository once more), and directories in which git keeps a repository. An entry named `.git`
// is always passed over, and so is the directory of another version control, such as `.hg`.
//
// Where this differs from `git ls-files --cached --others --exclude-standard`:
//
//   - A nested repository or submodule is walked, by its own rules, where git stops at its edge.
//   - A root that the repository around it ignores is walked as if there were none: whoever asks for it wants it.
//   - The configuration of a repository is not read, which whoever made the tree may have written. Neither is a git folder
//     outside the tree that a `.git` file names, unless it names the tree in turn.
//   - A `.gitignore` or a git folder that can't be used is reported as an [Entry] and then treated as if it were empty. The
//     ignore files in force at one place may hold [ignore.MaxSize] bytes together; the one that goes beyond is reported.
//   - Of more than eight repositories within one another, what the inner ones track is not known.
//
// Names are bytes, compared as they are: neither letter case nor Unicode form is folded.
//
// # Order and memory
//
// The files of a directory come before those of its subdirectories. A directory is read in batches of 4,096 names,
// sorted within the batch, so in an ordinary directory the order is that of the bytes. Held at any time are one batch,
// the names of the subdirectories still to be entered along the current path, the ignore files in force there, and 0.3 MB
// for each repository around it. One descriptor is open for every 32 levels, one for each of up to eight repositories, and
// up to four more. Paths beyond 8 KiB are reported and not entered.
//
// A tree may change while it is walked: what vanishes before it is looked at yields nothing, and what is replaced is
// found as what it is then. A directory that becomes a symbolic link between the look and the opening may be read
// through the link, but not out of the tree.
//
// Paths of more than PATH_MAX bytes do occur; [os.Root] opens them where [os.Open] can't.
//
// A [Walker] may be used by several goroutines at once; each walk calls its visitor from the goroutine that called it.
package walk
