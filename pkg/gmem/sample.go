package gmem

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// Progress is how far the watched work has come, as the work itself reports it.
type Progress struct {
	Done int64  // units of work done so far
	At   string // what is at hand: a file's path, a request's name
}

// Sample is one reading of resident memory, with what was going on at that time.
type Sample struct {
	Elapsed time.Duration // since the start of the watch, on the monotonic clock
	RSS     Bytes
	Done    int64  // units of work done so far; 0 when the watch was given no Progress
	At      string // what was at hand; empty when unknown
}

// sampleJSON is how a sample is written: with its units in the names.
type sampleJSON struct {
	ElapsedSeconds float64 `json:"elapsed_seconds"`
	RSSBytes       Bytes   `json:"rss_bytes"`
	Done           int64   `json:"done"`
	At             string  `json:"at,omitempty"`
}

// MarshalJSON writes the sample with its units in the names.
func (s Sample) MarshalJSON() ([]byte, error) {
	return json.Marshal(sampleJSON{s.Elapsed.Seconds(), s.RSS, s.Done, s.At})
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
	*s = Sample{Elapsed: elapsed, RSS: wire.RSSBytes, Done: wire.Done, At: wire.At}
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
