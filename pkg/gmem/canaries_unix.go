//go:build unix

package gmem

import (
	"fmt"
	"syscall"
)

// plantPages maps memory past every allocator and writes to each page.
func plantPages() (func() error, error) {
	pages, err := syscall.Mmap(-1, 0, 4*canaryBytes, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, fmt.Errorf("map pages: %w", err)
	}
	for i := 0; i < len(pages); i += 4096 {
		pages[i] = 1
	}
	return func() error { return syscall.Munmap(pages) }, nil
}
