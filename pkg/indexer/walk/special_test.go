package walk_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer/walk"
	"github.com/embecode/embecode/pkg/indexer/walk/ignore"
)

var _ = Describe("A tree with more than files", func() {
	It("has its symbolic links reported and never followed", func(ctx SpecContext) {
		outside := tree{"secret": ""}.planted()
		dir := tree{
			"a": "", "d/b": "", "to-file": linkTo + "a", "to-directory": linkTo + "d", "dangling": linkTo + "none",
			"d/loop": linkTo + "..", "self": linkTo + "self", "out": linkTo + outside,
		}.planted()
		found := entries(ctx, dir, walk.Options{})
		Expect(found).To(HaveLen(8))
		Expect(skipped(found)).To(Equal(map[string]error{
			"to-file": walk.ErrSymlink, "to-directory": walk.ErrSymlink, "dangling": walk.ErrSymlink, "d/loop": walk.ErrSymlink,
			"self": walk.ErrSymlink, "out": walk.ErrSymlink,
		}))
	})

	It("has its FIFOs and sockets reported and never opened", func(ctx SpecContext) {
		dir := tree{"d/.gitignore/": ""}.planted()
		Expect(syscall.Mkfifo(filepath.Join(dir, "fifo"), 0o600)).To(Succeed())
		Expect(syscall.Mkfifo(filepath.Join(dir, ".gitignore"), 0o600)).To(Succeed())
		socket, err := net.Listen("unix", filepath.Join(dir, "socket"))
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(socket.Close)
		Expect(skipped(entries(ctx, dir, walk.Options{}))).To(Equal(map[string]error{
			"fifo": walk.ErrSpecial, ".gitignore": walk.ErrSpecial, "socket": walk.ErrSpecial,
		}))
	})

	It("has hard links found under each of their names", func(ctx SpecContext) {
		dir := tree{"a": "x"}.planted()
		Expect(os.Link(filepath.Join(dir, "a"), filepath.Join(dir, "b"))).To(Succeed())
		Expect(paths(entries(ctx, dir, walk.Options{}))).To(Equal([]string{"a", "b"}))
	})
})

var _ = Describe("An ignore file too large to be used", func() {
	tooLarge := "a\n" + strings.Repeat("#", ignore.MaxSize-1)

	It("is reported once and ignores nothing", func(ctx SpecContext) {
		found := entries(ctx, tree{"d/.gitignore": tooLarge, "d/a": "", "d/e/a": ""}.planted(), walk.Options{})
		Expect(paths(found)).To(ConsistOf("d/.gitignore", "d/a", "d/e/a"))
		Expect(skipped(found)).To(Equal(map[string]error{"d/.gitignore": walk.ErrIgnoreTooLarge}))
		Expect(found[0].Err).To(And(MatchError(ignore.ErrTooLarge), MatchError(ContainSubstring("1048577 bytes"))))
	})

	It("is reported even where it would be excluded", func(ctx SpecContext) {
		found := entries(ctx, tree{".gitignore": tooLarge}.planted(), walk.Options{Exclude: []string{".*"}})
		Expect(skipped(found)).To(Equal(map[string]error{".gitignore": walk.ErrIgnoreTooLarge}))
	})

	It("is one that goes beyond the limit together with those above it, not beside it", func(ctx SpecContext) {
		half := "a\n" + strings.Repeat("#", ignore.MaxSize/2)
		found := entries(ctx, tree{
			"d/.gitignore": half, "d/a": "", "d/e/.gitignore": half, "d/e/b": "", "f/.gitignore": half, "f/a": "",
		}.planted(), walk.Options{})
		Expect(paths(found)).To(ConsistOf("d/.gitignore", "d/e/.gitignore", "d/e/b", "f/.gitignore"))
		Expect(skipped(found)).To(Equal(map[string]error{"d/e/.gitignore": walk.ErrIgnoreTooLarge}))
	})

	It("is not one of exactly the limit", func(ctx SpecContext) {
		dir := tree{".gitignore": tooLarge[:ignore.MaxSize], "a": ""}.planted()
		Expect(paths(entries(ctx, dir, walk.Options{}))).To(Equal([]string{".gitignore"}))
	})
})

var _ = Describe("A tree that changes while it is walked", func() {
	DescribeTable("has what vanished left out, and what was replaced found as what it is now",
		func(ctx SpecContext, trigger string, expected ...string) {
			dir := tree{trigger: "", "b/x": "", "c/x": "", "d/x": "", "e/x": "", "f": ""}.planted()
			walker, err := walk.New(dir, walk.Options{})
			Expect(err).NotTo(HaveOccurred())
			var found []walk.Entry
			Expect(walker.Walk(ctx, func(entry walk.Entry) error {
				found = append(found, entry)
				if entry.Path == trigger {
					for _, name := range []string{"b", "c", "d", "f"} {
						Expect(os.RemoveAll(filepath.Join(dir, name))).To(Succeed())
					}
					tree{"c": linkTo + "e", "d": "now a file"}.plant(dir)
				}
				return nil
			})).To(Succeed())
			Expect(paths(found)).To(Equal(expected))
			Expect(skipped(found)).To(Equal(map[string]error{"c": walk.ErrSymlink}))
		},
		Entry("before its turn in the listing", "a", "a", "c", "d", "e/x"),
		Entry("after it was listed", "z", "f", "z", "c", "d", "e/x"),
	)
})
