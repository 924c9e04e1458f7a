//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package duckdb

/*
#cgo CFLAGS: -std=gnu11 -Wall -fno-lto
#cgo noescape gmem_duckdb_read
#cgo nocallback gmem_duckdb_read
#include "jemalloc.h"
#include "kinds.h"
*/
import "C"

import (
	"errors"
	"unsafe"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/internal/handles"
	"github.com/embecode/embecode/pkg/gmem/native/internal/owners"
)

// ReadBuffers asks DuckDB's jemalloc, which sums its statistics anew: some 15 µs. It returns false in a program without
// DuckDB, and with a DuckDB that was built without jemalloc.
func ReadBuffers() (Buffers, bool) {
	var reading C.struct_gmem_jemalloc
	if C.gmem_duckdb_read(&reading) == 0 {
		return Buffers{}, false
	}
	return Buffers{
		Allocated: int64(reading.allocated),
		Metadata:  int64(reading.metadata),
		Resident:  int64(reading.resident),
		Retained:  int64(reading.retained),
	}, true
}

// ReadResident counts the pages of DuckDB's jemalloc that are in RAM, one by one: about 1 ms for 100 MB.
func ReadResident() (gmem.Bytes, error) {
	if C.gmem_duckdb_owner < 0 {
		return 0, nil
	}
	return owners.ReadOne(int(C.gmem_duckdb_owner))
}

// Handles returns how many handles of each kind were opened and closed since the process began.
func Handles() []native.HandleCount { return table().Counts() }

func table() handles.Table { return handles.At(unsafe.Pointer(&C.gmem_duckdb_handles), C.KINDS) }

func checkBuffers() error { return fault(C.gmem_duckdb_buffers_fault()) }
func checkHandles() error { return fault(C.gmem_duckdb_handles_fault()) }

func fault(text *C.char) error {
	if text == nil {
		return nil
	}
	return errors.New(C.GoString(text))
}
