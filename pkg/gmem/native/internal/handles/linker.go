//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package handles

/*
#cgo CFLAGS: -std=gnu11 -Wall
#cgo LDFLAGS: -Wl,--wrap=gmem_probe_open
#include "probe.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"sync"
)

// CheckLinker returns an error where the linker that made this program doesn't send just those calls through a wrapper
// that come from another object file than the function's own.
var CheckLinker = sync.OnceValue(func() error {
	C.gmem_probe_open(1)
	C.gmem_probe_open(1)
	outside := C.gmem_probe_opened()
	C.gmem_probe_open_inside(1)
	switch inside := C.gmem_probe_opened() - outside; {
	case outside != 2:
		return fmt.Errorf("of 2 calls %d went through a wrapper: "+
			"the linker doesn't do as --wrap asks; link with bfd, gold or mold, and without -flto", outside)
	case inside != 0:
		return errors.New("calls inside a library go through wrappers too, so that one handle may count several times: " +
			"link with bfd, gold or mold in place of lld")
	}
	return nil
})
