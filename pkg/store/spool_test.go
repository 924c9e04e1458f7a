package store

import (
	"fmt"
	"os"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A diff of lists that are too long for memory", func() {
	It("compares each path with its own, and leaves no file", func() {
		const files = 75_000
		folder := GinkgoT().TempDir()
		d := newDiff(&Store{path: folder + "/index"})
		Expect(os.Mkdir(d.store.spillPath(), 0o700)).To(Succeed())
		d.held = newSpool(d.store.spillPath(), d.seed)
		long := strings.Repeat("long path ", 70)
		file := func(i int) File { return File{Path: fmt.Sprint(long, i), Size: 7} }
		for i := range files {
			switch i % 3 {
			case 0: // gone
				Expect(d.held.add(record{id: int64(i), file: file(i)})).To(Succeed())
			case 1: // new
				Expect(d.found.note(file(i))).To(Succeed())
			case 2: // the same, and every second one touched
				Expect(d.held.add(record{id: int64(i), file: file(i)})).To(Succeed())
				Expect(d.found.note(file(i))).To(Succeed())
				touched := file(i)
				touched.Size += int64(i % 2)
				Expect(d.touched.note(touched)).To(Succeed())
			}
		}
		Expect(d.held.buckets[0].bytes).To(BeNumerically(">", diffBytes), "or this is no test")
		Expect(os.ReadDir(d.store.spillPath())).To(HaveLen(3))

		changed, visits := map[string]bool{}, 0
		Expect(d.changed(func(found, old File) error {
			changed[found.Path] = old == File{}
			visits++
			return nil
		})).To(Succeed())
		Expect(changed).To(And(HaveLen(files/3), Not(ContainElement(false))))
		Expect(visits).To(Equal(files / 3))

		gone, touched := map[int64]bool{}, map[int64]bool{}
		Expect(d.rest(func(r record) error {
			touched[r.id] = r.id%3 == 2
			return nil
		}, func(id int64) error {
			gone[id] = id%3 == 0
			return nil
		})).To(Succeed())
		Expect(gone).To(And(HaveLen(files/3), Not(ContainElement(false))))
		Expect(touched).To(And(HaveLen(files/6), Not(ContainElement(false))))
		Expect(d.close()).To(Succeed())
		Expect(os.ReadDir(d.store.spillPath())).To(BeEmpty())
	})
})
