package gmem

import (
	"os"
	"syscall"
)

func maxRSS(ended *os.ProcessState) Bytes {
	usage, ok := ended.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return Bytes(usage.Maxrss) * 1024 // the kernel counts in kB
}
