package synth_test

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/synth"
)

var _ = Describe("A generated tree", func() {
	DescribeTable("holds exactly the files and the lines that it promises",
		func(ctx SpecContext, scale float64, python, typescript, javascript int) {
			tree := generate(ctx, synth.Options{Seed: 7, Scale: scale})

			found := map[string]int{}
			tree.eachSource(func(name string, content []byte) {
				kind, limits := path.Ext(name), map[string][2]int{".py": {150, 300}, ".ts": {100, 200}, ".js": {80, 150}}
				Expect(limits).To(HaveKey(kind), name)
				Expect(lines(content)).To(And(BeNumerically(">=", limits[kind][0]), BeNumerically("<=", limits[kind][1])), name)
				found[kind]++
			})

			Expect(found).To(Equal(map[string]int{".py": python, ".ts": typescript, ".js": javascript}))
			Expect(tree.summary.Files).To(Equal(python + typescript + javascript))
		},
		Entry("when no scale is given", Label("slow"), 0.0, 1200, 400, 400),
		Entry("at a tenth", 0.1, 120, 40, 40),
		Entry("at a twentieth", 0.05, 60, 20, 20),
		Entry("at a fraction that has to be rounded", 0.0313, 38, 13, 13),
		Entry("at a scale so small that each language has its one file", 0.0001, 1, 1, 1),
	)

	It("uses the whole range of lines", func(ctx SpecContext) {
		shortest, longest := math.MaxInt, 0
		generate(ctx, synth.Options{Scale: 0.1}).eachSource(func(name string, content []byte) {
			if path.Ext(name) == ".py" {
				shortest, longest = min(shortest, lines(content)), max(longest, lines(content))
			}
		})
		Expect(shortest).To(BeNumerically("<", 165))
		Expect(longest).To(BeNumerically(">", 285))
	})

	It("has the bytes that it always had for a seed: figures rest on them", func(ctx SpecContext) {
		Expect(generate(ctx, synth.Options{Seed: math.MaxUint64, Scale: 0.05}).digest()).To(Equal(
			"d11c8b44dcb72d42a9c5fd91a484e7d544fb81ed8723f2a37c10dcdf992d3f0b"))
	})

	It("has no file in common with the tree of another seed", func(ctx SpecContext) {
		seen := map[string]bool{}
		generate(ctx, synth.Options{Seed: 0, Scale: 0.05}).eachSource(func(_ string, content []byte) { seen[string(content)] = true })
		Expect(seen).To(HaveLen(100))
		generate(ctx, synth.Options{Seed: 1, Scale: 0.05}).eachSource(func(name string, content []byte) {
			Expect(seen).NotTo(HaveKey(string(content)), name)
		})
	})

	It("spreads its files over nested directories of 5 to 25 files each", func(ctx SpecContext) {
		tree := generate(ctx, synth.Options{Scale: 0.25})
		files, depths := map[string]int{}, map[int]int{}
		tree.eachSource(func(name string, _ []byte) {
			files[path.Dir(name)]++
			depths[strings.Count(name, "/")]++
		})
		for dir, n := range files {
			Expect(n).To(And(BeNumerically(">=", 5), BeNumerically("<=", 25)), dir)
		}
		Expect(len(files)).To(BeNumerically(">", 25))
		for depth := 2; depth <= 5; depth++ {
			Expect(depths).To(HaveKey(depth), "files at each depth: %v", depths)
		}
	})

	It("has four levels of directories at any scale", func(ctx SpecContext) {
		deepest := 0
		generate(ctx, synth.Options{Scale: 0.0001}).eachSource(func(name string, _ []byte) {
			deepest = max(deepest, strings.Count(name, "/"))
		})
		Expect(deepest).To(BeNumerically(">=", 4))
	})

	It("mixes the languages all along a walk", func(ctx SpecContext) {
		var order []string
		generate(ctx, synth.Options{Scale: 0.2}).eachSource(func(name string, _ []byte) { order = append(order, path.Ext(name)) })
		for start := 0; start+50 <= len(order); start += 10 {
			Expect(order[start:start+50]).To(ContainElements(".py", ".ts", ".js"), "files %d to %d", start, start+50)
		}
	})

	It("can be read by its owner only", func(ctx SpecContext) {
		tree := generate(ctx, synth.Options{Scale: 0.01})
		Expect(filepath.WalkDir(tree.root, func(full string, entry fs.DirEntry, _ error) error {
			info, err := entry.Info()
			if entry.IsDir() {
				Expect(info.Mode().Perm()).To(Equal(fs.FileMode(0o700)), full)
			} else {
				Expect(info.Mode().Perm()).To(Equal(fs.FileMode(0o600)), full)
			}
			return err
		})).To(Succeed())
	})
})

