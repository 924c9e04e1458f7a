//go:build unix

package main

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// passed are the signals that a watched command gets instead of this process.
var passed = []os.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGHUP, syscall.SIGTERM, syscall.SIGUSR1, syscall.SIGUSR2}

// fromTerminal reports whether a signal is one that the terminal sends to all processes of the group in its foreground, to
// which the command belongs as this process does.
func fromTerminal(received os.Signal) bool {
	if received != syscall.SIGINT && received != syscall.SIGQUIT {
		return false
	}
	terminal, err := os.Open("/dev/tty")
	if err != nil {
		return false // there is none
	}
	defer terminal.Close() //nolint:errcheck // opened for reading: closing it loses nothing
	foreground, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPGRP)
	return err == nil && foreground == unix.Getpgrp()
}
