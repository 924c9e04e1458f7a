package memory_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// comparedCycles is a run of cycles as it could have been.
func comparedCycles() run.Record {
	part := func(name string, bytes gmem.Bytes) gmem.Part { return gmem.Part{Name: name, Bytes: bytes} }
	return run.Record{
		Spec: "Indexing the same tree again and again holds live bytes steady", Scale: 1,
		FilesGenerated: 2_000, FilesIndexed: 8_000, Chunks: 48_000, Samples: 400,
		BaselineBytes: 54 * gmem.MB, PeakBytes: 140 * gmem.MB, FinalBytes: 62 * gmem.MB, DurationSeconds: 20,
		Cycles: []gmem.Cycle{
			{Files: 2_000, RSS: 60 * gmem.MB, Live: 8_000_000},
			{Files: 2_000, RSS: 61 * gmem.MB, Live: 8_000_100},
			{Files: 2_000, RSS: 61 * gmem.MB, Live: 8_000_100},
			{Files: 2_000, RSS: 62 * gmem.MB, Live: 8_000_200},
		},
		CycleSeconds: []float64{5, 4, 4.5, 4.25},
		Parts: []run.Moment{
			{At: "warm", Ledger: gmem.Ledger{RSS: 61 * gmem.MB, Parts: []gmem.Part{part(gmem.PartGoInUse, 4*gmem.MB), part(gmem.PartCPlusPlus, 0)}}},
			{At: "end", Ledger: gmem.Ledger{RSS: 62 * gmem.MB, Parts: []gmem.Part{part(gmem.PartGoInUse, 4*gmem.MB), part(gmem.PartCPlusPlus, 0)}}},
		},
		Verdicts: []gmem.Verdict{{Name: gmem.VerdictSteadyLive, OK: true, Value: 0.5, Limit: 32, Unit: "bytes/file"}},
		Origin: run.Origin{
			Kind: run.KindCycles, Tree: run.TreeOrigin{Seed: 1, Scale: 1, Files: 2_000, Digest: "0123456789abcdef"},
			Settings: run.Settings{Cycles: 8, WarmUp: 2, SampleEvery: 0.05, Allocator: run.AllocatorQuiet},
		},
	}
}

// grown is such a run with C++ objects in it that the baseline's did not have.
func grown() run.Record {
	record := comparedCycles()
	record.PeakBytes, record.FinalBytes = 160*gmem.MB, 70*gmem.MB
	record.Parts[1].RSS = 70 * gmem.MB
	record.Parts[1].Parts[1].Bytes = 8 * gmem.MB
	record.Cycles[3].Live = 16_000_200
	record.Verdicts[0].Value = 1_000
	record.CycleSeconds = []float64{8, 9, 8.5, 8}
	return record
}

func baselineMessages() []message {
	GinkgoHelper()
	before := &baseline{path: "base/memory.json", archive: run.Archive{Runs: []run.Record{comparedCycles()}}}
	other := comparedCycles().Origin
	other.Tree.Scale, other.Tree.Files, other.Tree.Digest = 5, 10_000, "fedcba9876543210"
	other.Settings.SampleEvery, other.Settings.Environment = 2, map[string]string{"GOGC": "50"}
	missing := other
	missing.Kind = run.KindSizes
	stopped := comparedCycles()
	stopped.Stopped = "stopped by the guard: resident memory crossed the ceiling at 2.0 GB"
	cut := &baseline{path: "base/memory.json", archive: run.Archive{Runs: []run.Record{stopped}}}
	machine := run.Machine{OS: "linux", Arch: "amd64", Cores: 2, Procs: 2, Kernel: "6.1.0", Libc: "glibc 2.36", Go: "go1.26"}
	elsewhere := machine
	elsewhere.Cores, elsewhere.Procs, elsewhere.Kernel = 4, 4, "6.8.0"
	risen := comparison{comparedCycles(), grown()}
	return []message{
		{"baseline, side by side", comparison{comparedCycles(), comparedCycles()}.String()},
		{"baseline, side by side, risen", risen.String()},
		{"-fail-on-increase=10%, risen", increaseText("base/memory.json", 10, []string{"cycles: " + risen.judge(10).Detail})},
		{"-fail-on-increase=10%, held", wrap(comparison{comparedCycles(), comparedCycles()}.judge(10).String())},
		{"-fail-on-increase=10%, stopped", wrap(comparison{comparedCycles(), stopped}.judge(10).String())},
		{"baseline of another tree and other settings", before.refusal(other, "open-trees")},
		{"baseline without such a run", before.refusal(missing, "")},
		{"baseline of a run that was stopped", cut.refusal(comparedCycles().Origin, "")},
		{"baseline of another machine", refusalText("base/memory.json", "was measured on another machine", machine.Differences(elsewhere))},
	}
}

