package gmem

import (
	"errors"
	"fmt"

	"github.com/onsi/gomega/types"
)

// Cycle is one of several equal rounds of the same work in one process, read when the round has ended and everything
// that it opened is closed.
type Cycle struct {
	Files int64 `json:"files"`      // done in this cycle
	RSS   Bytes `json:"rss_bytes"`  // resident memory at its end
	Live  Bytes `json:"live_bytes"` // exact live bytes at its end, after a collection; 0 when not metered
}

// Method is what JudgeSteady looks at and when it is certain.
type Method string

const (
	// ByRSS compares the lower confidence bound of the slope of resident memory with the threshold. It works for any
	// process; the bound keeps the allocator's noise of 1.2 to 2.4 MB from raising an alarm.
	ByRSS Method = "rss"
	// ByLive compares the slope of exact live bytes with the threshold. These repeat to 4 bytes per file, so the slope
	// itself is certain enough, and it also sees leaks that come in lumps, which the bound misses.
	ByLive Method = "live"
)

// methodDefaults are measured on a clean index of 2,000 files per cycle, Linux x86-64, glibc 2.36, 2 cores.
var methodDefaults = map[Method]SteadyOptions{
	// 16 runs of 8 cycles, warm-up 2: none of the bounds above 2 KB/file; leaks of 4 KB/file are seen.
	ByRSS: {WarmUp: 2, Threshold: 2_000},
	// 39 runs of 6 cycles, warm-up 1: no slope above 32 B/file; leaks of 64 B/file seen 20 times out of 20 in four places.
	ByLive: {WarmUp: 1, Threshold: 32},
}

// SteadyOptions say when growth counts. The zero value judges resident memory with the defaults measured for it.
type SteadyOptions struct {
	// Method is ByRSS or ByLive; empty means ByRSS.
	Method Method `json:"method,omitempty"`
	// WarmUp is how many of the first cycles are left out, while pools and caches fill; 0 means the method's default: 2 for
	// ByRSS, 1 for ByLive.
	WarmUp int `json:"warm_up_cycles,omitempty"`
	// Threshold is the growth that is still allowed, in bytes per file; 0 means the method's default: 2,000 for ByRSS, 32 for
	// ByLive. A certain growth of a few bytes is no leak, so there is always a threshold.
	Threshold float64 `json:"threshold_bytes_per_file,omitempty"`
	// Confidence is that of the one-sided lower bound, between 0.5 and 1; 0 means 0.95.
	Confidence float64 `json:"confidence,omitempty"`
}

// fewestCycles after warm-up: three have no lower bound at 95 %, and their median slope follows a single outlier.
const fewestCycles = 4

// resolved fills in the defaults and refuses what cannot be judged by.
func (o SteadyOptions) resolved() (SteadyOptions, error) {
	if o.Method == "" {
		o.Method = ByRSS
	}
	defaults, known := methodDefaults[o.Method]
	if o.WarmUp == 0 {
		o.WarmUp = defaults.WarmUp
	}
	if o.Threshold == 0 {
		o.Threshold = defaults.Threshold
	}
	if o.Confidence == 0 {
		o.Confidence = 0.95
	}
	var problems []error
	if !known {
		problems = append(problems, fmt.Errorf("the method %q is neither %q nor %q", o.Method, ByRSS, ByLive))
	}
	if o.WarmUp < 0 {
		problems = append(problems, fmt.Errorf("a warm-up of %d cycles is negative", o.WarmUp))
	}
	if !finite(o.Threshold) || o.Threshold < 0 {
		problems = append(problems, fmt.Errorf("a threshold of %v bytes per file is not above zero", o.Threshold))
	}
	if !(o.Confidence > 0.5 && o.Confidence < 1) {
		problems = append(problems, fmt.Errorf("a confidence of %v is not between 0.5 and 1", o.Confidence))
	}
	return o, errors.Join(problems...)
}

func (o SteadyOptions) verdictName() string {
	if o.Method == ByLive {
		return VerdictSteadyLive
	}
	return VerdictSteadyRSS
}

// reading is the figure of a cycle that the method judges.
func (o SteadyOptions) reading(cycle Cycle) Bytes {
	if o.Method == ByLive {
		return cycle.Live
	}
	return cycle.RSS
}

// JudgeSteady fails when memory certainly keeps growing from cycle to cycle after the warm-up, measured against all files
// done so far in the process. It is vacuous with fewer than four cycles after the warm-up, too few for the confidence, a
// cycle without files or a reading that is not above zero.
func JudgeSteady(cycles []Cycle, options SteadyOptions) Verdict {
	options, err := options.resolved()
	if err != nil {
		return vacuous(options.verdictName(), "bytes/file", err.Error())
	}
	fit, err := fitCycles(cycles, options)
	if err != nil {
		return vacuous(options.verdictName(), "bytes/file", err.Error())
	}
	value := fit.trend.Slope
	if options.Method == ByRSS {
		value = fit.trend.Lower
	}
	return Verdict{
		Name: options.verdictName(), OK: value <= options.Threshold,
		Value: value, Limit: options.Threshold, Unit: "bytes/file", Detail: fit.detail(),
	}
}

// steadyFit is the judged part of the cycles with its trend.
type steadyFit struct {
	options SteadyOptions
	files   []float64 // done since the process began, at the end of each judged cycle
	memory  []float64 // in bytes, then
	trend   Trend
}

func fitCycles(cycles []Cycle, options SteadyOptions) (steadyFit, error) {
	fit := steadyFit{options: options}
	if judged := len(cycles) - options.WarmUp; judged < fewestCycles {
		return fit, fmt.Errorf("too few cycles: %d with %d of warm-up leave %d, want at least %d",
			len(cycles), options.WarmUp, max(judged, 0), fewestCycles)
	}
	total := 0.0
	for i, cycle := range cycles {
		if cycle.Files <= 0 {
			return fit, fmt.Errorf("cycle %d did %d files: nothing to judge", i+1, cycle.Files)
		}
		total += float64(cycle.Files)
		if i < options.WarmUp {
			continue
		}
		reading := options.reading(cycle)
		if reading <= 0 {
			return fit, fmt.Errorf("cycle %d: %s is no reading of %s memory", i+1, reading.Short(), options.Method)
		}
		fit.files, fit.memory = append(fit.files, total), append(fit.memory, float64(reading))
	}
	var err error
	if fit.trend, err = FitTrend(fit.files, fit.memory, options.Confidence); err != nil {
		return fit, err
	}
	if options.Method == ByRSS && !finite(fit.trend.Lower) {
		return fit, fmt.Errorf("too few cycles: %d after warm-up cannot give a confidence of %v",
			len(fit.files), options.Confidence)
	}
	return fit, nil
}

// HoldSteady succeeds for a []Cycle whose memory does not keep growing, as JudgeSteady sees it.
func HoldSteady(options SteadyOptions) types.GomegaMatcher {
	return &judging[[]Cycle]{
		promise: "hold steady from cycle to cycle",
		subject: func(cycles []Cycle) string { return fmt.Sprintf("memory over %d cycles", len(cycles)) },
		judge:   func(cycles []Cycle) Verdict { return JudgeSteady(cycles, options) },
	}
}
