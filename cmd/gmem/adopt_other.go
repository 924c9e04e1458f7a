//go:build !linux

package main

import "github.com/embecode/embecode/pkg/gmem"

// adoptOrphans does nothing where no kernel offers it.
func adoptOrphans() {}

// buryOrphans does nothing where none are adopted.
func buryOrphans(int) (end func() gmem.Bytes) { return func() gmem.Bytes { return 0 } }
