package walk_test

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer/walk"
)

// asNobody runs do without the right to read everything, which root has. The rights of files go by the thread on Linux,
// so root gives them up on a thread of its own, which ends with it.
func asNobody(do func()) {
	GinkgoHelper()
	if os.Getuid() != 0 {
		do()
		return
	}
	done := make(chan struct{})
	go func() {
		defer GinkgoRecover()
		defer close(done)
		runtime.LockOSThread() // and never unlocked: the thread ends here
		Expect(syscall.Setfsgid(65534)).To(Succeed())
		Expect(syscall.Setfsuid(65534)).To(Succeed())
		do()
	}()
	<-done
}

var _ = Describe("A tree that can't all be read", func() {
	It("has files delivered, and folders and ignore files that can't be read reported", func(ctx SpecContext) {
		dir := tree{
			"a": "", "closed/x": "", "listed/x": "", "entered/x": "", "rules/.gitignore": "x\n", "rules/x": "",
			"ignored/x": "", ".gitignore": "ignored\n",
		}.planted()
		for path, mode := range map[string]os.FileMode{
			"": 0o755, "closed": 0, "listed": 0o644, "entered": 0o311, "rules/.gitignore": 0, "ignored": 0,
		} {
			full := filepath.Join(dir, path)
			Expect(os.Chmod(full, mode)).To(Succeed())
			DeferCleanup(os.Chmod, full, os.FileMode(0o755))
		}
		var found []walk.Entry
		asNobody(func() { found = entries(ctx, dir, walk.Options{}) })
		Expect(paths(found)).To(ConsistOf(".gitignore", "a", "closed", "listed", "entered", "rules/.gitignore", "rules/x"))
		Expect(skipped(found)).To(Equal(map[string]error{
			"closed": os.ErrPermission, "listed": os.ErrPermission, "entered": os.ErrPermission,
			"rules/.gitignore": walk.ErrIgnoreUnreadable,
		}))
		for _, entry := range found {
			if entry.Err != nil {
				Expect(entry.Err).To(MatchError(os.ErrPermission), entry.Path)
			}
		}
	})

	DescribeTable("makes the walk fail if it is the root", func(ctx SpecContext, mode os.FileMode) {
		root := filepath.Join(tree{"root/a": ""}.planted(), "root")
		Expect(os.Chmod(filepath.Dir(root), 0o755)).To(Succeed())
		walker, err := walk.New(root, walk.Options{})
		Expect(err).NotTo(HaveOccurred())
		Expect(os.Chmod(root, mode)).To(Succeed())
		DeferCleanup(os.Chmod, root, os.FileMode(0o755))
		asNobody(func() {
			err = walker.Walk(ctx, func(walk.Entry) error { return nil })
		})
		Expect(err).To(And(MatchError(os.ErrPermission), MatchError(ContainSubstring(root))))
	},
		Entry("that can't be listed", os.FileMode(0o311)),
		Entry("in which nothing can be looked at", os.FileMode(0o644)),
	)
})
