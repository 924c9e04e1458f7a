package stats_test

import (
	"testing"

	"github.com/embecode/embecode/pkg/gmem/internal/stats"
)

func BenchmarkFitTrend(b *testing.B) {
	xs, ys := steps(500), steps(500)
	for b.Loop() {
		if _, err := stats.FitTrend(xs, ys, 0.95); err != nil {
			b.Fatal(err)
		}
	}
}
