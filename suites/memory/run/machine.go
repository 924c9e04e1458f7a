package run

import (
	"fmt"
	"runtime"

	"github.com/shirou/gopsutil/v3/host"
)

// Machine is what records were measured on.
type Machine struct {
	OS     string `json:"os"`
	Arch   string `json:"arch"`
	Cores  int    `json:"cores"`
	Procs  int    `json:"gomaxprocs"`
	Kernel string `json:"kernel"`
	Libc   string `json:"libc"` // with its version, for its allocator; "unknown" where there is no telling
	Go     string `json:"go"`
}

// ThisMachine describes the machine of this process.
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

// Differences say, one by one, in what an earlier machine is not the same.
func (m Machine) Differences(earlier Machine) []string {
	var found differences
	found.check("system", m.OS+"/"+m.Arch, earlier.OS+"/"+earlier.Arch)
	found.check("cores", m.Cores, earlier.Cores)
	found.check("GOMAXPROCS", m.Procs, earlier.Procs)
	found.check("kernel", m.Kernel, earlier.Kernel)
	found.check("C library", m.Libc, earlier.Libc)
	found.check("Go", m.Go, earlier.Go)
	return found
}

// String is the machine in one line.
func (m Machine) String() string {
	return fmt.Sprintf("%s/%s, %d cores, kernel %s, %s, %s", m.OS, m.Arch, m.Cores, m.Kernel, m.Libc, m.Go)
}
