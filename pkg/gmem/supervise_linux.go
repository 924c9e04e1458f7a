package gmem

import (
	"os/exec"
	"syscall"
)

// dieWithParent makes the kernel kill the command when this process ends, however it does.
func dieWithParent(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