var _ = Describe("Generating a tree", func() {
	It("fills a directory that is there and empty", func(ctx SpecContext) {
		dir := GinkgoT().TempDir()
		Expect(synth.Generate(ctx, dir, synth.Options{Scale: 0.001})).To(HaveField("Files", 3))
	})

	It("refuses a directory that is not empty, and leaves it as it was", func(ctx SpecContext) {
		dir := GinkgoT().TempDir()
		Expect(os.WriteFile(filepath.Join(dir, "notes.txt"), nil, 0o600)).To(Succeed())
		_, err := synth.Generate(ctx, dir, synth.Options{Scale: 0.001})
		Expect(err).To(MatchError("generate tree in " + dir + `: the directory is not empty (it holds "notes.txt"): give a new or an empty one`))
		Expect(os.ReadDir(dir)).To(HaveLen(1))
	})

	It("names the path that can't be made", func(ctx SpecContext) {
		file := filepath.Join(GinkgoT().TempDir(), "file")
		Expect(os.WriteFile(file, nil, 0o600)).To(Succeed())
		_, err := synth.Generate(ctx, filepath.Join(file, "tree"), synth.Options{})
		Expect(err).To(MatchError(ContainSubstring("create tree " + filepath.Join(file, "tree"))))
		_, err = synth.Generate(ctx, file, synth.Options{})
		Expect(err).To(MatchError(ContainSubstring("create tree " + file)))
	})

	DescribeTable("refuses a scale out of range",
		func(ctx SpecContext, scale float64) {
			dir := filepath.Join(GinkgoT().TempDir(), "tree")
			_, err := synth.Generate(ctx, dir, synth.Options{Scale: scale})
			Expect(err).To(MatchError(ContainSubstring("is out of range: give a number above 0 and up to 10000")))
			Expect(dir).NotTo(BeADirectory())
		},
		Entry("below zero", -0.1),
		Entry("that is not a number", math.NaN()),
		Entry("without end", math.Inf(1)),
		Entry("beyond the largest", 10_001.0),
	)

	It("stops before the next file once it is cancelled, and counts what is complete", func(ctx SpecContext) {
		dir := filepath.Join(GinkgoT().TempDir(), "tree")
		summary, err := synth.Generate(&countdown{Context: ctx, left: 50}, dir, synth.Options{})
		Expect(err).To(MatchError(context.Canceled))
		Expect(err).To(MatchError(ContainSubstring("write file " + dir)))

		written := 0
		generated{root: dir}.each(func(name string, _ []byte) {
			if path.Base(name) != ".gitignore" {
				written++
			}
		})
		Expect(written).To(BeNumerically(">", 40))
		Expect(summary.Files + summary.Ignored).To(Equal(written))
	})

	It("leaves no file open, neither at its end nor after an error", func(ctx SpecContext) {
		before := descriptors()
		generate(ctx, synth.Options{Scale: 0.01})
		_, err := synth.Generate(&countdown{Context: ctx, left: 30}, GinkgoT().TempDir(), synth.Options{})
		Expect(errors.Is(err, context.Canceled)).To(BeTrue())
		Expect(descriptors()).To(Equal(before))
	})
})

// countdown is a context that is cancelled once it has been asked a number of times.
type countdown struct {
	context.Context
	left int
}

func (c *countdown) Err() error {
	if c.left == 0 {
		return context.Canceled
	}
	c.left--
	return nil
}

// descriptors are the files that this process has open; where that can't be told, the spec is skipped.
func descriptors() []string {
	GinkgoHelper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		Skip("open descriptors can't be counted here: " + err.Error())
	}
	var open []string
	for _, entry := range entries {
		if target, err := os.Readlink(filepath.Join("/proc/self/fd", entry.Name())); err == nil && strings.HasPrefix(target, "/") {
			open = append(open, target)
		}
	}
	return open
}
