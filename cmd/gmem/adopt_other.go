//go:build !linux

package main

// adoptOrphans does nothing where no kernel offers it.
func adoptOrphans() {}

// buryOrphans does nothing where none are adopted.
func buryOrphans(int, <-chan struct{}) {}
