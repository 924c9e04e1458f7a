//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native_test

import (
	"fmt"
	"runtime"
	"slices"
	"unsafe"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/nativetest"
)

// all is how many blocks are in use.
func all(sites []gmem.Site) (blocks int64) {
	for _, site := range sites {
		blocks += site.Blocks
	}
	return blocks
}

func forms() []TableEntry {
	var entries []TableEntry
	for _, form := range slices.Concat(nativetest.CForms(), nativetest.CXXForms()) {
		entries = append(entries, Entry(nil, form))
	}
	return entries
}

// caller is a Go function where those are known.
func caller(name string) string {
	if runtime.GOARCH != "amd64" {
		return ""
	}
	return name
}

var _ = Describe("The sites of some work", Serial, func() {
	const few, many, size = 1_000, 100_000, 200 // few are all recorded, of many a sample

	sites := func(work func()) []gmem.Site {
		GinkgoHelper()
		found, note := native.Sites(work)
		Expect(note).NotTo(ContainSubstring("not traced"))
		return found
	}
	// allocate returns so many blocks, for release.
	allocate := func(blocks int) []unsafe.Pointer {
		held := make([]unsafe.Pointer, blocks)
		for i := range held {
			held[i] = nativetest.Malloc(size)
		}
		return held
	}
	release := func(held []unsafe.Pointer) {
		for _, block := range held {
			nativetest.Free(block)
		}
	}

	It("name the function that Go called, the one that allocated most within it, and the Go function that called", func() {
		var documents []nativetest.Document
		found := sites(func() { documents = append(documents, nativetest.Load(500), nativetest.Load(500)) })
		for _, document := range documents {
			document.Unload()
		}
		Expect(found[0]).To(And(
			HaveField("Function", "nativetest_load"),
			HaveField("Within", "nativetest_new_row"),
			HaveField("Caller", caller("nativetest.Load")),
			HaveField("Blocks", BeEquivalentTo(2*(500+3))),
		))
	})

	It("name the function that Go called however many calls are between it and the block", func() {
		var held []unsafe.Pointer
		found := sites(func() {
			for depth := range 200 {
				held = append(held, nativetest.Nest(depth))
			}
		})
		release(held)
		Expect(found[0]).To(And(
			HaveField("Function", "nativetest_nest"), HaveField("Within", "nativetest_descend"), HaveField("Blocks", BeEquivalentTo(200)),
		))
	})

	It("hold to the byte what few allocations have left", func() {
		var held []unsafe.Pointer
		found := sites(func() { held = allocate(few) })
		var bytes int64
		for _, block := range held {
			bytes += nativetest.Usable(block)
		}
		release(held)
		Expect(found[0]).To(Equal(gmem.Site{
			Function: "malloc", Caller: caller("nativetest.Malloc"), Bytes: gmem.Bytes(bytes), Blocks: few,
		}))
	})

	It("hold about what many allocations have left, by a sample", func() {
		var held []unsafe.Pointer
		found := sites(func() { held = allocate(many) })
		release(held)
		Expect(found[0].Blocks).To(BeNumerically("~", many, many/10), fmt.Sprint(found)) // 1.3 % is one standard deviation
		Expect(found[0].Bytes).To(BeNumerically("~", many*size, many*size/10))
	})

	It("name the program's own function where C++ and its library allocate for it", func() {
		var held []unsafe.Pointer
		found := sites(func() {
			for range few {
				held = append(held, nativetest.NewString(size))
			}
		})
		for _, text := range held {
			nativetest.DeleteString(text)
		}
		Expect(found[0].Function).To(Equal("nativetest_new_string"))
		Expect(found[0].Blocks).To(BeNumerically("~", 2*few, 10), "the strings and their characters")
	})

	DescribeTable("are seen in every form of allocation:",
		func(form nativetest.Form) {
			var held []unsafe.Pointer
			found := sites(func() {
				for range few {
					held = append(held, form.Allocate(size))
				}
			})
			for _, block := range held {
				form.Release(block)
			}
			Expect(found[0]).To(And(HaveField("Function", "nativetest_allocate"), HaveField("Blocks", BeEquivalentTo(few)),
				HaveField("Within", Or(BeEmpty(), HavePrefix("by_"))))) // and nothing of the C library
		},
		func(form nativetest.Form) string { return form.Name },
		forms(),
	)

	It("hold none of the blocks that were freed or resized away", func() {
		found := sites(func() {
			nativetest.FreeInThreads(4, nativetest.AllocateInThreads(4, few, size))
			nativetest.Churn(8, few)
			nativetest.Pairs(few, size)
		})
		Expect(all(found)).To(BeNumerically("<", 200), fmt.Sprint(found)) // what threads of Go allocate meanwhile
	})

	It("owe nothing to earlier work whose blocks are freed by now, and whose memory is used again", func() {
		runtime.LockOSThread() // another thread would get other memory
		defer runtime.UnlockOSThread()
		var held []unsafe.Pointer
		sites(func() { held = allocate(few) })
		release(held)
		held = allocate(few) // the same memory, and older than the work
		found := sites(func() { release(held); held = allocate(few) })
		release(held)
		Expect(all(found)).To(BeNumerically("~", few, few/10), fmt.Sprint(found))
	})

	It("are found in as many threads as allocate at once", func() {
		const threads = 64
		var held []unsafe.Pointer
		found := sites(func() {
			held = nativetest.AllocateInThreads(threads, many/threads, size)
			nativetest.Churn(threads, 2_000)
		})
		nativetest.FreeInThreads(threads, held)
		Expect(all(found)).To(BeNumerically("~", many, many/5), fmt.Sprint(found))
	})

	It("leave the meters exact", func(ctx SpecContext) {
		Eventually(ctx, func(g Gomega) {
			g.Expect(change(func() {
				native.Sites(func() { nativetest.Free(nativetest.Malloc(size)) })
			})).To(Equal(native.Reading{}))
		}).Should(Succeed())
	})

	It("are looked for to the end when the work panics", func() {
		Expect(func() { native.Sites(func() { panic("the work's own") }) }).To(PanicWith("the work's own"))
		Expect(all(sites(func() {}))).To(BeNumerically("<", few))
	})
})
