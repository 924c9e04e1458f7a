package memory_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/suites/memory/run"
)

// originOf says what a spec is about to measure, and how. With a baseline it fails the spec before anything is measured
// that could not be compared.
func originOf(tree run.Tree, kind string, settings run.Settings) run.Origin {
	GinkgoHelper()
	described, err := tree.Origin()
	Expect(err).NotTo(HaveOccurred())
	origin := run.Origin{Kind: kind, Tree: described, Settings: settings}
	if refused := options.baseline.refusal(origin, options.leak); refused != "" {
		Fail(refused)
	}
	return origin
}

// settingsOfIndex are those of an index in the suite's own process.
func settingsOfIndex() run.Settings {
	return run.SettingsHere(1, 0, options.SampleEvery, run.AllocatorDefault)
}

// settingsOfCycles are those of cycles in a child.
func settingsOfCycles(cycles int) run.Settings {
	return inChildSettings(cycles, run.AllocatorQuiet)
}

func inChildSettings(cycles int, allocator string) run.Settings {
	settings := run.SettingsHere(cycles, options.SteadyRSS.WarmUp, options.SampleEvery, allocator)
	settings.Processors = run.ChildProcessors
	return settings
}

// settingsOfSizes are those of a small and a larger tree.
func settingsOfSizes() run.Settings {
	settings := inChildSettings(1, run.AllocatorDefault)
	settings.SmallScale, settings.RandomVectors = comparedScales()[0], true
	return settings
}
