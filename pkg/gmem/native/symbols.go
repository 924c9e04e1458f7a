//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native

/*
#include <stdlib.h>
#include "trace.h"
*/
import "C"

import (
	"cmp"
	"debug/elf"
	"path"
	"slices"
	"strings"
	"unsafe"
)

// symbols names addresses. The dynamic linker knows the exported functions; the program's symbol table, where it wasn't
// stripped, the static ones too.
type symbols struct {
	functions []elf.Symbol      // of the program's symbol table, in the order of their addresses; empty without one
	packages  map[string]string // by the mark that cgo puts into the names of its stubs
	moved     bool              // the program is loaded elsewhere than it was linked for
	names     map[unsafe.Pointer]string
}

func newSymbols() *symbols {
	s := &symbols{packages: map[string]string{}, names: map[unsafe.Pointer]string{}}
	program, err := elf.Open("/proc/self/exe")
	if err != nil {
		return s // the dynamic linker's names have to do
	}
	defer program.Close() //nolint:errcheck // opened for reading
	s.moved = program.Type == elf.ET_DYN
	table, err := program.Symbols()
	if err != nil {
		return s
	}
	for _, symbol := range table {
		if of, name, found := strings.Cut(symbol.Name, "._cgo_"); found {
			mark, _, _ := strings.Cut(name, "_")
			s.packages[mark] = path.Join(path.Base(path.Dir(of)), path.Base(of)) // the last alone may be "linux-amd64"
		}
		if elf.ST_TYPE(symbol.Info) == elf.STT_FUNC {
			s.functions = append(s.functions, symbol)
		}
	}
	slices.SortFunc(s.functions, func(a, b elf.Symbol) int { return cmp.Compare(a.Value, b.Value) })
	return s
}

// name is the function that made a call which returns to this address, as one writes it; empty when it has no name.
func (s *symbols) name(returns unsafe.Pointer) string {
	name, known := s.names[returns]
	if !known {
		name = stub(s.find(unsafe.Add(returns, -1)), s.packages)
		s.names[returns] = name
	}
	return name
}

func (s *symbols) find(address unsafe.Pointer) string {
	var found C.struct_gmem_symbol
	if C.gmem_find_symbol(address, &found) == 0 {
		return ""
	}
	if found.name != nil {
		return demangled(found.name)
	}
	if found.own == 0 {
		return ""
	}
	at := uint64(uintptr(address))
	if s.moved {
		at -= uint64(found.base)
	}
	return s.inTable(at)
}

// inTable looks an address up in the program's symbol table.
func (s *symbols) inTable(at uint64) string {
	after, _ := slices.BinarySearchFunc(s.functions, at, func(symbol elf.Symbol, at uint64) int {
		return cmp.Or(cmp.Compare(symbol.Value, at), -1)
	})
	if after == 0 {
		return ""
	}
	symbol := s.functions[after-1]
	if at >= symbol.Value+symbol.Size {
		return ""
	}
	name := C.CString(symbol.Name)
	defer C.free(unsafe.Pointer(name))
	return demangled(name)
}
