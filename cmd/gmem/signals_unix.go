//go:build unix

package main

import (
	"os"
	"syscall"
)

// passed are the signals that a watched command gets instead of this process. SIGTERM comes by way of the context.
var passed = []os.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGUSR2}
