// Package gmem finds memory leaks and excess: it holds work to leaving nothing behind, and to a limit of resident memory.
//
// A leak is what grows however often the work is done. Repeat does it again and again, and HaveLeaked judges:
//
//	Expect(gmem.Repeat(ctx, importOnce)).NotTo(gmem.HaveLeaked())
//
// Excess is a peak. Watch does the work once, and StayBelow judges:
//
//	Expect(gmem.Watch(ctx, importAll)).To(gmem.StayBelow(200 * gmem.MB))
//
// Without Gomega there is VerifyNoLeak. A failure says what grew, by how much for each unit of the work, how sure that is, and
// where it was allocated.
//
// Go's heap, goroutines, file descriptors, threads, mappings and resident memory are always measured, as far as the system
// tells. Native memory is counted to the byte where the program imports
//
//	_ "github.com/embecode/embecode/pkg/gmem/native" // needs cgo; Linux with glibc
//
// Packages below it are named after a library and know its memory and handles; RegisterPart and RegisterHandle let any other
// binding do the same.
//
// # Goals
//
//   - A red never lies: growth has to be certain, more than a floor in bytes, and more than a single step.
//   - A green means something: a meter that doesn't see what is made for it, too few readings and work that did nothing are
//     inconclusive, which fails in both polarities.
//   - An answer to "where did the bytes go?": a breakdown by part, and the functions that allocated.
//
// # Non-goals
//
//   - It knows nothing of the work that it measures, and has no switch in it.
//   - It limits no process; Supervise ends one that passes its ceiling.
//
// # Conventions
//
// Amounts are Bytes, where 1 GB is 10^9 bytes; rates are Rate, in bytes for each unit of the work. A Watcher is stopped by
// whoever started it; nothing else holds a resource. Matchers keep the last verdict, so each use takes a new one; everything
// else is safe for use from several goroutines, except a Table while rows are added. An error says that something could not
// be read, a Verdict that is not OK says that something was judged and failed.
package gmem
