package gmem

import "fmt"

// slopeSamples is how many samples the slope within a run looks at: 19,900 pairs, a few milliseconds.
const slopeSamples = 200

// SlopeSoFar is how fast memory rose with the files done within one run: the Theil–Sen slope of at most 200 samples
// spread evenly over it. It is for a run that was stopped at the ceiling, where no cycles can be compared; on a small
// tree it also shows buffers that fill, so no verdict rests on it. It fails when the samples do not tell at least two
// different numbers of files.
func SlopeSoFar(series Series) (BytesPerFile, error) {
	count := min(len(series.Samples), slopeSamples)
	files, rss := make([]float64, count), make([]float64, count)
	for i := range count {
		// The first and the last sample are always among them.
		sample := series.Samples[i*(len(series.Samples)-1)/max(count-1, 1)]
		files[i], rss[i] = float64(sample.Files), float64(sample.RSS)
	}
	slope, err := TheilSen(files, rss)
	if err != nil {
		return 0, fmt.Errorf("slope within the run over %d samples: %w", count, err)
	}
	return BytesPerFile(slope), nil
}
