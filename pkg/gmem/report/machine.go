package report

import (
	"fmt"
	"runtime"

	"github.com/shirou/gopsutil/v3/host"
)

// Machine is what runs were measured on.
type Machine struct {
	OS     string `json:"os"`
	Arch   string `json:"arch"`
	Cores  int    `json:"cores"`
	Procs  int    `json:"gomaxprocs"`
	Kernel string `json:"kernel"`
	Libc   string `json:"libc"` // with its version, for its allocator
	Go     string `json:"go"`
}

// String returns the machine in one line.
func (m Machine) String() string {
	return fmt.Sprintf("%s/%s, %d cores, kernel %s, %s, %s", m.OS, m.Arch, m.Cores, m.Kernel, m.Libc, m.Go)
}

// ThisMachine returns the machine of this process.
func ThisMachine() (Machine, error) {
	kernel, err := host.KernelVersion()
	if err != nil {
		return Machine{}, fmt.Errorf("read the version of the kernel: %w", err)
	}
	return Machine{
		OS: runtime.GOOS, Arch: runtime.GOARCH, Cores: runtime.NumCPU(), Procs: runtime.GOMAXPROCS(0),
		Kernel: kernel, Libc: libc(), Go: runtime.Version(),
	}, nil
}
