//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native_test

import (
	"fmt"
	"runtime"
	"slices"
	"unsafe"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/nativetest"
)

// all is how many blocks survive.
func all(sites []native.Site) (blocks int64) {
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

var _ = Describe("The survivors of some work", Serial, func() {
	const blocks, size = 16_000, 200

	survivors := func(work func()) []native.Site {
		GinkgoHelper()
		sites, missed := native.Survivors(work)
		Expect(missed).To(BeZero())
		return sites
	}

	// A sample of 1,000 blocks is off by 3 % (one standard deviation); a fifth is six of them.
	aboutAll := func(count native.Count) {
		GinkgoHelper()
		Expect(count.Blocks).To(BeNumerically("~", blocks, blocks/5))
		Expect(count.Bytes).To(BeNumerically("~", blocks*size, blocks*size/5))
	}

	It("are named by the function that allocated them, with about how much of it is alive", func() {
		var held []unsafe.Pointer
		sites := survivors(func() {
			for range blocks {
				held = append(held, nativetest.Malloc(size))
			}
		})
		for _, block := range held {
			nativetest.Free(block)
		}
		Expect(sites[0].Calls[0]).To(HavePrefix("C.malloc"), fmt.Sprint(sites))
		aboutAll(sites[0].Count)
	})

	It("are named in C++", func() {
		var held []unsafe.Pointer
		sites := survivors(func() {
			for range blocks {
				held = append(held, nativetest.New(size))
			}
		})
		for _, block := range held {
			nativetest.Delete(block)
		}
		Expect(sites[0].Calls).To(ContainElement(HavePrefix("C.nativetest_allocate")))
		aboutAll(sites[0].Count)
	})

	It("are named by the program's own function where C++'s library allocates for it", func() {
		var held []unsafe.Pointer
		sites := survivors(func() {
			for range blocks {
				held = append(held, nativetest.NewString(size))
			}
		})
		for _, text := range held {
			nativetest.DeleteString(text)
		}
		Expect(sites[0].Calls[0]).To(Equal("nativetest_new_string"), fmt.Sprint(sites))
		Expect(sites[0].Blocks).To(BeNumerically("~", 2*blocks, blocks/5), "the strings and their characters")
	})

	DescribeTable("are seen in every form of allocation:",
		func(form nativetest.Form) {
			var held []unsafe.Pointer
			sites := survivors(func() {
				for range blocks {
					held = append(held, form.Allocate(size))
				}
			})
			for _, block := range held {
				form.Release(block)
			}
			Expect(sites[0].Blocks).To(BeNumerically("~", blocks, blocks/5), fmt.Sprint(sites))
		},
		func(form nativetest.Form) string { return form.Name },
		forms(),
	)

	It("are none of the blocks that were freed or resized away", func() {
		sites := survivors(func() {
			nativetest.FreeInThreads(4, nativetest.AllocateInThreads(4, blocks, size))
			nativetest.Churn(8, blocks)
			nativetest.Pairs(blocks, size)
		})
		Expect(all(sites)).To(BeNumerically("<", 200), fmt.Sprint(sites)) // what threads of Go allocate meanwhile
	})

	It("owe nothing to earlier work whose survivors are freed by now, and whose memory is used again", func() {
		runtime.LockOSThread() // another thread would get other memory
		defer runtime.UnlockOSThread()
		held := make([]unsafe.Pointer, blocks)
		allocate := func() {
			for i := range held {
				held[i] = nativetest.Malloc(size)
			}
		}
		free := func() {
			for _, block := range held {
				nativetest.Free(block)
			}
		}
		survivors(allocate)
		free()
		allocate() // the same memory, and older than the work
		sites := survivors(func() { free(); allocate() })
		free()
		Expect(all(sites)).To(BeNumerically("~", blocks, blocks/5), fmt.Sprint(sites))
	})

	It("are found in as many threads as allocate at once", func() {
		const threads = 64
		var held []unsafe.Pointer
		sites := survivors(func() {
			held = nativetest.AllocateInThreads(threads, blocks/threads, size)
			nativetest.Churn(threads, 2_000)
		})
		nativetest.FreeInThreads(threads, held)
		Expect(all(sites)).To(BeNumerically("~", blocks, blocks/5))
	})

	It("leave the meters exact", func(ctx SpecContext) {
		Eventually(ctx, func(g Gomega) {
			g.Expect(change(func() {
				native.Survivors(func() { nativetest.Free(nativetest.Malloc(size)) })
			})).To(Equal(native.Reading{}))
		}).Should(Succeed())
	})
})
