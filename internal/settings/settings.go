// Package settings reads ginkgo.yml, the one settings file of this module's test suites.
//
// Goals: a key that is unknown, missing or makes no sense is an error that names it, and all of them are reported at once.
package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/embecode/embecode/pkg/gmem"
)

// FileName is the settings file, in the module's root.
const FileName = "ginkgo.yml"

// Settings are the content of the file.
type Settings struct {
	Labels map[string]string `yaml:"labels"` // every label that a spec may carry, and what it stands for
	Memory Memory            `yaml:"memory"`
}

// Memory is what the memory specs measure and accept. ginkgo.yml says of each setting what it is for.
type Memory struct {
	Ceiling     Amount        `yaml:"ceiling"`
	SampleEvery time.Duration `yaml:"sample_every"`
	MinSamples  int           `yaml:"min_samples"`

	Tree struct {
		Seed      uint64  `yaml:"seed"`
		Scale     float64 `yaml:"scale"`
		LeakScale float64 `yaml:"leak_scale"`
	} `yaml:"tree"`
	Steady struct {
		WarmUp        int     `yaml:"warm_up"`
		Rounds        int     `yaml:"rounds"`
		Allowance     PerFile `yaml:"allowance"`
		LiveFloor     Amount  `yaml:"live_floor"`
		ResidentFloor Amount  `yaml:"resident_floor"`
	} `yaml:"steady"`
	Flatness struct {
		Scale  float64 `yaml:"scale"`
		Factor float64 `yaml:"factor"`
		Budget Amount  `yaml:"budget"`
	} `yaml:"flatness"`
	WithinRun struct {
		Allowance PerFile `yaml:"allowance"`
		DuckDB    PerFile `yaml:"duckdb"`
	} `yaml:"within_run"`
	Reach struct {
		Least  Percent `yaml:"least"`
		Exempt Percent `yaml:"exempt"`
	} `yaml:"reach"`
}

// Percent is a share, such as "95 %".
type Percent float64

// UnmarshalText reads a share.
func (p *Percent) UnmarshalText(text []byte) error {
	share, err := gmem.ParsePercent(string(text))
	*p = Percent(share)
	return err
}

// Amount is an amount of memory with its unit, such as "2.0 GB".
type Amount gmem.Bytes

// UnmarshalText reads an amount.
func (a *Amount) UnmarshalText(text []byte) error {
	bytes, err := gmem.ParseBytes(string(text))
	*a = Amount(bytes)
	return err
}

// PerFile is an amount of memory for each file in bytes, such as "32 B/file".
type PerFile float64

// UnmarshalText reads an amount per file.
func (p *PerFile) UnmarshalText(text []byte) error {
	amount, isRate := strings.CutSuffix(string(text), "/file")
	if !isRate {
		return fmt.Errorf("want memory per file, such as \"32 B/file\", not %q", text)
	}
	bytes, err := gmem.ParseBytes(amount)
	*p = PerFile(bytes)
	return err
}

// Root returns the directory of the module that the working directory lies in: the nearest one upwards that holds a go.mod.
// Tests run in the directory of their package, whoever starts them.
func Root() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the module's root: %w", err)
	}
	for dir := start; ; dir = filepath.Dir(dir) {
		_, err := os.Stat(filepath.Join(dir, "go.mod"))
		if err == nil {
			return dir, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("find the module's root: %w", err)
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("find the module's root: no go.mod in %s or above it", start)
		}
	}
}

// LoadRoot loads ginkgo.yml from the module's root.
func LoadRoot() (Settings, error) {
	root, err := Root()
	if err != nil {
		return Settings{}, fmt.Errorf("load settings: %w", err)
	}
	return Load(filepath.Join(root, FileName))
}

// Load reads and validates the settings file at path. Its errors name the file, and the line or the key.
func Load(path string) (Settings, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Settings{}, fmt.Errorf("load settings: %w", err)
	}
	var settings Settings
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&settings); err != nil {
		return Settings{}, fmt.Errorf("load settings: %s: %w", path, err)
	}
	if err := settings.validate(); err != nil {
		return Settings{}, fmt.Errorf("load settings: %s: %w", path, err)
	}
	return settings, nil
}

// validate reports every value that makes no sense; one that is missing is zero, which none may be.
func (s Settings) validate() error {
	var problems []error
	check := func(sound bool, key, want string) {
		if !sound {
			problems = append(problems, fmt.Errorf("%s: missing, or makes no sense: want %s", key, want))
		}
	}
	check(len(s.Labels) > 0, "labels", "at least one")
	for label, meaning := range s.Labels {
		check(strings.Trim(label, "abcdefghijklmnopqrstuvwxyz-") == "" && meaning != "", "labels."+label, "small letters, and what it stands for")
	}
	m := s.Memory
	above := func(least, value float64) bool { return value > least && !math.IsInf(value, 0) }
	check(m.Ceiling > 0, "memory.ceiling", "an amount above zero")
	check(m.SampleEvery > 0 && m.SampleEvery <= 2*time.Second, "memory.sample_every", "a time above zero and at most 2s")
	check(m.MinSamples > 0, "memory.min_samples", "at least one")
	check(m.Tree.Seed > 0, "memory.tree.seed", "a number above zero")
	check(above(0, m.Tree.Scale), "memory.tree.scale", "a number above zero")
	check(above(0, m.Tree.LeakScale), "memory.tree.leak_scale", "a number above zero")
	check(m.Steady.WarmUp > 0, "memory.steady.warm_up", "at least one round")
	check(m.Steady.Rounds >= 4, "memory.steady.rounds", "at least 4 rounds")
	check(m.Steady.Allowance > 0, "memory.steady.allowance", "an amount above zero per file")
	check(m.Steady.LiveFloor > 0, "memory.steady.live_floor", "an amount above zero")
	check(m.Steady.ResidentFloor > 0, "memory.steady.resident_floor", "an amount above zero")
	check(above(1, m.Flatness.Scale), "memory.flatness.scale", "a number above 1")
	check(above(1, m.Flatness.Factor), "memory.flatness.factor", "a number above 1")
	check(m.Flatness.Budget > 0, "memory.flatness.budget", "an amount above zero")
	check(m.WithinRun.Allowance > 0, "memory.within_run.allowance", "an amount above zero per file")
	check(m.WithinRun.DuckDB > 0, "memory.within_run.duckdb", "an amount above zero per file")
	check(m.Reach.Least > 0 && m.Reach.Least <= 100, "memory.reach.least", "a share above zero and at most 100 %")
	check(m.Reach.Exempt > 0 && m.Reach.Exempt <= 100, "memory.reach.exempt", "a share above zero and at most 100 %")
	return errors.Join(problems...)
}
