// Package gspec watches the memory of whole Ginkgo suites, and runs the body of a spec in a process of its own.
//
// One line reports the specs that took most memory and holds each to a limit:
//
//	var _ = gspec.Watch(gspec.Options{Limit: 200 * gmem.MB})
//
// A spec may have a limit of its own, as a decorator:
//
//	It("imports everything", gspec.Limit(2*gmem.GB), func(ctx SpecContext) { … })
//
// And what other specs have left behind doesn't count where a body has a process to itself:
//
//	It("stays below 200 MB", gspec.Alone(func(ctx SpecContext) {
//		Expect(gmem.Watch(ctx, importAll)).To(gmem.StayBelow(200 * gmem.MB))
//	}))
//
// Both work in parallel suites. Nothing needs closing.
package gspec
