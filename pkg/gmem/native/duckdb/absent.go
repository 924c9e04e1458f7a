//go:build !(linux && cgo && (amd64 || arm64) && !race && !asan && !msan)

package duckdb

import (
	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/internal/handles"
)

// ReadBuffers returns false: there are no meters here.
func ReadBuffers() (Buffers, bool) { return Buffers{}, false }

// ReadResident fails: there are no meters here.
func ReadResident() (gmem.Bytes, error) { return 0, native.Check() }

// Handles returns nothing: there are no meters here.
func Handles() []native.HandleCount { return nil }

func table() handles.Table { return nil }

func checkBuffers() error { return native.Check() }
func checkHandles() error { return native.Check() }
