package settings_test

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/internal/settings"
	"github.com/embecode/embecode/pkg/gmem"
)

// good is a settings file without a mistake; the specs below each put one into it.
const good = `labels:
  slow: "takes long"
memory:
  ceiling: 2.0 GB
  sample_every: 50ms
  min_samples: 20
  tree: {seed: 1, scale: 1, leak_scale: 0.1}
  steady_rss:
    cycles: 8
    warm_up: 2
    threshold: 2 KB/file
    confidence: 0.95
  steady_live: {cycles: 6, warm_up: 1, threshold: 32 B/file}
  flatness:
    scale: 10
    factor: 1.4
    budget: 128 MB
  within_run: {threshold: 512 B/file, slack: 2 MB}
`

var _ = Describe("The settings file", func() {
	var path string

	BeforeEach(func() { path = filepath.Join(GinkgoT().TempDir(), "ginkgo.yml") })

	load := func(content string) (settings.Settings, error) {
		GinkgoHelper()
		Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
		return settings.Load(path)
	}

	It("gives every value in its own type and unit", func() {
		got, err := load(good)
		Expect(err).NotTo(HaveOccurred())
		Expect(got.Labels).To(Equal(map[string]string{"slow": "takes long"}))
		Expect(got.Memory).To(Equal(settings.Memory{
			Ceiling:     2 * gmem.GB,
			SampleEvery: 50 * time.Millisecond,
			MinSamples:  20,
			Tree:        settings.Tree{Seed: 1, Scale: 1, LeakScale: 0.1},
			SteadyRSS: settings.SteadyRSS{
				SteadyState: settings.SteadyState{Cycles: 8, WarmUp: 2, Threshold: 2000},
				Confidence:  0.95,
			},
			SteadyLive: settings.SteadyState{Cycles: 6, WarmUp: 1, Threshold: 32},
			Flatness:   settings.Flatness{Scale: 10, Factor: 1.4, Budget: 128 * gmem.MB},
			WithinRun:  settings.WithinRun{Threshold: 512, Slack: 2 * gmem.MB},
		}))
	})

	DescribeTable("a mistake in it is an error that names file, line and key:",
		func(before, after, want string) {
			Expect(good).To(ContainSubstring(before))
			_, err := load(strings.Replace(good, before, after, 1))
			Expect(err).To(MatchError(ContainSubstring(path + want)))
		},
		Entry("an unknown key", "min_samples: 20", "min_samples: 20\n  min_sample: 20", ":7: memory.min_sample: unknown key: known here are ceiling, "),
		Entry("an unknown section", "memory:", "graph: {}\nmemory:", ":3: graph: unknown key: known here are labels, memory"),
		Entry("an unknown key in a section written in one line", "seed: 1,", "seed: 1, sed: 1,", ":7: memory.tree.sed: unknown key"),
		Entry("an unknown key of the steady state", "    warm_up: 2", "    warm_up: 2\n    warmup: 2", ":11: memory.steady_rss.warmup: unknown key"),
		Entry("a confidence where none is used", "warm_up: 1,", "warm_up: 1, confidence: 0.9,", ":13: memory.steady_live.confidence: unknown key"),
		Entry("an unknown key of flatness", "factor: 1.4", "factor: 1.4\n    peak: 1", ":17: memory.flatness.peak: unknown key"),
		Entry("an unknown key within one run", "threshold: 512", "limit: 1, threshold: 512", ":18: memory.within_run.limit: unknown key"),
		Entry("a missing key", "  min_samples: 20\n", "", ":4: memory.min_samples: missing"),
		Entry("a missing section", "  flatness:\n    scale: 10\n    factor: 1.4\n    budget: 128 MB\n", "", ":4: memory.flatness: missing"),
		Entry("a key given twice", "min_samples: 20", "min_samples: 20\n  ceiling: 1 GB", ":7: memory.ceiling: given a second time, first in line 4"),
		Entry("a section that is a value", "tree: {seed: 1, scale: 1, leak_scale: 0.1}", "tree: 1", ":7: memory.tree: want a section"),
		Entry("a value that is a section", "ceiling: 2.0 GB", "ceiling: {GB: 2}", ":4: memory.ceiling: want one value"),
		Entry("a value taken from elsewhere", "ceiling: 2.0 GB", "ceiling: &c 2.0 GB\n  min_samples: *c", ":5: memory.min_samples: want one value"),
		Entry("an amount without a unit", "2.0 GB", "2000000000", `:4: memory.ceiling: parse amount of memory "2000000000"`),
		Entry("an amount in a binary unit", "2.0 GB", "2.0 GiB", ":4: memory.ceiling: parse amount of memory"),
		Entry("an amount that is missing", "2.0 GB", "", ":4: memory.ceiling: parse amount of memory"),
		Entry("a duration without a unit", "50ms", "50", `:5: memory.sample_every: want a duration with its unit, such as "50ms", not "50"`),
		Entry("a duration in a wrong unit", "50ms", "50 MB", ":5: memory.sample_every: want a duration"),
		Entry("a rate that is an amount", "2 KB/file", "2 KB", `:11: memory.steady_rss.threshold: want memory per file, such as "2 KB/file", not "2 KB"`),
		Entry("a rate in a wrong unit", "32 B/file", "32 ms/file", ":13: memory.steady_live.threshold: parse amount"),
		Entry("a number in quotes", "min_samples: 20", `min_samples: "20"`, `:6: memory.min_samples: want a whole number, not "20"`),
		Entry("a fraction where a whole number belongs", "min_samples: 20", "min_samples: 2.5", `:6: memory.min_samples: want a whole number, not "2.5"`),
		Entry("a word where a number belongs", "scale: 10", "scale: ten", `:15: memory.flatness.scale: want a number, not "ten"`),
		Entry("a negative seed", "seed: 1", "seed: -1", `:7: memory.tree.seed: want a whole number, zero or above, not "-1"`),
		Entry("a label that is not described", `slow: "takes long"`, `slow: ""`, `:2: labels.slow: want text, not ""`),
		Entry("a label described by a number", `slow: "takes long"`, "slow: 1", `:2: labels.slow: want text, not "1"`),
		Entry("broken syntax", "ceiling: 2.0 GB", "ceiling: [", ":3: here or in the next line, did not find"),
		Entry("a second document", "slack: 2 MB}", "slack: 2 MB}\n---\na: b", ":19: a second document"),
		Entry("a second document with broken syntax", "slack: 2 MB}", "slack: 2 MB}\n---\na: [", ":20: here or in the next line, did not find"),
	)

	DescribeTable("a value that makes no sense is an error that names file, line and key:",
		func(before, after, want string) {
			Expect(good).To(ContainSubstring(before))
			_, err := load(strings.Replace(good, before, after, 1))
			Expect(err).To(MatchError(ContainSubstring(path + want)))
		},
		Entry("a ceiling of nothing", "2.0 GB", "0 GB", ":4: memory.ceiling: want an amount above zero"),
		Entry("sampling slower than the specification allows", "50ms", "2001ms", ":5: memory.sample_every: want a time above zero and at most 2s, not 2.001s"),
		Entry("sampling all the time", "50ms", "0s", ":5: memory.sample_every: want a time above zero"),
		Entry("no sample at all", "min_samples: 20", "min_samples: 0", ":6: memory.min_samples: want at least one"),
		Entry("a tree of nothing", " scale: 1,", " scale: 0,", ":7: memory.tree.scale: want a number above 0, not 0"),
		Entry("a tree without end", "leak_scale: 0.1", "leak_scale: .inf", ":7: memory.tree.leak_scale: want a number above 0"),
		Entry("too few cycles to judge", "cycles: 8", "cycles: 5", ":9: memory.steady_rss.cycles: want at least 4 cycles after the warm-up of 2, not 3"),
		Entry("too long a warm-up", "warm_up: 1,", "warm_up: 3,", ":13: memory.steady_live.cycles: want at least 4 cycles after the warm-up of 3, not 3"),
		Entry("a warm-up below nothing", "warm_up: 2", "warm_up: -1", ":10: memory.steady_rss.warm_up: want zero cycles or more"),
		Entry("a threshold of nothing", "32 B/file", "0 B/file", ":13: memory.steady_live.threshold: want a number above 0"),
		Entry("a confidence no better than a guess", "0.95", "0.5", ":12: memory.steady_rss.confidence: want one above 0.5"),
		Entry("certainty", "0.95", "1", ":12: memory.steady_rss.confidence: want one above 0.5 and, with 6 cycles after warm-up, at most 0.999, not 1"),
		Entry("flatness against a tree no larger", "scale: 10", "scale: 1", ":15: memory.flatness.scale: want a number above 1, not 1"),
		Entry("a factor that is no number", "1.4", ".nan", ":16: memory.flatness.factor: want a number above 1, not NaN"),
		Entry("a budget of nothing", "128 MB", "0 MB", ":17: memory.flatness.budget: want an amount above zero"),
		Entry("a threshold of nothing within one run", "512 B/file", "0 B/file", ":18: memory.within_run.threshold: want a number above 0"),
		Entry("a label that a filter can't name", "slow:", "'slow & sure':", ":2: labels.slow & sure: want a label of small letters"),
	)

	It("refuses a confidence that so few cycles can't reach", func() {
		few := strings.NewReplacer("cycles: 8", "cycles: 6", "0.95", "0.96").Replace(good)
		_, err := load(few)
		Expect(err).To(MatchError(ContainSubstring("with 4 cycles after warm-up, at most 0.958, not 0.96")))
	})

	DescribeTable("is an error that names the file when it holds", func(content, want string) {
		_, err := load(content)
		Expect(err).To(MatchError(ContainSubstring(path + want)))
	},
		Entry("nothing", "", ":1: empty"),
		Entry("only a comment", "# later\n", ":1: empty"),
		Entry("a list", "- slow\n", ":1: want a section"),
	)

	It("reports all problems of reading at once", func() {
		_, err := load(strings.NewReplacer("2.0 GB", "2", "50ms", "50", "factor", "facto").Replace(good))
		Expect(err).To(MatchError(And(
			ContainSubstring("memory.ceiling: parse amount"),
			ContainSubstring("memory.sample_every: want a duration"),
			ContainSubstring("memory.flatness.facto: unknown key"),
			ContainSubstring("memory.flatness.factor: missing"),
		)))
	})

	It("reports all values at once that make no sense", func() {
		_, err := load(strings.NewReplacer("2.0 GB", "0 B", "1.4", "0.5", "cycles: 8", "cycles: 2").Replace(good))
		Expect(err).To(MatchError(And(
			ContainSubstring("memory.ceiling: want an amount above zero"),
			ContainSubstring("memory.flatness.factor: want a number above 1, not 0.5"),
			ContainSubstring("memory.steady_rss.cycles: want at least 4 cycles"),
		)))
	})

	It("is an error that names the file when there is none", func() {
		_, err := settings.Load(path)
		Expect(err).To(And(MatchError(os.ErrNotExist), MatchError(ContainSubstring(path))))
	})

	It("is judged again, by key, after a flag has overridden a value", func() {
		got, err := load(good)
		Expect(err).NotTo(HaveOccurred())
		Expect(got.Validate()).To(Succeed())
		got.Memory.Ceiling = -1
		Expect(got.Validate()).To(MatchError(ContainSubstring("memory.ceiling: want an amount above zero, not -1 B")))
		Expect(settings.Settings{Memory: got.Memory}.Validate()).To(MatchError(HavePrefix("memory.ceiling: ")))
	})
})

var _ = Describe("The settings of this module", func() {
	It("are found from a folder inside it, and hold", func() {
		root, err := settings.Root()
		Expect(err).NotTo(HaveOccurred())
		Expect(os.ReadFile(filepath.Join(root, "go.mod"))).To(ContainSubstring("module github.com/embecode/embecode\n"))
		got, err := settings.LoadRoot()
		Expect(err).NotTo(HaveOccurred())
		Expect(got.Memory.Ceiling).To(Equal(2*gmem.GB), "the specification's criterion")
		Expect(got.Labels).To(HaveKeyWithValue("memory", "specs that measure process memory (deselect with --label-filter='!memory')"))
		Expect(got.Labels).To(HaveKey("slow"))
	})

	It("are not found outside any module, which is an error that says where was looked", func() {
		outside := GinkgoT().TempDir()
		GinkgoT().Chdir(outside)
		_, err := settings.LoadRoot()
		Expect(err).To(MatchError(And(ContainSubstring("no go.mod"), ContainSubstring(outside))))
	})
})
