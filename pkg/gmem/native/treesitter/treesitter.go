//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package treesitter

/*
#cgo CFLAGS: -std=gnu11 -Wall -fno-lto
#include "../counters.h"
#include "kinds.h"
*/
import "C"

import (
	"errors"
	"runtime"
	"unsafe"

	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/internal/handles"
)

// Live returns what tree-sitter holds now. It is zero in a program without tree-sitter.
func Live() native.Count {
	if C.gmem_treesitter_share < 0 {
		return native.Count{}
	}
	sum := C.gmem_sum(C.gmem_treesitter_share)
	return native.Count{Bytes: int64(sum.bytes), Blocks: int64(sum.blocks)}
}

// Handles returns how many handles of each kind were opened and closed since the process began.
func Handles() []native.HandleCount { return table().Counts() }

func table() handles.Table {
	return handles.At(unsafe.Pointer(&C.gmem_treesitter_handles), C.KINDS)
}

func check() error {
	runtime.LockOSThread() // the figures are this thread's
	defer runtime.UnlockOSThread()
	if fault := C.gmem_treesitter_fault(); fault != nil {
		return errors.New(C.GoString(fault))
	}
	return nil
}
