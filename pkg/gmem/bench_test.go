package gmem_test

import (
	"testing"

	"github.com/embecode/embecode/pkg/gmem"
)

// What one sample costs, twenty times a second: the watch must not disturb what it measures.
func BenchmarkRSS(b *testing.B) {
	self, err := gmem.Self()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := self.RSS(); err != nil {
			b.Skip(err)
		}
	}
}

func BenchmarkHighWater(b *testing.B) {
	self, err := gmem.Self()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := self.HighWater(); err != nil {
			b.Skip(err)
		}
	}
}
