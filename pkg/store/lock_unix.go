//go:build unix

package store

import "syscall"

// noFollow keeps the lock from being a link to somebody's file.
const noFollow = syscall.O_NOFOLLOW
