package gmem

import (
	"cmp"
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
)

// variablesName is what the reading of variables is called where it is left out.
const variablesName = "what variables of packages reach"

// variable is one of a package, as the program's symbols tell it.
type variable struct {
	name     string
	at, size uint64
}

// variables are those of some packages, by address.
type variables []variable

// processorsName is the variable of the runtime that holds its processors, each with the timers that were set on it.
const processorsName = "runtime.allp"

// runtimeCache matches the variables in which the compiler has the runtime remember the types that an assertion or a switch has met.
var runtimeCache = regexp.MustCompile(`\.\.(typeAssert|interfaceSwitch)\.\d+$`)

// variablesOf returns the variables of packages, given by import path, and of those below them, and the runtime's processors. It needs a
// program of ELF that has its symbols: one that "go test" runs at once has none, one that "go test -c" has built does.
func variablesOf(packages []string) (variables, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	file, err := elf.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the symbols of %s: %w", path, err)
	}
	defer file.Close() //nolint:errcheck // it is only read
	symbols, err := file.Symbols()
	if err != nil {
		return nil, fmt.Errorf("read the symbols of %s: %w", path, err)
	}
	if file.Class != elf.ELFCLASS64 {
		return nil, errors.New("addresses don't have 64 bits")
	}
	known := reflect.ValueOf(&registered)
	knownName := known.Type().Elem().PkgPath() + ".registered"
	at := slices.IndexFunc(symbols, func(s elf.Symbol) bool { return s.Name == knownName })
	if at < 0 {
		return nil, fmt.Errorf("%s has no symbol %s", path, knownName)
	}
	moved := uint64(known.Pointer()) - symbols[at].Value // where the program was loaded elsewhere than it was linked for
	var all variables
	found := false
	for _, s := range symbols {
		isAsked := slices.ContainsFunc(packages, func(path string) bool { return isVariableOf(path, s.Name) }) && !runtimeCache.MatchString(s.Name)
		if elf.ST_TYPE(s.Info) == elf.STT_OBJECT && s.Size > 0 && (isAsked || s.Name == processorsName) {
			all = append(all, variable{s.Name, s.Value + moved, s.Size})
			found = found || isAsked
		}
	}
	slices.SortFunc(all, func(a, b variable) int { return cmp.Compare(a.at, b.at) })
	if !found {
		return nil, fmt.Errorf("%s has no variable of %s", path, strings.Join(packages, ", "))
	}
	return all, nil
}

// isVariableOf reports whether a symbol is one of a package or of those below it. The linker writes dots of a path's last element as %2e.
func isVariableOf(path, symbol string) bool {
	last := strings.LastIndex(path, "/") + 1
	return strings.HasPrefix(symbol, path[:last]+strings.ReplaceAll(path[last:], ".", "%2e")+".") || strings.HasPrefix(symbol, path+"/")
}

// read sets what each variable reaches of Go's heap, in bytes, by way of pointers: what several reach counts for the first of them, and
// what only the scheduler leads to for none. No collection is needed before, and what it allocates itself is given back.
func (v variables) read(reached []int64) error {
	dump, err := dumpHeap()
	if err != nil {
		return fmt.Errorf("read %s: %w", variablesName, err)
	}
	seen := make([]bool, len(dump.objects))
	v.passScheduler(dump, seen)
	v.pointers(dump, func(i int, to uint64) { reached[i] += dump.reach(to, seen) })
	dump = nil
	debug.FreeOSMemory()
	return nil
}

// passScheduler marks what belongs to Go's scheduler as seen, so that nobody goes further: a timer leads to its processor and all others
// that were set there, a channel to goroutines that wait, and those to all threads.
func (v variables) passScheduler(dump *heapDump, seen []bool) {
	pass := func(_ int, at uint64) {
		if i, is := dump.object(at); is {
			seen[i] = true
		}
	}
	for _, at := range dump.scheduler {
		pass(0, at)
	}
	v.pointers(dump, func(i int, to uint64) {
		if at, is := dump.object(to); is && v[i].name == processorsName {
			dump.objects[at].pointers(pass)
			pass(0, to)
		}
	})
}

// pointers hands on each pointer that lies in a variable, with the variable's number.
func (v variables) pointers(dump *heapDump, use func(i int, to uint64)) {
	for _, segment := range dump.variables {
		segment.pointers(func(offset int, to uint64) {
			if i, is := v.variableAt(segment.at + uint64(offset)); is { //nolint:gosec // never negative
				use(i, to)
			}
		})
	}
}

// variableAt returns the number of the variable that an address lies in; false for none.
func (v variables) variableAt(at uint64) (int, bool) {
	i, exact := slices.BinarySearchFunc(v, at, func(one variable, at uint64) int { return cmp.Compare(one.at, at) })
	if exact {
		return i, true
	}
	return i - 1, i > 0 && at < v[i-1].at+v[i-1].size
}

// reach adds up the sizes of the objects that can be reached from an address and were not seen before.
func (d *heapDump) reach(from uint64, seen []bool) (bytes int64) {
	waiting := []uint64{from}
	for len(waiting) > 0 {
		at := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		i, is := d.object(at)
		if !is || seen[i] {
			continue
		}
		seen[i] = true
		bytes += int64(len(d.objects[i].content))
		d.objects[i].pointers(func(_ int, to uint64) {
			if to != 0 {
				waiting = append(waiting, to)
			}
		})
	}
	return bytes
}
