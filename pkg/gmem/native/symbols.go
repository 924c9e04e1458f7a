//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native

/*
#cgo LDFLAGS: -ldl -rdynamic
#include <stdlib.h>
#include "symbols.h"
*/
import "C"

import (
	"cmp"
	"debug/elf"
	"runtime"
	"slices"
	"strings"
	"unsafe"
)

// symbols names addresses. The dynamic linker knows the exported functions, of the program (which is linked with -rdynamic)
// those of C and C++ that aren't static; the program's symbol table, where it wasn't stripped, the static ones too.
type symbols struct {
	functions []elf.Symbol // of the program's symbol table, in the order of their addresses; empty without one
	moved     bool         // the program is loaded elsewhere than it was linked for
	known     map[uintptr]call
}

func newSymbols() *symbols {
	s := &symbols{known: map[uintptr]call{}}
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
		if elf.ST_TYPE(symbol.Info) == elf.STT_FUNC {
			s.functions = append(s.functions, symbol)
		}
	}
	slices.SortFunc(s.functions, func(a, b elf.Symbol) int { return cmp.Compare(a.Value, b.Value) })
	return s
}

// call returns what is known of a call in C that returns to an address.
func (s *symbols) call(returns uintptr) call {
	found, known := s.known[returns]
	if !known {
		found = s.find(returns - 1)
		s.known[returns] = found
	}
	return found
}

func (s *symbols) find(address uintptr) call {
	if runtime.FuncForPC(address) != nil {
		return call{kind: ofGo}
	}
	var found C.struct_gmem_symbol
	if C.gmem_find_symbol(C.uintptr_t(address), &found) == 0 {
		return call{}
	}
	name, static := "", false
	if found.name != nil {
		name = C.GoString(found.name)
	} else if found.own != 0 {
		at := uint64(address)
		if s.moved {
			at -= uint64(found.base)
		}
		name, static = s.inTable(at), true
	}
	switch {
	case found.hook != 0:
		return call{kind: ofHook}
	case strings.HasPrefix(name, "_cgo_"):
		return call{name: stubbed(name), kind: ofStub}
	case found.runtime != 0:
		return call{name: demangled(name), kind: ofRuntime}
	}
	of := call{name: demangled(name), kind: ofProgram}
	if static {
		of.kind = ofProgramStatic
	}
	if isStandard(of.name) {
		of.kind = ofRuntime
	}
	return of
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
	return symbol.Name
}

// demangled is a name of C++ as it is spelled there, or else the name. One of C may look like a type of C++: "i" is int.
func demangled(name string) string {
	if !strings.HasPrefix(name, "_Z") {
		return readable(name)
	}
	mangled := C.CString(name)
	defer C.free(unsafe.Pointer(mangled))
	spelled := C.gmem_demangle(mangled)
	if spelled == nil {
		return name
	}
	defer C.free(unsafe.Pointer(spelled))
	return readable(C.GoString(spelled))
}
