//go:build !linux || !cgo

package report

func libc() string { return "unknown" }