var _ = Describe("A comparison with a baseline", func() {
	It("fits 80 columns, and shows each figure beside its earlier one", func() {
		text := comparison{comparedCycles(), grown()}.String()
		for line := range strings.Lines(text) {
			Expect(utf8.RuneCountInString(line)).To(BeNumerically("<=", 81), "%s", line)
		}
		for _, row := range []string{
			`peak RSS +140.0 MB +160.0 MB +\+14.3 %`, `final RSS +62.0 MB +70.0 MB +\+12.9 %`,
			`live bytes at the end +8.0 MB +16.0 MB +\+100.0 %`, `live growth per file +\+0.5 B/file +\+1,000 B/file +\+1,000 B/file`,
			`  C\+\+ objects +0 B +8.0 MB +\+8.0 MB`, `files per second, median +458 +243 +-47.0 %`,
		} {
			Expect(text).To(MatchRegexp(row))
		}
	})

	It("says whether a difference in speed is more than noise", func() {
		slower := comparedCycles()
		slower.CycleSeconds = []float64{4.6, 5, 5, 5}
		Expect(speedOf(slower).against(speedOf(comparedCycles()))).To(HaveSuffix("within the noise"))
		Expect(speedOf(grown()).against(speedOf(comparedCycles()))).To(HaveSuffix("do not overlap"))
		Expect(speedOf(comparedCycles()).against(speedOf(grown()))).To(HaveSuffix("do not overlap"))
		untimed := comparedCycles()
		untimed.CycleSeconds = nil
		Expect(speedOf(untimed)).To(Equal(speed{median: 400, least: 400, most: 400}))
		Expect(speedOf(untimed).against(speedOf(comparedCycles()))).To(HaveSuffix("not known"))
	})

	DescribeTable("fails only when memory has risen by more than what is allowed", func(change func(*run.Record), ok bool, value float64) {
		now := comparedCycles()
		change(&now)
		verdict := comparison{comparedCycles(), now}.judge(10)
		Expect(verdict).To(And(HaveField("OK", ok), HaveField("Vacuous", false), HaveField("Value", BeNumerically("~", value, 0.01))))
	},
		Entry("not at all", func(*run.Record) {}, true, 0.0),
		Entry("the peak, as far as allowed", func(r *run.Record) { r.PeakBytes = 154 * gmem.MB }, true, 10.0),
		Entry("the peak, further", func(r *run.Record) { r.PeakBytes = 155 * gmem.MB }, false, 10.71),
		Entry("the end, further", func(r *run.Record) { r.FinalBytes = 69 * gmem.MB }, false, 11.29),
		Entry("what is alive, further", func(r *run.Record) { r.Cycles[3].Live = 9_000_000 }, false, 12.5),
		Entry("fallen", func(r *run.Record) { r.PeakBytes = gmem.MB }, true, 0.0),
	)

	DescribeTable("shows the parts of memory of each kind of run, at the moment that tells most:", func(kind, at string) {
		record := comparedCycles()
		record.Kind, record.Parts[1].At = kind, at
		Expect(telling(record)).To(And(HaveField("At", at), HaveField("Parts", Not(BeEmpty()))))
		_, to := crossingMoments(kind, gmem.VerdictCeiling)
		Expect(to).To(Equal(at), "what has crossed a limit is looked for at the same moment")
	},
		Entry("an index", run.KindFullIndex, "peak"),
		Entry("a hostile tree", run.KindHostile, "peak"),
		Entry("cycles", run.KindCycles, "end"),
		Entry("indexes into one database", run.KindRebuilds, "end"),
		Entry("updates", run.KindUpdates, "end"),
		Entry("searches", run.KindSearches, "end"),
		Entry("sizes", run.KindSizes, "large peak"),
	)

	It("looks for what crossed the budget of updates and searches in the child that was judged by it", func() {
		for _, kind := range []string{run.KindRebuilds, run.KindUpdates, run.KindSearches} {
			_, to := crossingMoments(kind, gmem.VerdictBudget)
			Expect(to).To(Equal(loudPeak))
		}
	})

	It("is vacuous over a run that was stopped, and over a baseline without a reading", func() {
		stopped := comparedCycles()
		stopped.Stopped = "by hand"
		Expect(comparison{comparedCycles(), stopped}.judge(10)).To(And(HaveField("OK", false), HaveField("Vacuous", true)))
		empty := comparedCycles()
		empty.PeakBytes = 0
		Expect(comparison{empty, comparedCycles()}.judge(10)).To(And(HaveField("OK", false), HaveField("Vacuous", true)))
	})
})

