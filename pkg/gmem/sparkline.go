package gmem

import (
	"slices"
	"strings"
)

var sparkBlocks = []rune("▁▂▃▄▅▆▇█")

// sparkWidth is the most characters that are drawn.
const sparkWidth = 60

// Sparkline draws the samples from left to right in up to 60 Unicode blocks, each the largest sample of its share of them.
// The lowest block stands for the smallest, the highest for the largest, but the range is at least 5 % of the largest, so
// that the noise of a flat line does not look like mountains. It is empty for a series without samples.
func Sparkline(series Series) string {
	peaks := sharePeaks(series.Samples, sparkWidth)
	if len(peaks) == 0 {
		return ""
	}
	low, high := float64(slices.Min(peaks)), float64(slices.Max(peaks))
	span := max(high-low, high/20, 1)
	var line strings.Builder
	for _, peak := range peaks {
		level := int((float64(peak) - low) / span * float64(len(sparkBlocks)-1))
		line.WriteRune(sparkBlocks[min(level, len(sparkBlocks)-1)])
	}
	return line.String()
}

// sharePeaks cuts the samples into at most count equal shares and gives the largest reading of each.
func sharePeaks(samples []Sample, count int) []Bytes {
	count = min(count, len(samples))
	peaks := make([]Bytes, count)
	for i := range peaks {
		share := samples[i*len(samples)/count : (i+1)*len(samples)/count]
		highest, _ := Series{Samples: share}.PeakSample()
		peaks[i] = highest.RSS
	}
	return peaks
}
