package report_test

import (
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
)

// leaky is a run of four rounds in which a cache grows, with everything in it that a run can hold.
func leaky() report.Run {
	const rounds, calls, samples = 4, 100, 80
	series := gmem.Series{
		Baseline: 53 * gmem.MB, Final: 190 * gmem.MB, HighWater: 200 * gmem.MB,
		Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Duration: 4 * time.Second,
		Parts: gmem.Moments{moment("baseline", 53*gmem.MB, 0), moment("peak", 195*gmem.MB, 140*gmem.MB), moment("end", 190*gmem.MB, 132_500*gmem.KB)},
		Over:  &gmem.Composition{Parts: []string{"file-backed", "cache", "buffers"}},
	}
	for i := range samples {
		rss := 60*gmem.MB + gmem.Bytes(i)*1_700*gmem.KB
		sample := gmem.Sample{
			Elapsed: time.Duration(i+1) * 49 * time.Millisecond, RSS: rss, Done: int64(i * rounds * calls / samples), At: "answers/one.txt",
		}
		series.Samples = append(series.Samples, sample)
		series.Over.Moments = append(series.Over.Moments, gmem.Made{
			ElapsedSeconds: sample.Elapsed.Seconds(), RSS: rss,
			Bytes: []gmem.Bytes{50 * gmem.MB, rss - 58*gmem.MB, 6 * gmem.MB},
		})
	}
	grown := []gmem.Growth{
		{What: "cache", Amount: 120e6, Unit: "bytes", PerUnit: 400_000},
		{What: "buffers", Amount: 30e6, Unit: "bytes", PerUnit: 100_000},
		{What: "noise", Amount: 1e6, Unit: "bytes", PerUnit: 3},
	}
	all := gmem.Rounds{
		Options: gmem.RepeatOptions{Unit: "call"}, WarmUp: 1, Series: series, Stopped: "the disk was full",
		Parts:   gmem.Moments{moment("warm", 60*gmem.MB, 2*gmem.MB), moment("end", 190*gmem.MB, 132_500*gmem.KB)},
		LeftOut: []gmem.LeftOut{{Name: "mappings", Reason: "there is no /proc"}},
		Verdicts: []gmem.Verdict{
			{Name: gmem.VerdictCeiling, OK: true, Value: 2e8, Limit: 2e9, Unit: "bytes", Detail: "peak 200.0 MB\nfar below"},
			{
				Name: gmem.VerdictLive, Fault: gmem.Leak, Value: 400_000, Limit: 32, Unit: "bytes/call", Detail: "live bytes grew", Evidence: grown,
				Sites: []gmem.Site{{Function: "cache.Put", Bytes: 40 * gmem.MB, Blocks: 100}}, Advice: "what is never removed",
			},
			{Name: gmem.VerdictResident, Fault: gmem.Leak, Value: 400_000, Limit: 2_000, Unit: "bytes/call", Detail: "resident memory grew"},
			{Name: gmem.VerdictHandles, Inconclusive: true, Unit: "handles", Detail: "handles were not counted"},
		},
	}
	for i := range rounds {
		left := gmem.Bytes(i) * 40 * gmem.MB
		all.Rounds = append(all.Rounds, gmem.Round{
			Units: calls, Seconds: 0.9, Ended: float64(i + 1), RSS: 60*gmem.MB + left, Live: 2*gmem.MB + left,
		})
	}
	r := report.Repeated("Asking again and again", all)
	r.Facts = []report.Fact{{"answers", 400.0}, {"leak", "on purpose"}, {"resumed", ""}}
	return r
}

func moment(at string, rss, cache gmem.Bytes) gmem.Moment {
	return gmem.Moment{At: at, Breakdown: gmem.Breakdown{RSS: rss, Parts: []gmem.Part{
		{Name: "cache", Bytes: cache}, {Name: "file-backed", Bytes: 50 * gmem.MB},
	}}}
}

// leave writes a memory.json with the runs into a new folder.
func leave(runs ...report.Run) string {
	GinkgoHelper()
	folder := GinkgoT().TempDir()
	file := report.File{Runs: runs, MeasuredOn: &report.Machine{OS: "linux", Arch: "amd64", Cores: 2}}
	Expect(file.Write(filepath.Join(folder, report.FileName))).To(Succeed())
	return folder
}

// written is what WritePage makes of the runs: the page, and the chart of the first of them.
func written(runs ...report.Run) (page, chart string) {
	GinkgoHelper()
	folder := leave(runs...)
	Expect(report.WritePage(folder)).To(Succeed())
	page = contentOf(folder, "report.html")
	if len(runs) > 0 {
		chart = contentOf(folder, "chart-1.svg")
	}
	return page, chart
}

func contentOf(folder, name string) string {
	GinkgoHelper()
	data, err := os.ReadFile(filepath.Join(folder, name))
	Expect(err).NotTo(HaveOccurred())
	return string(data)
}
