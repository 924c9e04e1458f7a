package gmem_test

import (
	"testing"

	"github.com/embecode/embecode/pkg/gmem"
)

// What one sample costs, twenty times a second: the watch must not disturb what it measures.
func BenchmarkProcess(b *testing.B) {
	self, err := gmem.Self()
	if err != nil {
		b.Fatal(err)
	}
	for name, read := range map[string]func() (gmem.Bytes, error){"RSS": self.RSS, "HighWater": self.HighWater} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := read(); err != nil {
					b.Skip(err)
				}
			}
		})
	}
}