var _ = Describe("A baseline", func() {
	var path string

	write := func(change func(*run.Archive)) {
		GinkgoHelper()
		machine, err := run.ThisMachine()
		Expect(err).NotTo(HaveOccurred())
		archive := run.Archive{Schema: 1, MeasuredOn: &machine, Runs: []run.Record{comparedCycles()}}
		change(&archive)
		data, err := json.Marshal(archive)
		Expect(err).NotTo(HaveOccurred())
		Expect(os.WriteFile(path, data, 0o600)).To(Succeed())
	}

	BeforeEach(func() { path = filepath.Join(GinkgoT().TempDir(), "memory.json") })

	It("of this machine is accepted, and so is a run like the one in it", func() {
		write(func(*run.Archive) {})
		loaded, err := loadBaseline(path)
		Expect(err).NotTo(HaveOccurred())
		Expect(loaded.refusal(comparedCycles().Origin, "")).To(BeEmpty())
		Expect((*baseline)(nil).refusal(run.Origin{}, "")).To(BeEmpty(), "there is none to refuse it")
	})

	DescribeTable("is refused before anything is measured when", func(change func(*run.Archive), want string) {
		write(change)
		_, err := loadBaseline(path)
		Expect(err).To(MatchError(And(ContainSubstring(path), ContainSubstring(want))))
	},
		Entry("it is of another machine", func(a *run.Archive) { a.MeasuredOn.Cores++ }, "machine:\n- cores: "),
		Entry("it names no machine", func(a *run.Archive) { a.MeasuredOn = nil }, "does not say on which machine"),
		Entry("it holds no run", func(a *run.Archive) { a.Runs = nil }, "holds no run"),
		Entry("it is of another schema", func(a *run.Archive) { a.Schema = 2 }, "schema 2, want 1"),
	)

	It("that is missing is an error that names it", func() {
		_, err := loadBaseline(path)
		Expect(err).To(And(MatchError(os.ErrNotExist), MatchError(ContainSubstring(path))))
	})

	DescribeTable("refuses a run with another", func(change func(*run.Origin), leak, want string) {
		origin := comparedCycles().Origin
		change(&origin)
		earlier := &baseline{path, run.Archive{Runs: []run.Record{comparedCycles()}}}
		Expect(earlier.refusal(origin, leak)).To(And(ContainSubstring(path), ContainSubstring(want)))
	},
		Entry("tree", func(o *run.Origin) { o.Tree.Digest = "x" }, "", "digest of the tree"),
		Entry("setting", func(o *run.Origin) { o.Settings.Cycles = 9 }, "", "cycles: 8 in the baseline, 9 here"),
		Entry("leak", func(*run.Origin) {}, "open-trees", "leak injected on purpose: none in the baseline, open-trees here"),
		Entry("kind", func(o *run.Origin) { o.Kind = run.KindFullIndex }, "", `"full-index" is missing`),
	)
})

var _ = Describe("The flag -fail-on-increase", func() {
	DescribeTable("takes a percentage above zero:", func(text string, percent float64) {
		allowed, err := parseIncrease(text)
		if percent > 0 {
			Expect(err).NotTo(HaveOccurred())
		} else {
			Expect(err).To(MatchError(ContainSubstring("flag -fail-on-increase=" + text + ": want a percentage above zero")))
		}
		Expect(allowed).To(Equal(percent))
	},
		Entry("10%", "10%", 10.0), Entry("0.5 %", "0.5 %", 0.5),
		Entry("no unit", "10", 0.0), Entry("nothing", "%", 0.0), Entry("zero", "0%", 0.0), Entry("below zero", "-1%", 0.0),
		Entry("not a number", "NaN%", 0.0), Entry("without end", "Inf%", 0.0),
	)

	It("needs a baseline, and the baseline to be one", func() {
		var o suiteOptions
		Expect(o.compareWith("/", "", "10%")).To(MatchError("flag -fail-on-increase=10%: there is no -baseline to compare with"))
		Expect(o.compareWith("/", "nowhere/memory.json", "")).To(MatchError("flag -baseline: open /nowhere/memory.json: no such file or directory"))
		Expect(o.compareWith("/", "", "")).To(Succeed())
	})
})

var _ = Describe("The settings of a record", func() {
	It("tell the runs in a child from those in this process, and the sizes apart", func() {
		Expect(settingsOfIndex().Allocator).To(Equal(run.AllocatorDefault))
		Expect(settingsOfCycles(8)).To(And(HaveField("Cycles", 8), HaveField("Allocator", run.AllocatorQuiet),
			HaveField("SampleEvery", options.SampleEvery.Round(time.Microsecond).Seconds())))
		Expect(settingsOfSizes().SmallScale).To(Equal(comparedScales()[0]))
	})
})
