//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native_test

import (
	"unsafe"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/nativetest"
)

// change is by how much the counters move while work runs. Go starts a thread now and then, for which the C library
// allocates a few hundred bytes; so a spec that expects an exact change tries again when it reads another one. A form
// that is counted wrongly is so every time.
func change(work func()) native.Reading {
	before := native.Read()
	work()
	after := native.Read()
	return native.Reading{Malloc: after.Malloc.Sub(before.Malloc), CXX: after.CXX.Sub(before.CXX)}
}

// one is the count of one block.
func one(block unsafe.Pointer) native.Count {
	return native.Count{Bytes: nativetest.Usable(block), Blocks: 1}
}

// gone is the same count, given back.
func gone(count native.Count) native.Count { return native.Count{}.Sub(count) }

// formEntries has one entry per form and size. The largest size is past the threshold from which glibc maps a block.
func formEntries(forms []nativetest.Form, isCXX bool) []TableEntry {
	var entries []TableEntry
	for _, form := range forms {
		for _, size := range []int{2, 24, 1_000, 300_000} {
			entries = append(entries, Entry(nil, form, size, isCXX))
		}
	}
	return entries
}

var _ = Describe("The malloc meter", Serial, func() {
	describe := func(form nativetest.Form, _ int, _ bool) string { return form.Name }

	DescribeTable("counts to the byte, and what C++ allocates as such, what is allocated and freed by", describe,
		func(ctx SpecContext, form nativetest.Form, size int, isCXX bool) {
			Eventually(ctx, func(g Gomega) {
				var block unsafe.Pointer
				allocated := change(func() { block = form.Allocate(size) })
				want := native.Reading{Malloc: one(block)}
				if isCXX {
					want.CXX = want.Malloc
				}
				freed := change(func() { form.Release(block) })
				g.Expect(want.Malloc.Bytes).To(BeNumerically(">=", size))
				g.Expect(allocated).To(Equal(want))
				g.Expect(freed).To(Equal(native.Reading{Malloc: gone(want.Malloc), CXX: gone(want.CXX)}))
			}).Should(Succeed())
		}, formEntries(nativetest.CForms(), false), formEntries(nativetest.CXXForms(), true))

	It("counts what libstdc++ allocates and inlined code frees", func(ctx SpecContext) {
		nativetest.DeleteString(nativetest.NewString(1)) // the first stream sets up its locale
		Eventually(ctx, func(g Gomega) {
			var text unsafe.Pointer
			allocated := change(func() { text = nativetest.NewString(10_000) })
			freed := change(func() { nativetest.DeleteString(text) })
			g.Expect(allocated.CXX.Blocks).To(BeEquivalentTo(2), "the string and its characters")
			g.Expect(allocated.CXX.Bytes).To(BeNumerically(">", 10_000))
			g.Expect(allocated.Malloc).To(Equal(allocated.CXX))
			g.Expect(freed.CXX).To(Equal(gone(allocated.CXX)))
			g.Expect(freed.Malloc).To(Equal(freed.CXX))
		}).Should(Succeed())
	})

	It("leaves the count alone when a request is refused", func(ctx SpecContext) {
		block := nativetest.Malloc(100)
		DeferCleanup(nativetest.Free, block)
		Eventually(ctx, func(g Gomega) {
			g.Expect(change(func() { Expect(nativetest.Refuses(block)).To(BeTrue()) })).To(Equal(native.Reading{}))
		}).Should(Succeed())
	})

	It("lets C++ catch bad_alloc when there is too little memory", func() {
		Expect(nativetest.NewThrows()).To(BeTrue())
	})

	It("counts nothing of memory mapped past the allocators", func(ctx SpecContext) {
		Eventually(ctx, func(g Gomega) {
			g.Expect(change(func() {
				pages := nativetest.Mmap(1_000_000)
				defer nativetest.Munmap(pages, 1_000_000)
			})).To(Equal(native.Reading{}))
		}).Should(Succeed())
	})

	It("is available here", func() {
		available, why := native.Available()
		Expect(available).To(BeTrue(), why)
	})
})
