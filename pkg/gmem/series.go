package gmem

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Series is what a watch saw of one run. The samples belong to whoever holds the series.
type Series struct {
	Baseline Bytes // resident memory before the work began
	Final    Bytes // and once it had ended
	// HighWater is the kernel's high-water mark between the two: no spike escapes it. It is 0 where HighWaterMissing says
	// why there is none.
	HighWater        Bytes
	HighWaterMissing string
	Samples          []Sample // in order of time
	Started          time.Time
	Duration         time.Duration

	// Settings are those of the watched process's environment that raise memory, such as "GOGC=400"; see RaisingSettings.
	Settings []string

	// Parts is what resident memory was made of: at the "baseline", at the highest sample ("peak"), and at the "end". There
	// are none where it is another process that was watched.
	Parts Moments
	Over  *Composition // and over time; nil where native memory isn't counted
}

// seriesJSON is how a series is written: with its units in the names.
type seriesJSON struct {
	Started          time.Time `json:"started"`
	DurationSeconds  float64   `json:"duration_seconds"`
	BaselineBytes    Bytes     `json:"baseline_bytes"`
	FinalBytes       Bytes     `json:"final_bytes"`
	HighWaterBytes   Bytes     `json:"high_water_bytes"`
	HighWaterMissing string    `json:"high_water_missing,omitempty"`
	Settings         []string  `json:"raising_settings,omitempty"`
	Samples          []Sample  `json:"samples"`
	Parts            Moments   `json:"parts,omitempty"`

	Over *Composition `json:"composition,omitempty"`
}

// MarshalJSON writes the series with its units in the names.
func (s Series) MarshalJSON() ([]byte, error) {
	return json.Marshal(seriesJSON{
		s.Started, s.Duration.Seconds(), s.Baseline, s.Final, s.HighWater, s.HighWaterMissing, s.Settings, s.Samples, s.Parts, s.Over,
	})
}

// UnmarshalJSON reads what MarshalJSON wrote. It does not judge what it reads: that is for Validate.
func (s *Series) UnmarshalJSON(data []byte) error {
	var wire seriesJSON
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	duration, err := fromSeconds(wire.DurationSeconds)
	if err != nil {
		return fmt.Errorf("read duration_seconds of a series: %w", err)
	}
	*s = Series{
		Baseline: wire.BaselineBytes, Final: wire.FinalBytes,
		HighWater: wire.HighWaterBytes, HighWaterMissing: wire.HighWaterMissing,
		Settings: wire.Settings, Samples: wire.Samples, Started: wire.Started, Duration: duration, Parts: wire.Parts, Over: wire.Over,
	}
	return nil
}

// Peak is the largest figure of the run: of the samples, the high-water mark and the final reading.
func (s Series) Peak() Bytes {
	peak := max(s.HighWater, s.Final)
	for _, sample := range s.Samples {
		peak = max(peak, sample.RSS)
	}
	return peak
}

// PeakSample is the first sample at the sampled maximum: how far the work was, and what was at hand. The true peak may be
// higher, between two samples. It is false when there are no samples.
func (s Series) PeakSample() (Sample, bool) {
	var peak Sample
	for i, sample := range s.Samples {
		if i == 0 || sample.RSS > peak.RSS {
			peak = sample
		}
	}
	return peak, len(s.Samples) > 0
}

// Growth is the final reading less the baseline.
func (s Series) Growth() Bytes { return s.Final - s.Baseline }

// Validate is nil when the series can carry a verdict, and else names everything that forbids it: too few samples,
// readings that are zero or negative, a clock that went backwards or past the end. Each kind of fault in the samples is
// named once, where it first occurs.
func (s Series) Validate(minSamples int) error {
	var problems []error
	if len(s.Samples) < minSamples {
		problems = append(problems, fmt.Errorf("too few samples: %d, want at least %d", len(s.Samples), minSamples))
	}
	if s.Baseline <= 0 {
		problems = append(problems, fmt.Errorf("baseline of %v is no reading", s.Baseline))
	}
	if s.Final <= 0 {
		problems = append(problems, fmt.Errorf("final reading of %v is no reading", s.Final))
	}
	if s.HighWater < 0 {
		problems = append(problems, fmt.Errorf("high-water mark of %v is no reading", s.HighWater))
	}
	if s.Duration < 0 {
		problems = append(problems, fmt.Errorf("duration of %v is negative", s.Duration))
	}
	return errors.Join(append(problems, s.validateSamples()...)...)
}

func (s Series) validateSamples() []error {
	var problems []error
	seen := map[string]bool{}
	fault := func(kind string, i int, detail any) {
		if !seen[kind] {
			seen[kind] = true
			problems = append(problems, fmt.Errorf("sample %d: %s (%v)", i+1, kind, detail))
		}
	}
	var last time.Duration
	for i, sample := range s.Samples {
		if sample.RSS <= 0 {
			fault("memory is not above zero", i, sample.RSS)
		}
		if sample.Done < 0 {
			fault("negative amount of work", i, sample.Done)
		}
		if sample.Elapsed < last {
			fault("the clock went backwards", i, fmt.Sprintf("%v after %v", sample.Elapsed, last))
		}
		if sample.Elapsed > s.Duration {
			fault("taken after the end of the run", i, fmt.Sprintf("%v of %v", sample.Elapsed, s.Duration))
		}
		last = sample.Elapsed
	}
	return problems
}
