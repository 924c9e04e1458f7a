//go:build linux && cgo

package leaks

import (
	"github.com/embecode/embecode/pkg/gmem/native/nativetest"
	"github.com/embecode/embecode/pkg/gmem/native/treesitter/treesittertest"
)

// nativeLosses allocate in native memory and never free.
var nativeLosses = map[string]func(size int){
	"C malloc":    func(size int) { nativetest.Malloc(size) },
	"C++ new":     func(size int) { nativetest.New(size) },
	"tree-sitter": func(size int) { treesittertest.Malloc(size) },
}
