//go:build !linux || !cgo

package run

func libc() string { return "unknown" }
