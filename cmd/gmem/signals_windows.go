package main

import (
	"os"
	"syscall"
)

// passed are the signals that a watched command gets instead of this process.
var passed = []os.Signal{syscall.SIGINT}
