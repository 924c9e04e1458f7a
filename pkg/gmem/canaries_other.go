//go:build !unix

package gmem

import "runtime"

// plantPages has Go's heap grow and writes to each page.
func plantPages() (func() error, error) {
	pages := make([]byte, 4*canaryBytes)
	for i := 0; i < len(pages); i += 4096 {
		pages[i] = 1
	}
	return func() error { runtime.KeepAlive(pages); return nil }, nil
}
