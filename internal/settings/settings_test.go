package settings_test

import (
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/internal/settings"
)

const good = `labels: {slow: "takes long"}
memory:
  ceiling: 2.0 GB
  sample_every: 50ms
  min_samples: 20
  tree: {seed: 1, scale: 1, leak_scale: 0.1}
  steady: {warm_up: 2, rounds: 5, allowance: 8 B/file, live_floor: 8 KB, resident_floor: 2.4 MB}
  flatness: {scale: 10, factor: 1.4, budget: 128 MB}
  within_run: {allowance: 8 B/file, duckdb: 128 B/file}
  reach: {least: 95 %, exempt: 3 %}
`

func load(content string) (settings.Settings, error) {
	path := filepath.Join(GinkgoT().TempDir(), settings.FileName)
	Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
	return settings.Load(path)
}

var _ = Describe("A settings file", func() {
	It("is read with its units", func() {
		got, err := load(good)
		Expect(err).NotTo(HaveOccurred())
		Expect(got.Memory.Ceiling).To(BeEquivalentTo(2_000_000_000))
		Expect(got.Memory.Steady.Allowance).To(BeEquivalentTo(8))
	})

	DescribeTable("is refused, with the file and the place:", func(before, after, want string) {
		Expect(good).To(ContainSubstring(before))
		_, err := load(strings.Replace(good, before, after, 1))
		Expect(err).To(MatchError(And(ContainSubstring(settings.FileName), ContainSubstring(want))))
	},
		Entry("an unknown key", "min_samples: 20", "min_samples: 20\n  fast: true", "line 6: field fast not found"),
		Entry("a key given twice", "min_samples: 20", "min_samples: 20\n  ceiling: 1 GB", "line 6: mapping key \"ceiling\" already defined"),
		Entry("a missing key", "  min_samples: 20\n", "", "memory.min_samples: missing"),
		Entry("a missing section", "  flatness: {scale: 10, factor: 1.4, budget: 128 MB}\n", "", "memory.flatness.scale: missing"),
		Entry("an amount without a unit", "2.0 GB", "2000000000", "parse amount of memory"),
		Entry("an amount in a binary unit", "2.0 GB", "2.0 GiB", "parse amount of memory"),
		Entry("a rate that is an amount", "8 B/file", "8 B", "want memory per file"),
		Entry("a share without its sign", "95 %", "0.95", "want a percentage"),
		Entry("a share above the whole", "95 %", "101 %", "memory.reach.least"),
		Entry("a duration without a unit", "50ms", "50x", "line 4: cannot unmarshal"),
		Entry("sampling slower than the specification allows", "50ms", "2001ms", "memory.sample_every"),
		Entry("too few rounds to judge", "rounds: 5", "rounds: 3", "memory.steady.rounds"),
		Entry("a factor that is no number", "1.4", ".nan", "memory.flatness.factor"),
		Entry("a label that a filter can't name", "slow:", "'slow & sure':", "labels.slow & sure"),
		Entry("a word where a number belongs", "scale: 10", "scale: ten", "cannot unmarshal"),
		Entry("broken syntax", "ceiling: 2.0 GB", "ceiling: [", "line"),
		Entry("a list", "labels:", "- labels:", "line"),
	)

	It("reports all values at once that make no sense", func() {
		_, err := load(strings.NewReplacer("2.0 GB", "0 B", "1.4", "0.5", "rounds: 5", "rounds: 2").Replace(good))
		Expect(err).To(MatchError(And(
			ContainSubstring("memory.ceiling"), ContainSubstring("memory.flatness.factor"), ContainSubstring("memory.steady.rounds"))))
	})

	It("is an error that names the file when there is none", func() {
		_, err := settings.Load("no/such.yml")
		Expect(err).To(And(MatchError(os.ErrNotExist), MatchError(ContainSubstring("no/such.yml"))))
	})
})

var _ = Describe("The settings of this module", func() {
	It("are found from a folder inside it, and hold the specification's criterion", func() {
		got, err := settings.LoadRoot()
		Expect(err).NotTo(HaveOccurred())
		Expect(got.Memory.Ceiling).To(BeEquivalentTo(2_000_000_000))
		Expect(got.Labels).To(HaveKeyWithValue("memory", "specs that measure process memory (deselect with --label-filter='!memory')"))
	})

	It("are not found outside any module, which is an error that says where was looked", func() {
		outside := GinkgoT().TempDir()
		GinkgoT().Chdir(outside)
		_, err := settings.LoadRoot()
		Expect(err).To(MatchError(And(ContainSubstring("no go.mod"), ContainSubstring(outside))))
	})
})
