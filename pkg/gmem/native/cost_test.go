//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native_test

import (
	"testing"

	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/nativetest"
)

// BenchmarkPair is a block allocated and freed, with and without counting.
func BenchmarkPair(b *testing.B) {
	b.Run("counted", func(b *testing.B) { nativetest.Pairs(b.N, 64) })
	b.Run("uncounted", func(b *testing.B) { nativetest.UncountedPairs(b.N, 64) })
}

func BenchmarkRead(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		native.Read()
	}
}
