package indexer

import (
	"errors"
	"fmt"
	"syscall"
)

// exhaustions are what the process or the machine can run out of. Whatever is opened next would fail likewise, so that an
// index without it would be an index of next to nothing.
var exhaustions = []struct {
	is     error
	remedy string
}{
	{syscall.EMFILE, "this process may open no more files at once; raise its limit (ulimit -n), or let it open fewer"},
	{syscall.ENFILE, "this machine has no more open files to give; close other programs, or raise fs.file-max"},
	{syscall.ENOMEM, "the kernel has no memory left for it; close other programs, or give the machine more"},
}

// exhaustion is the error that ends the run where a file or folder could not be read by no fault of its own, but because
// something has run out; otherwise it is nil.
func exhaustion(err error) error {
	for _, known := range exhaustions {
		if errors.Is(err, known.is) {
			return fmt.Errorf("%w: %s", known.is, known.remedy)
		}
	}
	return nil
}
