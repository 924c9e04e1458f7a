package report_test

import (
	"fmt"
	"time"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
)

// A series comes from gmem.Watch; that of gmem.Repeat goes through Repeated.
func Example() {
	series := gmem.Series{
		Baseline: 20 * gmem.MB, Final: 25 * gmem.MB, HighWater: 90 * gmem.MB, Duration: 3 * time.Second,
		Samples: []gmem.Sample{{Elapsed: time.Second, RSS: 40 * gmem.MB}, {Elapsed: 2 * time.Second, RSS: 88 * gmem.MB, Done: 1_200}},
	}
	run := report.Watched("Importing a table", series, series.Below(200*gmem.MB))
	run.Unit, run.Facts = "row", []report.Fact{{Name: "rows imported", Value: 2_000}}
	fmt.Print(run.Text())
	// For programs and people: report.File{Runs: []report.Run{run}}.Write("out/memory.json"), then report.WritePage("out").

	// Output:
	// rows imported     2,000
	// baseline RSS      20.0 MB
	// peak RSS          90.0 MB
	//   highest sample  88.0 MB
	//   at              row 1,200
	// final RSS         25.0 MB
	// growth            5.0 MB
	// wall clock        3s
	// samples           2
	// RSS over time  ▁█
	//
	// ceiling: ok: peak 90.0 MB (90,000,000 bytes), 110.0 MB below the limit of
	//   200.0 MB
}
