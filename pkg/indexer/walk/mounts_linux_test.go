package walk_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer/walk"
)

// unlessForbidden passes over a spec that needs a right which this user doesn't have.
func unlessForbidden(err error) {
	GinkgoHelper()
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EACCES) {
		Skip("not allowed here: " + err.Error())
	}
	Expect(err).NotTo(HaveOccurred())
}

var _ = Describe("A tree in which root has been at work", func() {
	It("has its devices reported and never opened", func(ctx SpecContext) {
		const null, loop = 1<<8 | 3, 7 << 8
		dir := tree{"a": ""}.planted()
		unlessForbidden(syscall.Mknod(filepath.Join(dir, "character"), syscall.S_IFCHR|0o600, null))
		unlessForbidden(syscall.Mknod(filepath.Join(dir, "block"), syscall.S_IFBLK|0o600, loop))
		Expect(skipped(entries(ctx, dir, walk.Options{}))).To(Equal(map[string]error{
			"character": walk.ErrSpecial, "block": walk.ErrSpecial,
		}))
	})

	It("is walked to its end when it is mounted into itself", func(ctx SpecContext) {
		dir := tree{"a": "", "d/b": "", "d/itself/": ""}.planted()
		itself := filepath.Join(dir, "d", "itself")
		unlessForbidden(syscall.Mount(dir, itself, "", syscall.MS_BIND|syscall.MS_REC, ""))
		DeferCleanup(func() { Expect(syscall.Unmount(itself, syscall.MNT_DETACH)).To(Succeed()) })
		Expect(os.Stat(filepath.Join(itself, "a"))).NotTo(BeNil())
		Expect(paths(entries(ctx, dir, walk.Options{}))).To(Equal([]string{"a", "d/b", "d/itself/a", "d/itself/d/b"}))
	})
})
