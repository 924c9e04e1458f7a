package store_test

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A store without the right to write", func() {
	var path string

	BeforeEach(func(ctx SpecContext) {
		path = filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		s, err := store.Open(ctx, path, diskOptions)
		Expect(err).NotTo(HaveOccurred())
		Expect(rewrite(ctx, s, "old", 2)).To(Succeed())
		Expect(s.Close()).To(Succeed())
		Expect(os.Chmod(filepath.Dir(path), 0o777)).To(Succeed())
		Expect(os.Chmod(path, 0o666)).To(Succeed())
		Expect(os.Chmod(path+".lock", 0o666)).To(Succeed())
	})

	DescribeTable("says so when it is opened, and changes nothing", func(ctx SpecContext, deny func() string) {
		before := bytesOf(path)
		denied := deny()
		var err error
		asNobody(func() { _, err = store.Open(ctx, path, diskOptions) })
		Expect(err).To(MatchError(store.ErrForbidden))
		Expect(err).To(MatchError(And(ContainSubstring(denied), ContainSubstring("must be writable"))))
		Expect(bytesOf(path)).To(Equal(before))
	},
		Entry("of a file that may only be read", func() string {
			Expect(os.Chmod(path, 0o444)).To(Succeed())
			return path
		}),
		Entry("of a file that may not be read", func() string {
			Expect(os.Chmod(path, 0)).To(Succeed())
			return path
		}),
		Entry("in a folder that may only be read, without a lock", func() string {
			Expect(os.Remove(path + ".lock")).To(Succeed())
			Expect(os.Chmod(filepath.Dir(path), 0o555)).To(Succeed())
			return path + ".lock"
		}),
		Entry("in a folder that may only be read, with a lock", func() string {
			Expect(os.Chmod(filepath.Dir(path), 0o555)).To(Succeed())
			return path
		}),
		Entry("whose lock may only be read", func() string {
			Expect(os.Chmod(path+".lock", 0o444)).To(Succeed())
			return path + ".lock"
		}),
	)

	It("says so when DuckDB is to be started again, and goes on once the right is back", func(ctx SpecContext) {
		folder := filepath.Dir(path)
		Expect(os.Chown(path, 65534, 65534)).To(Or(Succeed(), MatchError(os.ErrPermission)))
		asNobody(func() {
			s, err := store.Open(ctx, path, diskOptions)
			Expect(err).NotTo(HaveOccurred())
			defer func() { Expect(s.Close()).To(Succeed()) }()
			look := func() error { _, err := s.FilesByHash(ctx, "h", 1); return err }
			Expect(os.Remove(path + ".tmp")).To(Succeed())
			asRoot(func() { Expect(os.Chmod(folder, 0o555)).To(Succeed()) })
			Eventually(ctx, look).Within(time.Minute).WithPolling(time.Microsecond).Should(MatchError(store.ErrForbidden))
			for _, use := range []func() error{
				look,
				func() error { _, err := s.Stats(ctx); return err },
				func() error { return rewrite(ctx, s, "new", 3) },
				func() error { return renew(ctx, s, "new", 3) },
			} {
				Expect(use()).To(And(MatchError(store.ErrForbidden), MatchError(ContainSubstring(path))))
			}
			_, err = store.Open(ctx, path, diskOptions)
			Expect(err).To(MatchError(store.ErrInUse))
			asRoot(func() { Expect(os.Chmod(folder, 0o777)).To(Succeed()) })
			Expect(renew(ctx, s, "new", 3)).To(Succeed())
			Expect(look()).To(Succeed())
			Expect(mustStats(ctx, s)).To(HaveField("Files", BeEquivalentTo(3)))
		})
	})

	It("says so when it loses that right, keeps the current index and goes on once it is back", func(ctx SpecContext) {
		folder := filepath.Dir(path)
		Expect(os.Chown(path, 65534, 65534)).To(Or(Succeed(), MatchError(os.ErrPermission)))
		asNobody(func() {
			s, err := store.Open(ctx, path, diskOptions)
			Expect(err).NotTo(HaveOccurred())
			defer func() { Expect(s.Close()).To(Succeed()) }()
			Expect(os.Remove(path + ".tmp")).To(Succeed()) // or the folder could not be closed off for its sake
			denied := func(mode os.FileMode) { asRoot(func() { Expect(os.Chmod(folder, mode)).To(Succeed()) }) }
			denied(0o555)
			for _, write := range []func() error{
				func() error { return rewrite(ctx, s, "new", 3) },
				func() error { return renew(ctx, s, "new", 3) },
			} {
				Expect(write()).To(And(MatchError(store.ErrForbidden), MatchError(ContainSubstring(path))))
				Expect(mustStats(ctx, s)).To(HaveField("Files", BeEquivalentTo(2)))
			}
			denied(0o777)
			Expect(rewrite(ctx, s, "new", 3)).To(Succeed())
			Expect(mustStats(ctx, s)).To(HaveField("Files", BeEquivalentTo(3)))
		})
	})
})

// asNobody runs do without the right to write everything, which root has. The rights of files go by the thread on Linux,
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

// asRoot runs do on another thread, with all rights of this process.
func asRoot(do func()) {
	GinkgoHelper()
	done := make(chan struct{})
	go func() {
		defer GinkgoRecover()
		defer close(done)
		do()
	}()
	<-done
}
