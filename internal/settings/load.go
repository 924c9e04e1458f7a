package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Root is the directory of the module that the working directory lies in: the nearest one upwards that holds a go.mod.
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

// Load reads and validates the settings file at path. Its problems are joined, each with the file and the line: first
// what the file can't be read for (syntax, unknown, missing and repeated keys, wrong types and units), and once there
// is none of that, the values that make no sense.
func Load(path string) (Settings, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Settings{}, fmt.Errorf("load settings: %w", err)
	}
	return parse(path, data)
}

// parse is Load of content that has been read.
func parse(path string, data []byte) (Settings, error) {
	doc, root := read(path, data)
	settings := Settings{path: path}
	if root != nil {
		settings.Labels = labels(root.section("labels"))
		settings.Memory = memory(root.section("memory"))
		root.refuseUnknown()
		settings.lines = doc.lines
	}
	if err := errors.Join(doc.problems...); err != nil {
		return Settings{}, fmt.Errorf("load settings: %w", err)
	}
	if err := settings.Validate(); err != nil {
		return Settings{}, fmt.Errorf("load settings: %w", err)
	}
	return settings, nil
}

// labels reads the registry of labels.
func labels(s *section) map[string]string {
	registry := map[string]string{}
	for _, name := range s.keys() {
		registry[name] = value(s, name, text)
	}
	return registry
}

// memory reads the settings of the memory specs.
func memory(s *section) Memory {
	defer s.refuseUnknown()
	return Memory{
		Ceiling:     value(s, "ceiling", amount),
		SampleEvery: value(s, "sample_every", duration),
		MinSamples:  value(s, "min_samples", integer),
		Tree:        tree(s.section("tree")),
		SteadyRSS:   steadyRSS(s.section("steady_rss")),
		SteadyLive:  steadyLive(s.section("steady_live")),
		Flatness:    flatness(s.section("flatness")),
		WithinRun:   withinRun(s.section("within_run")),
	}
}

func tree(s *section) Tree {
	defer s.refuseUnknown()
	return Tree{
		Seed:      value(s, "seed", seed),
		Scale:     value(s, "scale", number),
		LeakScale: value(s, "leak_scale", number),
	}
}

func steadyRSS(s *section) SteadyRSS {
	defer s.refuseUnknown()
	return SteadyRSS{SteadyState: steadyState(s), Confidence: value(s, "confidence", number)}
}

func steadyLive(s *section) SteadyState {
	defer s.refuseUnknown()
	return steadyState(s)
}

// steadyState reads what both forms of the steady state have in common.
func steadyState(s *section) SteadyState {
	return SteadyState{
		Cycles:    value(s, "cycles", integer),
		WarmUp:    value(s, "warm_up", integer),
		Threshold: value(s, "threshold", rate),
	}
}

func flatness(s *section) Flatness {
	defer s.refuseUnknown()
	return Flatness{
		Scale:  value(s, "scale", number),
		Factor: value(s, "factor", number),
		Budget: value(s, "budget", amount),
	}
}

func withinRun(s *section) WithinRun {
	defer s.refuseUnknown()
	return WithinRun{Threshold: value(s, "threshold", rate), Slack: value(s, "slack", amount)}
}
