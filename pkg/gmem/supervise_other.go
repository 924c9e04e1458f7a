//go:build !linux

package gmem

import "os/exec"

// dieWithParent does nothing where no kernel offers it: a child whose parent is killed runs to its end.
func dieWithParent(*exec.Cmd) {}
