package indexer_test

import (
	"os"
	"syscall"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// nobody is the user whom no file belongs to.
const nobody = 65534

// asNobody runs do without the right to read everything, which root has. The whole process gives it up, for the workers
// run on threads of their own, and takes it back afterwards; so the spec must be Serial.
func asNobody(do func()) {
	GinkgoHelper()
	if os.Geteuid() != 0 {
		do()
		return
	}
	Expect(syscall.Setresgid(-1, nobody, -1)).To(Succeed())
	Expect(syscall.Setresuid(-1, nobody, -1)).To(Succeed())
	defer func() {
		Expect(syscall.Setresuid(-1, 0, -1)).To(Succeed())
		Expect(syscall.Setresgid(-1, 0, -1)).To(Succeed())
		// A process that changes its user can't be looked into any more, not even by a debugger or a leak checker.
		_, _, failed := syscall.Syscall(syscall.SYS_PRCTL, syscall.PR_SET_DUMPABLE, 1, 0)
		Expect(failed).To(BeZero())
	}()
	_, err := os.Stat(os.TempDir() + "/.")
	Expect(err).NotTo(HaveOccurred(), "root runs this as another user: let others into TMPDIR")
	do()
}

// giveAway lets nobody write into a folder.
func giveAway(folder string) {
	GinkgoHelper()
	if os.Geteuid() == 0 {
		Expect(os.Chown(folder, nobody, nobody)).To(Succeed())
	}
}
