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

// symbols names addresses. The program's symbol table, where it wasn't stripped, knows all of its functions. The dynamic linker,
// which looks at every name for each address, knows the exported ones, of the program (which is linked with -rdynamic)
// those of C and C++ that aren't static.
type symbols struct {
	functions []elf.Symbol // of the program's symbol table, in the order of their addresses; empty without one
	base      uintptr      // what was added to these addresses
	known     map[uintptr]call
}

func newSymbols() *symbols {
	s := &symbols{known: map[uintptr]call{}, base: uintptr(C.gmem_program_base())}
	program, err := elf.Open("/proc/self/exe")
	if err != nil {
		return s // the dynamic linker's names have to do
	}
	defer program.Close() //nolint:errcheck // opened for reading
	table, err := program.Symbols()
	if err != nil {
		return s
	}
	for _, exported := range []bool{false, true} { // of those at one address the last is found
		for _, symbol := range table {
			if elf.ST_TYPE(symbol.Info) == elf.STT_FUNC && isExported(symbol) == exported {
				s.functions = append(s.functions, symbol)
			}
		}
	}
	slices.SortStableFunc(s.functions, func(a, b elf.Symbol) int { return cmp.Compare(a.Value, b.Value) })
	return s
}

// isExported reports whether the dynamic linker knows a function too.
func isExported(symbol elf.Symbol) bool {
	return elf.ST_BIND(symbol.Info) != elf.STB_LOCAL && elf.ST_VISIBILITY(symbol.Other) == elf.STV_DEFAULT
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
	if C.gmem_is_hook(C.uintptr_t(address)) != 0 {
		return call{kind: ofHook}
	}
	name, static := s.inTable(uint64(address - s.base))
	if name == "" {
		var found C.struct_gmem_symbol
		if C.gmem_find_symbol(C.uintptr_t(address), &found) == 0 {
			return call{}
		}
		if found.name != nil {
			name = C.GoString(found.name)
		}
		if found.runtime != 0 {
			return call{name: demangled(name), kind: ofRuntime}
		}
		static = name == "" && found.own != 0
	}
	if strings.HasPrefix(name, "_cgo_") {
		return call{name: stubbed(name), kind: ofStub}
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

// inTable looks an address up in the program's symbol table. Without a name it isn't there.
func (s *symbols) inTable(at uint64) (name string, static bool) {
	after, _ := slices.BinarySearchFunc(s.functions, at, func(symbol elf.Symbol, at uint64) int {
		return cmp.Or(cmp.Compare(symbol.Value, at), -1)
	})
	if after == 0 {
		return "", false
	}
	symbol := s.functions[after-1]
	if at >= symbol.Value+symbol.Size {
		return "", false
	}
	return symbol.Name, !isExported(symbol)
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
