package gmem

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
)

// Record is an archived run with what it is to be judged by, so that the judgement can be tried again on it. It holds a
// series, cycles, or both. The file is JSON; an unknown key or anything after it is an error.
type Record struct {
	Schema     int            `json:"schema"` // 1
	About      string         `json:"about"`  // where it comes from and what is hard about it
	Ceiling    Bytes          `json:"ceiling_bytes,omitempty"`
	MinSamples int            `json:"min_samples,omitempty"` // 0 means that one will do
	Series     *Series        `json:"series,omitempty"`
	Steady     *SteadyOptions `json:"steady,omitempty"` // nothing means the defaults
	Cycles     []Cycle        `json:"cycles,omitempty"`
}

const (
	recordSchema = 1
	// maxRecordBytes is ten times the longest series that a watch can give.
	maxRecordBytes = 32 << 20
)

// ReadRecord reads one record. What is not a record (another schema, a value that is not a number, an unknown key) is an
// error; what is one, but carries no verdict, is left to Judge.
func ReadRecord(from io.Reader) (Record, error) {
	var record Record
	data, err := io.ReadAll(io.LimitReader(from, maxRecordBytes+1))
	if err != nil {
		return record, fmt.Errorf("read record: %w", err)
	}
	if len(data) > maxRecordBytes {
		return record, fmt.Errorf("read record: more than %d bytes", maxRecordBytes)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&record); err != nil {
		return Record{}, fmt.Errorf("read record: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Record{}, errors.New("read record: there is something after it")
	}
	if record.Schema != recordSchema {
		return Record{}, fmt.Errorf("read record: schema %d, want %d", record.Schema, recordSchema)
	}
	return record, nil
}

// Judge gives the verdicts on the record: on its ceiling when there is a series, on its steadiness when there are cycles.
// A record with neither is vacuous.
func (r Record) Judge() []Verdict {
	var verdicts []Verdict
	if r.Series != nil {
		verdicts = append(verdicts, r.judgeSeries())
	}
	if len(r.Cycles) > 0 || r.Steady != nil {
		var options SteadyOptions
		if r.Steady != nil {
			options = *r.Steady
		}
		verdicts = append(verdicts, JudgeSteady(r.Cycles, options))
	}
	if len(verdicts) == 0 {
		verdicts = append(verdicts, vacuous(VerdictNotVacuous, "mismatches", "the record holds neither a series nor cycles"))
	}
	return verdicts
}

func (r Record) judgeSeries() Verdict {
	verdict := JudgeCeiling(*r.Series, r.Ceiling)
	if err := r.Series.Validate(max(r.MinSamples, 1)); err != nil && verdict.OK {
		return vacuous(verdict.Name, verdict.Unit, err.Error())
	}
	return verdict
}

// Outcome is what several verdicts come to together.
type Outcome string

// The outcomes.
const (
	Healthy Outcome = "healthy" // every verdict is OK
	Leaky   Outcome = "leaky"   // at least one judged and failed
	Vacuous Outcome = "vacuous" // none failed, but at least one could not be reached
)

// OutcomeOf sums verdicts up. No verdicts at all are vacuous.
func OutcomeOf(verdicts []Verdict) Outcome {
	outcome := Healthy
	if len(verdicts) == 0 {
		outcome = Vacuous
	}
	for _, verdict := range verdicts {
		switch {
		case verdict.Vacuous || math.IsNaN(verdict.Value):
			if outcome == Healthy {
				outcome = Vacuous
			}
		case !verdict.OK:
			outcome = Leaky
		}
	}
	return outcome
}
