package report

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/shirou/gopsutil/v3/host"

	"github.com/embecode/embecode/pkg/gmem"
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

	// Settings are those of the environment that move memory, such as "GOGC=400".
	Settings string `json:"memory_settings,omitempty"`
	// HugePages is when the kernel makes large pages of small ones: "always", "madvise" or "never"; empty where it doesn't tell.
	HugePages string `json:"huge_pages,omitempty"`
	// GroupLimit is the memory that the control group may take; 0 where there is no limit, or none that can be read.
	GroupLimit gmem.Bytes `json:"control_group_limit_bytes,omitempty"`
}

// String returns the machine in one line.
func (m Machine) String() string {
	text := fmt.Sprintf("%s/%s, %d cores, kernel %s, %s, %s", m.OS, m.Arch, m.Cores, m.Kernel, m.Libc, m.Go)
	if m.HugePages != "" {
		text += ", huge pages: " + m.HugePages
	}
	if m.GroupLimit > 0 {
		text += ", at most " + m.GroupLimit.Short()
	}
	if m.Settings != "" {
		text += ", " + m.Settings
	}
	return text
}

// ThisMachine returns the machine of this process.
func ThisMachine() (Machine, error) {
	kernel, err := host.KernelVersion()
	if err != nil {
		return Machine{}, fmt.Errorf("read the version of the kernel: %w", err)
	}
	group, _ := gmem.ReadCgroup() // none is no limit
	return Machine{
		OS: runtime.GOOS, Arch: runtime.GOARCH, Cores: runtime.NumCPU(), Procs: runtime.GOMAXPROCS(0),
		Kernel: kernel, Libc: libc(), Go: runtime.Version(), Settings: strings.Join(slices.Sorted(slices.Values(gmem.MemorySettings(os.Environ()))), " "),
		HugePages: hugePages(), GroupLimit: group.Limit,
	}, nil
}

// hugePages is the mode that is in brackets: "always [madvise] never".
func hugePages() string {
	modes, _ := os.ReadFile("/sys/kernel/mm/transparent_hugepage/enabled")
	_, mode, _ := strings.Cut(string(modes), "[")
	mode, _, _ = strings.Cut(mode, "]")
	return mode
}
