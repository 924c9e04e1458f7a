package run

import (
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// The kinds of record. A run is compared with an earlier one of its own kind.
const (
	KindFullIndex = "full-index" // one index in the suite's own process
	KindCycles    = "cycles"     // the same tree again and again, in a child
	KindSizes     = "sizes"      // a small and a larger tree, in a child each; the figures are the larger one's
	KindRebuilds  = "rebuilds"   // the same tree again and again into one open index, in a child
	KindUpdates   = "updates"    // edits and updates of one open index, in a child
	KindSearches  = "searches"   // searches of one open index, in a child
	KindHostile   = "hostile"    // one index of a tree that is hostile to memory, in a child
)

// Origin says what a record was measured on and how: records are only compared where all of it is the same.
type Origin struct {
	Kind     string     `json:"kind"`
	Tree     TreeOrigin `json:"tree"`
	Settings Settings   `json:"settings"`
}

// TreeOrigin tells one source tree from another.
type TreeOrigin struct {
	Real   bool    `json:"real"`            // not generated
	Seed   uint64  `json:"seed,omitempty"`  // of a generated tree
	Scale  float64 `json:"scale,omitempty"` // of a generated tree
	Files  int64   `json:"files"`           // that an index is expected to find; 0 where that is not known
	Digest string  `json:"digest"`          // by Digest
}

// Settings are those that shape what is measured. What only judges it, ceiling and thresholds, is in the verdicts.
type Settings struct {
	Cycles      int     `json:"cycles"`
	WarmUp      int     `json:"warm_up"`
	SmallScale  float64 `json:"small_scale,omitempty"` // of the tree that a larger one is compared with
	SampleEvery float64 `json:"sample_every_seconds"`
	Allocator   string  `json:"allocator"`  // AllocatorDefault or AllocatorQuiet
	Processors  int     `json:"processors"` // that Go code runs on
	// RandomVectors are pseudo-random numbers, which take room in the database; else all are zeros.
	RandomVectors bool `json:"random_vectors,omitempty"`
	// Environment holds the variables that change how Go or an allocator uses memory, as far as they are set.
	Environment map[string]string `json:"environment,omitempty"`
}

// The settings of the allocators.
const (
	AllocatorDefault = "default" // as a program gets them that sets nothing
	AllocatorQuiet   = "quiet"   // one arena and no caches for threads, so that readings repeat
)

// SettingsHere are the settings of a run in this process and environment. A child has ChildProcessors.
func SettingsHere(cycles, warmUp int, sampleEvery time.Duration, allocator string) Settings {
	settings := Settings{
		Cycles: cycles, WarmUp: warmUp, SampleEvery: sampleEvery.Seconds(), Allocator: allocator, Processors: runtime.GOMAXPROCS(0),
	}
	for _, name := range []string{
		"DUCKDB_JE_MALLOC_CONF", "GODEBUG", "GOGC", "GOMEMLIMIT", "GLIBC_TUNABLES", "LD_PRELOAD",
		"MALLOC_ARENA_MAX", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TOP_PAD_", "MALLOC_TRIM_THRESHOLD_",
	} {
		if value, set := os.LookupEnv(name); set {
			if settings.Environment == nil {
				settings.Environment = map[string]string{}
			}
			settings.Environment[name] = value
		}
	}
	return settings
}

// Differences say, one by one, in what an earlier origin is not the same; none when the two may be compared.
func (o Origin) Differences(earlier Origin) []string {
	var found differences
	found.check("tree", o.Tree.describe(), earlier.Tree.describe())
	found.check("digest of the tree", o.Tree.Digest, earlier.Tree.Digest)
	found.check("cycles", o.Settings.Cycles, earlier.Settings.Cycles)
	found.check("warm-up", o.Settings.WarmUp, earlier.Settings.WarmUp)
	found.check("random vectors", o.Settings.RandomVectors, earlier.Settings.RandomVectors)
	found.check("scale of the small tree", o.Settings.SmallScale, earlier.Settings.SmallScale)
	found.check("seconds between samples", o.Settings.SampleEvery, earlier.Settings.SampleEvery)
	found.check("allocator settings", o.Settings.Allocator, earlier.Settings.Allocator)
	found.check("processors", o.Settings.Processors, earlier.Settings.Processors)
	found.check("environment", variables(o.Settings.Environment), variables(earlier.Settings.Environment))
	return found
}

// differences are sentences about what is not the same.
type differences []string

func (d *differences) check(what string, here, there any) {
	if here != there {
		*d = append(*d, fmt.Sprintf("%s: %v in the baseline, %v here", what, there, here))
	}
}

func (t TreeOrigin) describe() string {
	if t.Real {
		return fmt.Sprintf("a real one of %d files", t.Files)
	}
	return fmt.Sprintf("generated, seed %d, scale %g, %d files", t.Seed, t.Scale, t.Files)
}

func variables(set map[string]string) string {
	if len(set) == 0 {
		return "nothing set"
	}
	var all []string
	for _, name := range slices.Sorted(maps.Keys(set)) {
		all = append(all, name+"="+set[name])
	}
	return strings.Join(all, " ")
}
