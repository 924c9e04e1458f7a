// Package gmem watches the memory of any process and judges it: for its ceiling, for growth that does not end, and for
// handles left open.
//
// A run under watch looks like this:
//
//	self, err := gmem.Self()
//	watch, err := gmem.Start(self, gmem.WatchOptions{Ceiling: 2 * gmem.GB, OnCross: func(gmem.Sample) { cancel() }})
//	… the work …
//	series, err := watch.Stop()
//	Expect(series).To(gmem.StayBelow(2 * gmem.GB))
//
// Each judgement comes twice: as a function that gives a Verdict, for reports, and as a Gomega matcher around it, for
// specs. A judgement over nothing, or over readings that cannot be true, is a vacuous verdict: it is never OK, and as a
// matcher it fails whether negated or not.
//
// # Goals
//
//   - No peak is missed: samples every 50 ms, with the kernel's high-water mark between them.
//   - Growth fails only when it is certain, and then the message says what grew, how fast, how sure, and since when.
//   - Watching costs little: under 1 % of a core, and a few megabytes however long the run.
//
// # Non-goals
//
//   - It knows nothing of the program under test, nor of the meters inside it: those are read elsewhere and handed in.
//   - It starts, stops and limits no process.
//   - It finds no allocation sites; it names the part of memory to look at.
//
// # Conventions
//
// Amounts are Bytes, where 1 GB is 10^9 bytes; rates are BytesPerFile. A Watch is stopped by whoever started it; nothing
// else holds a resource. Matchers keep the last verdict, so each use takes a new one; everything else is safe for use
// from several goroutines, except a Table while rows are added. An error says that something could not be read or
// judged, a Verdict that is not OK says that something was judged and failed.
package gmem
