package gmem

import (
	"io/fs"
	"os"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A control group", func() {
	var mount, own string

	write := func(path, content string) {
		GinkgoHelper()
		Expect(os.MkdirAll(filepath.Dir(path), 0o700)).To(Succeed())
		Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
	}

	BeforeEach(func() {
		mount, own = GinkgoT().TempDir(), filepath.Join(GinkgoT().TempDir(), "cgroup")
		write(own, "0::/pod/container\n")
	})

	It("has the least limit of itself and all above it, its own peak, and what was killed in it", func() {
		write(filepath.Join(mount, "pod/container/memory.max"), "max\n")
		write(filepath.Join(mount, "pod/container/memory.peak"), "123456\n")
		write(filepath.Join(mount, "pod/container/memory.events"), "low 0\noom 3\noom_kill 2\n")
		write(filepath.Join(mount, "pod/container/memory.stat"), "anon 9\nfile 4096\nkernel 1\nsock 2048\nslab 1024\n")
		write(filepath.Join(mount, "pod/memory.max"), "536870912\n")
		write(filepath.Join(mount, "memory.max"), "1073741824\n")
		Expect(readCgroup(mount, own)).To(Equal(Cgroup{Limit: 536_870_912, Peak: 123_456, Files: 4096, Sockets: 2048, Kernel: 1024, Killed: 2}))
	})

	It("is not charged with what happened to others in the group above", func() {
		write(filepath.Join(mount, "pod/container/memory.max"), "max\n")
		write(filepath.Join(mount, "pod/container/memory.events"), "oom_kill 0\n")
		write(filepath.Join(mount, "pod/memory.max"), "1000\n")
		write(filepath.Join(mount, "pod/memory.peak"), "999\n")
		write(filepath.Join(mount, "pod/memory.events"), "oom_kill 3\n")
		Expect(readCgroup(mount, own)).To(Equal(Cgroup{Limit: 1000}))
	})

	It("has the account of the group above where it has none of its own", func() {
		write(filepath.Join(mount, "pod/memory.max"), "1000\n")
		write(filepath.Join(mount, "pod/memory.peak"), "999\n")
		Expect(readCgroup(mount, own)).To(Equal(Cgroup{Limit: 1000, Peak: 999}))
	})

	It("without a limit has none", func() {
		write(filepath.Join(mount, "pod/container/memory.max"), "max\n")
		Expect(readCgroup(mount, own)).To(Equal(Cgroup{}))
	})

	It("is not there where the kernel has none of version 2", func() {
		_, err := readCgroup(mount, own)
		Expect(err).To(MatchError(fs.ErrNotExist))
		write(own, "4:memory:/a\n")
		_, err = readCgroup(mount, own)
		Expect(err).To(MatchError(fs.ErrNotExist))
	})
})
