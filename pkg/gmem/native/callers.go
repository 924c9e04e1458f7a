//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native

/*
#cgo noescape gmem_learn
#include "trace.h"

// gmem_learn has the calls that led here looked for without knowing where Go called C.
static __attribute__((noinline)) void gmem_learn(struct gmem_stack *stack) { gmem_stack_here(stack, 1); }
*/
import "C"

import (
	"path"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
)

// learnEntry finds out where Go's runtime calls C, by a call of our own. When the Go functions behind it are not the ones
// that called, no callers are looked for: this Go or this processor keeps them elsewhere.
var learnEntry = sync.OnceFunc(func() {
	var stack C.struct_gmem_stack
	C.gmem_learn(&stack)
	if stack.depth == 0 {
		return
	}
	me := runtime.FuncForPC(reflect.ValueOf(callerOf).Pointer()).Name()
	mine := strings.TrimSuffix(me, "callerOf") // this package
	for frame := range frames(&stack) {
		if strings.HasPrefix(frame.Function, mine) && !strings.Contains(frame.Function, "_Cfunc_") {
			C.gmem_entered = stack.frame[stack.depth-1]
			return
		}
	}
})

// frames are the Go functions that called C, innermost first.
func frames(stack *C.struct_gmem_stack) func(yield func(runtime.Frame) bool) {
	return func(yield func(runtime.Frame) bool) {
		pcs := make([]uintptr, stack.callers)
		for i, pc := range stack.caller[:stack.callers] {
			pcs[i] = uintptr(pc)
		}
		if len(pcs) == 0 {
			return
		}
		for callers, more := runtime.CallersFrames(pcs), true; more; {
			var frame runtime.Frame
			if frame, more = callers.Next(); frame.Function == "" || !yield(frame) {
				return
			}
		}
	}
}

// callerOf is the innermost of the main module's functions that called C, or else of any module's; "" where none is known.
func callerOf(stack *C.struct_gmem_stack) string {
	first := ""
	for frame := range frames(stack) {
		name := frame.Function
		if strings.HasPrefix(name, "runtime.") || strings.Contains(name, "._C") || strings.Contains(name, "._cgo") {
			continue
		}
		if ofMainModule(name) {
			return path.Base(name)
		}
		if first == "" {
			first = path.Base(name)
		}
	}
	return first
}

// ofMainModule tells whether a function is of the module that the program was built in.
func ofMainModule(function string) bool {
	main := mainModule()
	rest, found := strings.CutPrefix(function, main)
	return strings.HasPrefix(function, "main.") || (found && main != "" && strings.ContainsAny(rest[:min(1, len(rest))], "./_"))
}

var mainModule = sync.OnceValue(func() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return info.Main.Path
})
