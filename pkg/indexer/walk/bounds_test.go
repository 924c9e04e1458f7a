package walk_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/indexer/walk/ignore"
)

// openDescriptors is how many this process has open.
func openDescriptors() int {
	GinkgoHelper()
	listed, err := os.ReadDir("/dev/fd")
	if err != nil {
		Skip("open descriptors can't be counted here: " + err.Error())
	}
	return len(listed)
}

// dig makes a directory so many levels below dir, each of the same name, with a file at the bottom. It goes one level
// at a time, since the path may be longer than the kernel takes.
func dig(dir, name string, levels int) {
	GinkgoHelper()
	root, err := os.OpenRoot(dir)
	Expect(err).NotTo(HaveOccurred())
	for range levels {
		Expect(root.Mkdir(name, 0o755)).To(Succeed())
		below, err := root.OpenRoot(name)
		Expect(err).NotTo(HaveOccurred())
		Expect(root.Close()).To(Succeed())
		root = below
	}
	Expect(root.WriteFile("bottom", nil, 0o644)).To(Succeed())
	Expect(root.Close()).To(Succeed())
}

var _ = Describe("A tree 2,000 levels deep", func() {
	It("is walked to the bottom with one descriptor for 32 levels", func(ctx SpecContext) {
		dir := scratch()
		dig(dir, "dir", 2000)
		walker, err := walk.New(dir, walk.Options{})
		Expect(err).NotTo(HaveOccurred())
		before, atBottom := openDescriptors(), 0
		var found []walk.Entry
		Expect(walker.Walk(ctx, func(entry walk.Entry) error {
			found = append(found, entry)
			atBottom = openDescriptors()
			return nil
		})).To(Succeed())
		Expect(paths(found)).To(Equal([]string{strings.Repeat("dir/", 2000) + "bottom"}))
		Expect(skipped(found)).To(BeEmpty())
		Expect(atBottom).To(BeNumerically("~", before+2000/32, 4))
		Expect(openDescriptors()).To(BeNumerically("<=", before))
	})
})

var _ = Describe("A tree beyond 8 KiB of path", func() {
	It("is reported at the first directory that is too far down, and walked up to there", func(ctx SpecContext) {
		dir := scratch()
		tree{"a": ""}.plant(dir)
		dig(dir, strings.Repeat("d", 255), 34)
		found := entries(ctx, dir, walk.Options{})
		Expect(found).To(HaveLen(2))
		Expect(found[1].Err).To(MatchError(walk.ErrPathTooLong))
		Expect(found[1].Path).To(HaveLen(33*256 - 1)) // 32 levels with their slashes are 8 KiB
	})
})

var _ = Describe("A directory of 20,000 files", func() {
	It("is walked without ever holding all its names", Label("memory"), func(ctx SpecContext) {
		dir := scratch()
		tree{"first": ""}.plant(dir)
		for i := range 20_000 {
			Expect(os.Link(filepath.Join(dir, "first"), filepath.Join(dir, fmt.Sprintf("%0100d", i)))).To(Succeed())
		}
		walker, err := walk.New(dir, walk.Options{})
		Expect(err).NotTo(HaveOccurred())
		before, visits, most := liveHeap(), 0, uint64(0)
		Expect(walker.Walk(ctx, func(walk.Entry) error {
			if visits++; visits%2000 == 0 {
				most = max(most, liveHeap())
			}
			return nil
		})).To(Succeed())
		Expect(visits).To(Equal(20_001))
		// A batch of such names takes 0.5 MB; all of them take 2.5 MB, and 8 MB with their file information.
		Expect(most).To(And(BeNumerically(">", before), BeNumerically("<", before+1_500_000)))
	})
})

var _ = Describe("A large ignore file", func() {
	It("is not held once its directory is left", Label("memory"), func(ctx SpecContext) {
		dir := tree{"d/.gitignore": strings.Repeat("a\n", ignore.MaxSize/2), "d/b": "", "e/c": ""}.planted()
		walker, err := walk.New(dir, walk.Options{})
		Expect(err).NotTo(HaveOccurred())
		before, live := liveHeap(), map[string]uint64{}
		Expect(walker.Walk(ctx, func(entry walk.Entry) error {
			live[entry.Path] = liveHeap()
			return nil
		})).To(Succeed())
		// Parsed it takes 10 MB.
		Expect(live).To(HaveKeyWithValue("d/b", BeNumerically(">", before+8_000_000)))
		Expect(live).To(HaveKeyWithValue("e/c", BeNumerically("<", before+1_000_000)))
	})
})

// liveHeap is how many bytes of the Go heap are reachable.
func liveHeap() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

var _ = Describe("A walk that is interrupted", func() {
	var walker *walk.Walker
	var dir string

	BeforeEach(func() {
		dir = tree{"a": "", "b": "", "c/d": "", "e/f": ""}.planted()
		var err error
		walker, err = walk.New(dir, walk.Options{})
		Expect(err).NotTo(HaveOccurred())
	})

	It("returns the visitor's error as it is, at once", func(ctx SpecContext) {
		enough, visits := errors.New("enough"), 0
		err := walker.Walk(ctx, func(walk.Entry) error {
			if visits++; visits == 3 {
				return enough
			}
			return nil
		})
		Expect(err).To(BeIdenticalTo(enough))
		Expect(visits).To(Equal(3))
	})

	It("returns the context's error, without another visit", func(ctx SpecContext) {
		walking, cancel := context.WithCancel(ctx)
		defer cancel()
		visits := 0
		Expect(walker.Walk(walking, func(walk.Entry) error {
			if visits++; visits == 3 {
				cancel()
			}
			return nil
		})).To(MatchError(context.Canceled))
		Expect(visits).To(Equal(3))
	})

	It("leaves no descriptor open", func(ctx SpecContext) {
		enough := errors.New("enough")
		before := openDescriptors()
		for range 100 {
			Expect(walker.Walk(ctx, func(entry walk.Entry) error {
				if entry.Path == "c/d" {
					return enough
				}
				return nil
			})).To(MatchError(enough))
		}
		Expect(openDescriptors()).To(BeNumerically("<", before+50))
	})
})
