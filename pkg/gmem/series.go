package gmem

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Series is what a watch saw of one run. The samples belong to whoever holds the series.
type Series struct {
	Started  time.Time     `json:"started"`
	Duration time.Duration `json:"-"`
	Baseline Bytes         `json:"baseline_bytes"` // resident memory before the work began
	Final    Bytes         `json:"final_bytes"`    // and once it had ended
	// HighWater is the kernel's high-water mark between the two: no spike escapes it. It is 0 where HighWaterMissing says
	// why there is none.
	HighWater        Bytes    `json:"high_water_bytes"`
	HighWaterMissing string   `json:"high_water_missing,omitempty"`
	Samples          []Sample `json:"samples"` // in order of time

	// Settings are those of the watched process's environment that raise memory, such as "GOGC=400"; see RaisingSettings.
	Settings []string `json:"raising_settings,omitempty"`

	// Parts is what resident memory was made of: at the "baseline", at the highest sample ("peak"), and at the "end". There
	// are none where it is another process that was watched.
	Parts Moments      `json:"parts,omitempty"`
	Over  *Composition `json:"composition,omitempty"` // and over time; nil where native memory isn't counted
}

// plainSeries is a Series without its methods.
type plainSeries Series

// seriesJSON is a series as it is written: its duration in seconds.
type seriesJSON struct {
	Seconds float64 `json:"duration_seconds"`
	*plainSeries
}

// MarshalJSON writes the series with its units in the names.
func (s Series) MarshalJSON() ([]byte, error) {
	return json.Marshal(seriesJSON{s.Duration.Seconds(), (*plainSeries)(&s)})
}

// UnmarshalJSON reads what MarshalJSON wrote. It does not judge what it reads: that is for Validate.
func (s *Series) UnmarshalJSON(data []byte) error {
	wire := seriesJSON{plainSeries: (*plainSeries)(s)}
	err := json.Unmarshal(data, &wire)
	if err == nil {
		s.Duration, err = fromSeconds(wire.Seconds)
	}
	return err
}

// Peak is the largest figure of the run: of the samples, the high-water mark and the final reading.
func (s Series) Peak() Bytes {
	sample, _ := s.PeakSample()
	return max(s.HighWater, s.Final, sample.RSS)
}

// PeakSample is the first sample at the sampled maximum: how far the work was, and what was at hand. The true peak may be
// higher, between two samples. It is false when there are no samples.
func (s Series) PeakSample() (Sample, bool) {
	if len(s.Samples) == 0 {
		return Sample{}, false
	}
	return slices.MaxFunc(s.Samples, func(a, b Sample) int { return cmp.Compare(a.RSS, b.RSS) }), true
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
