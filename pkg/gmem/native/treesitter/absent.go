//go:build !(linux && cgo && (amd64 || arm64) && !race && !asan && !msan)

package treesitter

import (
	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/internal/handles"
)

// Live returns nothing: there are no meters here.
func Live() native.Count { return native.Count{} }

// Handles returns nothing: there are no meters here.
func Handles() []native.HandleCount { return nil }

func table() handles.Table { return nil }

func check() error { return native.Check() }
