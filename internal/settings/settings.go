// Package settings loads ginkgo.yml, the one settings file of the test suite: the labels that specs may carry, and what
// the memory specs measure and accept.
//
// Goals: the file is the only place that holds these figures, so every key must be there; a mistake is an error that
// names the file and the line, and all mistakes of one kind are reported at once.
//
// Non-goals: defaults in code, several files, anchors and other indirections of YAML.
//
// Settings are plain values without anything to close. A suite whose flags override some of them calls Validate again.
package settings

import (
	"time"

	"github.com/embecode/embecode/pkg/gmem"
)

// FileName is the name of the settings file, which lies in the module's root.
const FileName = "ginkgo.yml"

// Settings is the content of ginkgo.yml.
type Settings struct {
	// Labels holds every label that a spec may carry, with what it stands for.
	Labels map[string]string

	// Memory is for the specs that measure process memory.
	Memory Memory

	// lines tells where each key, dotted, stands in the file at path. Both are empty for Settings not loaded from one.
	lines map[string]int
	path  string
}

// Memory says what the memory specs measure and accept.
type Memory struct {
	Ceiling     gmem.Bytes    // peak and final RSS must stay below it
	SampleEvery time.Duration // time between two readings of RSS, at most SlowestSampling
	MinSamples  int           // a series with fewer is no measurement

	Tree       Tree
	SteadyRSS  SteadyRSS
	SteadyLive SteadyState
	Flatness   Flatness
	WithinRun  WithinRun
}

// SlowestSampling is the longest time between two samples that the specification of the memory test allows.
const SlowestSampling = 2 * time.Second

// Tree is the generated source tree.
type Tree struct {
	Seed      uint64  // same seed, same bytes
	Scale     float64 // 1 is 2,000 files
	LeakScale float64 // instead of Scale, in runs with an injected leak
}

// SteadyState says when indexing the same tree again and again counts as steady.
type SteadyState struct {
	Cycles    int     // how often the tree is indexed
	WarmUp    int     // how many of the first cycles are not judged
	Threshold float64 // growth up to this is accepted, in bytes per file
}

// SteadyRSS is the steady state of RSS, which is noisy: growth has to be certain before it counts.
type SteadyRSS struct {
	SteadyState
	Confidence float64 // of the one-sided lower bound of the growth, such as 0.95
}

// Flatness compares the peak on a larger tree with the peak on the small one, and both with the indexer's budget.
type Flatness struct {
	Scale  float64    // how many times larger the larger tree is
	Factor float64    // how many times higher its peak may be
	Budget gmem.Bytes // that no tree's peak may pass
}

// WithinRun says how fast what is alive may grow while one large tree is indexed.
type WithinRun struct {
	Threshold float64    // growth up to this is accepted, in bytes per file
	Slack     gmem.Bytes // and growth up to this over the whole run: the work at hand comes to more or less
}
