package memory_test

import (
	"errors"
	"flag"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// leakyCyclesRecord is the record of a run with a leak of C++ objects in it.
func leakyCyclesRecord() run.Record {
	record := grown()
	steady := gmem.SteadyOptions{Method: gmem.ByLive}
	var cycles []gmem.Cycle
	for i := range 8 {
		cycles = append(cycles, gmem.Cycle{Files: 200, RSS: gmem.Bytes(140+75*i) * gmem.MB, Live: gmem.Bytes(80+67*i) * gmem.MB})
	}
	record.Cycles, record.FilesIndexed = cycles, 1_600
	record.Verdicts = []gmem.Verdict{
		gmem.JudgeSteady(cycles, gmem.SteadyOptions{}), gmem.JudgeSteady(cycles, steady),
		gmem.JudgeHandles([]gmem.HandleCount{{Kind: "DuckDB value", Opened: 10, Closed: 10}},
			[]gmem.HandleCount{{Kind: "DuckDB value", Opened: 5_564_484, Closed: 7_236}}),
	}
	return record
}

// crossedRecord is the record of an index that was stopped at the ceiling.
func crossedRecord() run.Record {
	record := grown()
	record.Kind = run.KindFullIndex
	series := gmem.Series{Baseline: 58 * gmem.MB, Final: 116 * gmem.MB, Duration: 4 * time.Second}
	for i := range 20 {
		series.Samples = append(series.Samples, gmem.Sample{
			Elapsed: time.Duration(i) * 200 * time.Millisecond, RSS: gmem.Bytes(58+3*i) * gmem.MB,
			Files: int64(10 * i), Path: "src/core/auth/models/user.py",
		})
	}
	record.Series, record.PeakBytes = series, series.Peak()
	record.Parts[0].At, record.Parts[1].At = "baseline", "peak"
	record.Verdicts = []gmem.Verdict{gmem.JudgeCeiling(series, 100*gmem.MB)}
	return record
}

// handlesRecord has nothing wrong with it but handles.
func handlesRecord() run.Record {
	record := leakyCyclesRecord()
	record.Verdicts = record.Verdicts[2:]
	return record
}

func ending(records ...run.Record) string {
	GinkgoHelper()
	found, failed := findingIn(records)
	Expect(failed).To(BeTrue())
	return lastLines(outcomeLeak, found, "artifacts/memory/memory.json")
}

// brokenReport is Ginkgo's report on a run in which a node has failed that measured nothing.
func brokenReport() *types.Report {
	return &types.Report{SpecReports: types.SpecReports{
		{State: types.SpecStatePassed},
		{
			State: types.SpecStateFailed, LeafNodeType: types.NodeTypeIt, ContainerHierarchyTexts: []string{"A full index"},
			LeafNodeText: "keeps peak and final RSS below the ceiling",
			Failure: types.Failure{
				Message:  "Unexpected error:\n    <*fmt.wrapError | 0xc000>: \n    generate the tree: no space left on device",
				Location: types.CodeLocation{FileName: "/elsewhere/tree_test.go", LineNumber: 26},
			},
		},
	}}
}

func endingMessages() []message {
	GinkgoHelper()
	survived := leakyCyclesRecord()
	survived.Survivors = []run.Survivor{
		{Heap: run.HeapGo, Site: "store.Open", Bytes: 2 * gmem.KB},
		{Heap: run.HeapNative, Site: "duckdb_create_float < go-duckdb.createValue", Bytes: 75 * gmem.MB},
	}
	risen := grown()
	risen.Verdicts = append(risen.Verdicts, comparison{comparedCycles(), risen}.judge(10))
	broken := breakageOf(nil, brokenReport(), 0)
	return []message{
		{"the end of a red log: live bytes grow", ending(comparedCycles(), leakyCyclesRecord())},
		{"the end of a red log: live bytes grow, with -survivors", ending(survived)},
		{"the end of a red log: the ceiling", ending(crossedRecord())},
		{"the end of a red log: handles alone", ending(handlesRecord())},
		{"the end of a red log: an increase over the baseline", ending(risen)},
		{"the end of a log: clean", cleanLine([]run.Record{comparedCycles(), comparedCycles()})},
		{"the end of a log: a spec has failed, but no verdict", lastLines(outcomeBroken, broken, "")},
		{"the end of a log: the suite could not start", lastLines(outcomeBroken, breakageOf(errors.New("flag -scale=-1: want a number above zero"), nil, 0), "")},
		{"the end of a log: a spec of the suite's own machinery", lastLines(outcomeBroken, breakageOf(nil, nil, 0), "")},
		{"the end of a log: stopped by hand", lastLines(outcomeBroken, breakageOf(nil, &types.Report{SpecialSuiteFailureReasons: []string{"Interrupted by User"}}, 2), "")},
	}
}

func flagMessages() []message {
	GinkgoHelper()
	messages := []message{{"-help, or an unknown flag", usage()}}
	for _, args := range [][]string{
		{"-scale=-1"},
		{"-scale=2", "-tree=/x"},
		{"-ceiling=2"},
		{"-ceiling=0 GB"},
		{"-leak=no-such-leak"},
		{"-leak=open-trees:1KB"},
		{"-leak=open-trees+no-such-leak"},
		{"-certify-runs=0"},
		{"-certify", "-leak=open-trees"},
		{"-baseline=/nowhere/memory.json"},
		{"-fail-on-increase=10%"},
		{"-fail-on-increase=10", "-baseline=/nowhere/memory.json"},
	} {
		messages = append(messages, message{"bad flag: " + strings.Join(args, " "), optionsError(args)})
	}
	return messages
}

// optionsError is what resolving the options says with flags set, which are set back.
func optionsError(args []string) string {
	GinkgoHelper()
	for _, arg := range args {
		name, value, given := strings.Cut(strings.TrimPrefix(arg, "-"), "=")
		if !given {
			value = "true"
		}
		before := flag.Lookup(name).Value.String()
		Expect(flag.Set(name, value)).To(Succeed())
		defer func() { Expect(flag.Set(name, before)).To(Succeed()) }()
	}
	_, err := resolveOptions()
	Expect(err).To(HaveOccurred())
	return err.Error()
}

var _ = Describe("The end of a red log", func() {
	It("names the part that leaks, how fast and where to look", func() {
		Expect(ending(comparedCycles(), leakyCyclesRecord())).To(And(
			ContainSubstring("what: C++ objects grew by 8.0 MB; DuckDB value: 5,557,248 left open"),
			ContainSubstring("+335.0 KB/file, allowed 32"),
			ContainSubstring("where: Values created for the DuckDB driver are not destroyed."),
		))
	})

	It("goes by the verdict that tells most, wherever it is", func() {
		Expect(ending(crossedRecord(), leakyCyclesRecord())).To(ContainSubstring("live bytes"))
		Expect(ending(crossedRecord(), handlesRecord())).To(ContainSubstring("5,557,248 left open"))
	})

	It("is within the last 20 lines of what Ginkgo's command prints, and within 80 columns", func() {
		for _, one := range endingMessages() {
			Expect(strings.Count(one.text, "\n")).To(BeNumerically("<=", 14), "%s", one.heading)
			for line := range strings.Lines(one.text) {
				Expect(len(line)).To(BeNumerically("<=", 81), "%s", one.heading)
			}
		}
	})

	It("of a broken set-up names the spec, its place and the first line of what went wrong", func() {
		found := breakageOf(nil, brokenReport(), 2)
		Expect(found.what).To(Equal("A full index keeps peak and final RSS below the ceiling"))
		Expect(found.howMuch).To(Equal("specs failed: 1; runs measured: 2"))
		Expect(found.where).To(Equal("/elsewhere/tree_test.go:26: Unexpected error: generate the tree: no space left on device"))
	})
})
