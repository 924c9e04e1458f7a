package chunk

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	sitter "github.com/smacker/go-tree-sitter"

	"github.com/embecode/embecode/pkg/synth"
)

// budgetsOfConfig are the ones that a configuration has by default.
var budgetsOfConfig = Budgets{ByLanguage: map[string]int{"python": 1500, "typescript": 1200, "javascript": 1200}}

// BenchmarkParse is the bare parse through the binding, a fresh parser for each file: the rate that Cut is held against.
func BenchmarkParse(b *testing.B) {
	eachBenched(b, func(b *testing.B, files []fixture) {
		rounds := meter{}
		for b.Loop() {
			rounds.measure(b, files, parseBare)
		}
		b.ReportMetric(rounds.rate(files), "cpu-MB/s")
	})
}

// BenchmarkCut cuts the same files, and parses them in turn with that, so that a busy machine slows both. The fastest round
// of each in processor time counts. The metric cut/parse is the ratio of the two: 1.05 is five percent on top. The meters of
// package native are in this program and count each call to malloc, of which the bare parse makes more: without them the
// ratio is about 0.02 higher.
func BenchmarkCut(b *testing.B) {
	chunker := New(budgetsOfConfig, Limits{})
	eachBenched(b, func(b *testing.B, files []fixture) {
		parse, cut := meter{}, meter{}
		for b.Loop() {
			parse.measure(b, files, parseBare)
			cut.measure(b, files, func(b *testing.B, f fixture) error {
				_, err := chunker.Cut(b.Context(), f.path, f.source)
				return err
			})
		}
		b.ReportMetric(cut.cpu.Seconds()/parse.cpu.Seconds(), "cut/parse")
		b.ReportMetric(cut.rate(files), "cpu-MB/s")
	})
}

func parseBare(b *testing.B, f fixture) error {
	language, _ := LanguageOf(f.path)
	return bareParse(b.Context(), language, f.source, func(*sitter.Tree) {})
}

// meter keeps the least processor time that one round over the files took.
type meter struct{ cpu time.Duration }

func (m *meter) measure(b *testing.B, files []fixture, do func(*testing.B, fixture) error) {
	started := processorTime(b)
	for _, f := range files {
		if err := do(b, f); err != nil {
			b.Fatal(err)
		}
	}
	if took := processorTime(b) - started; m.cpu == 0 || took < m.cpu {
		m.cpu = took
	}
}

// rate is in MB of source for each second of processor time.
func (m *meter) rate(files []fixture) float64 {
	return float64(size(files)) / m.cpu.Seconds() / 1e6
}

// processorTime is what this process has used so far, the garbage collector's share included.
func processorTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func size(files []fixture) (bytes int) {
	for _, f := range files {
		bytes += len(f.source)
	}
	return bytes
}

// eachBenched runs a benchmark over the fixtures of each language, repeated to about 20 kB, and over the files of a generated
// tree, language by language.
func eachBenched(b *testing.B, run func(*testing.B, []fixture)) {
	for _, f := range fixtures() {
		language, _ := LanguageOf(f.path)
		if grammars[language] != nil {
			f.source = bytes.Repeat(f.source, 1+20_000/len(f.source))
			benched(b, "sample-"+string(language), []fixture{f}, run)
		}
	}
	tree := generated(b)
	for _, language := range []Language{Python, TypeScript, JavaScript} {
		benched(b, "tree-"+string(language), tree[language], run)
	}
}

func benched(b *testing.B, name string, files []fixture, run func(*testing.B, []fixture)) {
	b.Run(name, func(b *testing.B) {
		b.SetBytes(int64(size(files)))
		b.ReportAllocs()
		run(b, files)
	})
}

// generated are the files of a generated tree of 100 files, by language.
func generated(b *testing.B) map[Language][]fixture {
	dir, all := b.TempDir(), map[Language][]fixture{}
	if _, err := synth.Generate(b.Context(), dir, synth.Options{Scale: 0.05}); err != nil {
		b.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		source, err := os.ReadFile(path)
		if language, known := LanguageOf(path); err == nil && known {
			all[language] = append(all[language], fixture{path, source})
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return all
}
