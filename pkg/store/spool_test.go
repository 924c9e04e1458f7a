package store

import (
	"errors"
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
		})).To(BeEquivalentTo(files / 3))
		Expect(changed).To(And(HaveLen(files/3), Not(ContainElement(false))))
		Expect(visits).To(Equal(files / 3))

		Expect(d.found.note(file(2))).To(Succeed(), "as a walk may find a file twice that is renamed meanwhile")
		Expect(d.replacing()).To(Equal(replacing{gone: files / 3}))

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

var _ = Describe("A diff with what was rewritten", func() {
	It("compares in small parts what is long in either list", func() {
		d := newDiff(&Store{path: GinkgoT().TempDir() + "/index"})
		Expect(os.Mkdir(d.store.spillPath(), 0o700)).To(Succeed())
		d.held = newSpool(d.store.spillPath(), d.seed)
		rewritten := newSpool(d.store.spillPath(), d.seed)
		DeferCleanup(func() { Expect(errors.Join(rewritten.close(), d.close())).To(Succeed()) })
		var bytes int
		for i := 0; bytes < 4*diffBytes; i++ {
			path := fmt.Sprint(strings.Repeat("long path ", 300), i)
			if bucket, _ := d.held.place(path); bucket == 0 {
				Expect(rewritten.add(record{file: File{Path: path}})).To(Succeed())
				bytes += len(path)
			}
		}
		var parts []int
		Expect(d.eachWith(rewritten, func(bucket int, _ heldFiles, belongs func(string) bool) error {
			if bucket > 0 {
				return nil
			}
			part := 0
			for r, err := range rewritten.records(bucket) {
				Expect(err).NotTo(HaveOccurred())
				if belongs(r.file.Path) {
					part += len(r.file.Path)
				}
			}
			parts = append(parts, part)
			return nil
		})).To(Succeed())
		Expect(parts).To(HaveEach(BeNumerically("<", 2*diffBytes)))
		Expect(parts).NotTo(BeEmpty())
	})
})
