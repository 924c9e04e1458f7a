package gmem

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"runtime"

	"github.com/shirou/gopsutil/v3/common"
	"github.com/shirou/gopsutil/v3/process"
)

// Process reads the memory of one running process. It holds no descriptor between two readings, so there is nothing to
// close, and it may be used from several goroutines.
type Process struct {
	pid    int
	handle *process.Process
}

// Self is the process that calls it.
func Self() (*Process, error) { return Open(os.Getpid()) }

// Open finds the running process with this id. It fails when there is none, or when it may not be looked at.
func Open(pid int) (*Process, error) {
	if pid <= 0 || pid > math.MaxInt32 {
		return nil, fmt.Errorf("open process %d: not a process id", pid)
	}
	handle, err := process.NewProcessWithContext(ownProc, int32(pid))
	if err != nil {
		return nil, fmt.Errorf("open process %d: %w", pid, err)
	}
	return &Process{pid: pid, handle: handle}, nil
}

// RSS is the resident set size now: what the process holds in RAM, code and mapped files included. It takes a few microseconds.
func (p *Process) RSS() (Bytes, error) {
	info, err := p.handle.MemoryInfoWithContext(ownProc)
	if err != nil {
		return 0, fmt.Errorf("read resident memory of process %d: %w", p.pid, err)
	}
	if info.RSS == 0 {
		return 0, fmt.Errorf("read resident memory of process %d: the system reports none; has it ended?", p.pid)
	}
	if info.RSS > math.MaxInt64 {
		return 0, fmt.Errorf("read resident memory of process %d: %d bytes is out of range", p.pid, info.RSS)
	}
	return Bytes(info.RSS), nil
}

// Readable is nil when the memory of the process can be read, and else an error which says what is missing: the platform
// or the permission. A spec that needs the figure skips itself with this text, since it could neither pass nor fail.
func (p *Process) Readable() error {
	_, err := p.RSS()
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("no permission to read the memory of process %d: %w", p.pid, err)
	case runtime.GOOS == "linux":
		return fmt.Errorf("memory cannot be read on linux; is /proc mounted? %w", err)
	}
	return fmt.Errorf("memory cannot be read on the platform %s/%s: %w", runtime.GOOS, runtime.GOARCH, err)
}

// ownProc keeps gopsutil on this machine's own /proc. With HOST_PROC set, as monitoring containers do, it would look up
// our process id among the host's processes and measure a stranger.
var ownProc = context.WithValue(context.Background(), common.EnvKey, common.EnvMap{common.HostProcEnvKey: "/proc"})
