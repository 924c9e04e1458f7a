package gmem

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// Progress is how far the watched work has come, as the work itself reports it.
type Progress struct {
	Files int64  // files done so far
	Path  string // the file at hand
}

// Sample is one reading of resident memory, with what was going on at that time.
type Sample struct {
	Elapsed time.Duration // since the start of the watch, on the monotonic clock
	RSS     Bytes
	Files   int64  // files done so far; 0 when the watch was given no Progress
	Path    string // the file at hand; empty when unknown
}

// sampleJSON is how a sample is written: with its units in the names.
type sampleJSON struct {
	ElapsedSeconds float64 `json:"elapsed_seconds"`
	RSSBytes       Bytes   `json:"rss_bytes"`
	Files          int64   `json:"files"`
	Path           string  `json:"path,omitempty"`
}

// MarshalJSON writes the sample with its units in the names.
func (s Sample) MarshalJSON() ([]byte, error) {
	return json.Marshal(sampleJSON{s.Elapsed.Seconds(), s.RSS, s.Files, s.Path})
}

// UnmarshalJSON reads what MarshalJSON wrote. A time that no clock could show is an error.
func (s *Sample) UnmarshalJSON(data []byte) error {
	var wire sampleJSON
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	elapsed, err := fromSeconds(wire.ElapsedSeconds)
	if err != nil {
		return fmt.Errorf("read elapsed_seconds of a sample: %w", err)
	}
	*s = Sample{Elapsed: elapsed, RSS: wire.RSSBytes, Files: wire.Files, Path: wire.Path}
	return nil
}

// fromSeconds is the duration of a number of seconds, to the nanosecond.
func fromSeconds(seconds float64) (time.Duration, error) {
	nanoseconds := math.Round(seconds * float64(time.Second))
	if math.IsNaN(nanoseconds) || math.Abs(nanoseconds) >= math.MaxInt64 {
		return 0, fmt.Errorf("%v seconds is not a duration", seconds)
	}
	return time.Duration(nanoseconds), nil
}
