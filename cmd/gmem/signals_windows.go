package main

import (
	"os"
	"syscall"
)

// passed are the signals that a watched command gets instead of this process.
var passed = []os.Signal{syscall.SIGINT}

// fromTerminal reports whether a signal has reached the command by itself: the console sends it to all of its processes.
func fromTerminal(received os.Signal) bool { return received == syscall.SIGINT }
