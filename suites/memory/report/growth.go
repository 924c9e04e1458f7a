package report

import (
	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// growth is memory against the files indexed, from the first reading that was judged on.
type growth struct {
	title   string
	files   []int64
	change  []gmem.Bytes
	verdict gmem.Verdict // its limit and value are bytes per file
}

// growthsOf are what can be drawn of a record: what was left at each cycle's end, or what was alive within one run.
func growthsOf(record run.Record) []growth {
	var all []growth
	for _, steady := range record.Steady {
		name, title := gmem.VerdictSteadyRSS, "RSS left at each cycle's end"
		if steady.Method == gmem.ByLive {
			name, title = gmem.VerdictSteadyLive, "Bytes alive at each cycle's end"
		}
		all = addGrowth(all, growth{title: title}, record, name, cyclePoints(record.Cycles, steady))
	}
	if len(record.Points) > 0 {
		title := "Bytes alive on the Go heap and in malloc during the run"
		all = addGrowth(all, growth{title: title}, record, gmem.VerdictWithinRun, record.Points[len(record.Points)/4:])
	}
	return all
}

// cyclePoints are the readings at the ends of the cycles after the warm-up.
func cyclePoints(cycles []gmem.Cycle, steady gmem.SteadyOptions) []gmem.Point {
	var points []gmem.Point
	var files int64
	for i, cycle := range cycles {
		files += cycle.Files
		amount := cycle.RSS
		if steady.Method == gmem.ByLive {
			amount = cycle.Live
		}
		if i >= steady.WarmUp {
			points = append(points, gmem.Point{Files: files, Live: amount})
		}
	}
	return points
}

// addGrowth adds what two readings at least tell and a verdict was reached on.
func addGrowth(all []growth, g growth, record run.Record, name string, points []gmem.Point) []growth {
	for _, verdict := range record.Verdicts {
		if verdict.Name != name || verdict.Vacuous || len(points) < 2 || points[len(points)-1].Files <= points[0].Files {
			continue
		}
		g.verdict = verdict
		for _, point := range points {
			g.files = append(g.files, point.Files-points[0].Files)
			g.change = append(g.change, point.Live-points[0].Live)
		}
		return append(all, g)
	}
	return all
}

// outcome is the rate that was judged, against the one allowed.
func (g growth) outcome() string {
	word := ": ok"
	if !g.verdict.OK {
		word = ": FAILED"
	}
	return gmem.BytesPerFile(g.verdict.Value).String() + ", allowed " +
		gmem.BytesPerFile(g.verdict.Limit).String() + word
}
