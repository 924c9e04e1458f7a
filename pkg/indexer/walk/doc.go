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
// The `.gitignore` files of the tree decide first, exactly as git reads them, with or without a repository around it;
// then [Options].Exclude; then [Options].Include. Each can only take away: a file that `.gitignore` ignores is not
// brought back by an include. What is ignored or excluded yields no entry, and such a directory is never entered. An
// entry named `.git` is always passed over. A `.gitignore` is itself a file like any other.
//
// Where this differs from `git ls-files --others --exclude-standard`:
//
//   - Only the `.gitignore` files from the root down are read: none above the root, not `info/exclude`, and not the
//     user's global file.
//   - Which files are tracked is not known: an ignored file is ignored even if git tracks it.
//   - A nested repository or submodule is a directory like any other, where git stops at its edge.
//   - A `.gitignore` that can't be used is reported as an [Entry] and then treated as if it were empty. Those in force
//     at one place may hold [ignore.MaxSize] bytes together; the one that goes beyond is reported.
//
// Names are bytes, compared as they are: neither letter case nor Unicode form is folded.
//
// # Order and memory
//
// The files of a directory come before those of its subdirectories. A directory is read in batches of 4,096 names,
// sorted within the batch, so in an ordinary directory the order is that of the bytes. Held at any time are one batch,
// the names of the subdirectories still to be entered along the current path, and the ignore files in force there. One
// descriptor is open for every 32 levels, and up to three more. Paths beyond 32 KiB are reported and not entered.
//
// A tree may change while it is walked: what vanishes before it is looked at yields nothing, and what is replaced is
// found as what it is then. A directory that becomes a symbolic link between the look and the opening may be read
// through the link, but not out of the tree.
//
// Paths of more than PATH_MAX bytes do occur; [os.Root] opens them where [os.Open] can't.
//
// A [Walker] may be used by several goroutines at once; each walk calls its visitor from the goroutine that called it.
package walk
