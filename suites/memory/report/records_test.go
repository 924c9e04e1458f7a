package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// leaky is the record of a run over four cycles with trees left open, on everything that a record can hold.
func leaky() run.Record {
	const cycles, files, samples = 4, 100, 80
	record := run.Record{
		Spec: "Indexing the same tree again and again", Leak: "open-trees", FilesIndexed: cycles * files, Chunks: 2_440,
		DurationSeconds: 4, Samples: samples, BaselineBytes: 53 * gmem.MB, PeakBytes: 200 * gmem.MB, FinalBytes: 190 * gmem.MB,
		Series: gmem.Series{
			Baseline: 53 * gmem.MB, Final: 190 * gmem.MB, HighWater: 200 * gmem.MB,
			Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Duration: 4 * time.Second,
		},
		Composition: &run.Composition{Parts: []string{gmem.PartFiles, gmem.PartTreeSitter, gmem.PartDuckDB}},
		Steady:      []gmem.SteadyOptions{{Method: gmem.ByRSS, WarmUp: 1}, {Method: gmem.ByLive, WarmUp: 1}},
		Diagnosis:   "since the warm-up: tree-sitter: +100.0 MB.\nTrees, cursors or parsers are not closed.",
	}
	for i := range samples {
		rss := 60*gmem.MB + gmem.Bytes(i)*1_700*gmem.KB
		sample := gmem.Sample{
			Elapsed: time.Duration(i+1) * 49 * time.Millisecond, RSS: rss, Files: int64(i * cycles * files / samples), Path: "src/main.go",
		}
		record.Series.Samples = append(record.Series.Samples, sample)
		record.Composition.Moments = append(record.Composition.Moments, run.Made{
			ElapsedSeconds: sample.Elapsed.Seconds(), RSS: rss,
			Bytes: []gmem.Bytes{50 * gmem.MB, rss - 58*gmem.MB, 30 * gmem.MB}, // more in buffers than was ever touched
		})
	}
	for i := range cycles {
		left := gmem.Bytes(i) * 40 * gmem.MB
		record.Cycles = append(record.Cycles, gmem.Cycle{Files: files, RSS: 60*gmem.MB + left, Live: 2*gmem.MB + left})
	}
	for i, at := range []string{"baseline", "end"} {
		record.Parts = append(record.Parts, run.Moment{At: at, Ledger: gmem.Ledger{
			RSS: 53*gmem.MB + gmem.Bytes(i)*137*gmem.MB,
			Parts: []gmem.Part{
				{Name: gmem.PartGoInUse, Bytes: 2 * gmem.MB},
				{Name: gmem.PartTreeSitter, Bytes: gmem.Bytes(i) * 132_500 * gmem.KB},
				{Name: gmem.PartFiles, Bytes: 50 * gmem.MB},
			},
		}})
	}
	record.Verdicts = []gmem.Verdict{
		{Name: gmem.VerdictCeiling, OK: true, Value: 2e8, Limit: 2e9, Unit: "bytes", Detail: "peak 200.0 MB\nfar below"},
		{Name: gmem.VerdictSteadyRSS, Value: 400_000, Limit: 2_000, Unit: "bytes/file", Detail: "resident memory grew"},
		{Name: gmem.VerdictSteadyLive, Value: 400_000, Limit: 32, Unit: "bytes/file", Detail: "live bytes grew"},
		{Name: gmem.VerdictHandles, Vacuous: true, Unit: "handles", Detail: "handles were not counted"},
	}
	return record
}

// written is a folder with a memory.json that holds the records.
func written(records ...run.Record) string {
	GinkgoHelper()
	folder := GinkgoT().TempDir()
	data, err := json.Marshal(map[string]any{"schema": 1, "runs": records})
	Expect(err).NotTo(HaveOccurred())
	Expect(os.WriteFile(filepath.Join(folder, "memory.json"), data, 0o600)).To(Succeed())
	return folder
}

func contentOf(folder, name string) string {
	GinkgoHelper()
	data, err := os.ReadFile(filepath.Join(folder, name))
	Expect(err).NotTo(HaveOccurred())
	return string(data)
}
