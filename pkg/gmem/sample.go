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
	Elapsed time.Duration `json:"-"` // since the start of the watch, on the monotonic clock
	RSS     Bytes         `json:"rss_bytes"`
	Done    int64         `json:"done"`         // units of work done so far; 0 when the watch was given no Progress
	At      string        `json:"at,omitempty"` // what was at hand; empty when unknown
}

// plainSample is a Sample without its methods.
type plainSample Sample

// sampleJSON is a sample as it is written: its time in seconds.
type sampleJSON struct {
	Seconds float64 `json:"elapsed_seconds"`
	*plainSample
}

// MarshalJSON writes the sample with its units in the names.
func (s Sample) MarshalJSON() ([]byte, error) {
	return json.Marshal(sampleJSON{s.Elapsed.Seconds(), (*plainSample)(&s)})
}

// UnmarshalJSON reads what MarshalJSON wrote. A time that no clock could show is an error.
func (s *Sample) UnmarshalJSON(data []byte) error {
	wire := sampleJSON{plainSample: (*plainSample)(s)}
	err := json.Unmarshal(data, &wire)
	if err == nil {
		s.Elapsed, err = fromSeconds(wire.Seconds)
	}
	return err
}

// fromSeconds is the duration of a number of seconds, to the nanosecond.
func fromSeconds(seconds float64) (time.Duration, error) {
	nanoseconds := math.Round(seconds * float64(time.Second))
	if math.IsNaN(nanoseconds) || math.Abs(nanoseconds) >= math.MaxInt64 {
		return 0, fmt.Errorf("%v seconds is not a duration", seconds)
	}
	return time.Duration(nanoseconds), nil
}
