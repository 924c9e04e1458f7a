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

// BenchmarkSites is a block allocated and freed while sites are looked for: of few, all are recorded, of many 1 in 16.
func BenchmarkSites(b *testing.B) {
	for name, pairs := range map[string]int{"few": 30_000, "many": 10_000_000} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				native.Sites(func() { nativetest.Pairs(pairs, 64) })
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*pairs), "ns/block")
		})
	}
}
