package report

import (
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
)

// chart is the picture of one run, laid out: chart.svg.tmpl draws it. Its width is fixed, its height depends on what there
// is to show.
type chart struct {
	Number               int // tells the charts of a page apart
	Spec, Outcome, Facts string
	MoreFacts            []line // of a heading, below its first line
	Healthy, Headed      bool
	Text                 string // what it shows, in words
	Height, Top          px     // Top is where the plot begins; what lies in it is placed from there
	Rounds               []band
	Amounts, Times       []tick
	Counted              string // what the second row below counts; empty when nothing is
	Areas                []area
	Dense                bool // the curve has more samples than there are pixels
	Curve                string
	Ceiling              *ceiling
	Peak                 *peak
	Legend               legend
	Growth               []panel

	x, y scale
}

// band is the time of one round; every other one is shaded.
type band struct {
	X, Width px
	Number   string // empty where there is no room
	Shaded   bool
}

// tick is a mark on an axis.
type tick struct {
	At    px
	Label string
	Done  string // units done by then
}

// Lengths in pixels.
const (
	chartWidth   = 1000
	textSize     = 13
	plotWidth    = 588 // of what the axes enclose
	plotHeight   = 340
	headHeight   = 56
	roundsHeight = 40
	belowPlot    = 60
	panelHeight  = 260
)

// farAbove is how many times the peak a ceiling must be to be named only: in its place it would press the curve flat.
const farAbove = 1.8

// headroom is how much of the plot stays free above all curves, for what is written there.
const headroom = 1.3

// newChart lays the chart of a run out, under a heading or without.
func newChart(r *Run, number int, headed bool) *chart {
	c := &chart{
		Number: number, Spec: r.Spec, Outcome: outcomeOf(r.Verdicts), Facts: r.facts(), Healthy: gmem.OutcomeOf(r.Verdicts) == gmem.Passed,
		Headed: headed, Text: describe(r), Top: roundsHeight,
	}
	if headed {
		c.Top += headHeight
		c.Spec = shortened(c.Spec, 16, chartWidth-60)
		c.headFacts()
	}
	c.Height = c.Top + plotHeight + belowPlot

	most := max(r.PeakBytes, r.Series.Peak(), r.BaselineBytes)
	seconds := max(r.Series.Duration.Seconds(), 1e-3)
	limit := r.ceiling()
	near := limit > 0 && float64(limit) <= farAbove*float64(most)
	if near {
		most = max(most, limit)
	}
	c.x = scale{0, seconds, 0, plotWidth}
	c.y = scale{0, max(headroom*float64(most), 1), plotHeight, 0}
	if limit > 0 {
		c.Ceiling = c.ceilingOf(r, near)
	}
	layers := r.layers()
	if len(layers) > 0 {
		c.Areas = areasOf(layers, r.Series.Over.Moments, c.x, c.y)
	}
	c.mark(r, unitFor(most))
	c.Curve, c.Dense = c.curve(r), len(r.Series.Samples) > plotWidth
	c.Peak = c.peakOf(r)
	c.Legend = legendOf(r, layers, unitFor(most))
	c.Growth = panelsOf(r, c.Height)
	if len(c.Growth) > 0 {
		c.Height += panelHeight
	}
	return c
}

// line is one of several.
type line struct {
	Y    px
	Text string
}

// headFacts breaks the facts between two of them, so that they fit beside the outcome and below it.
func (c *chart) headFacts() {
	const lineHeight, dot = 19, " · "
	room := chartWidth - 72 - widthOf(c.Outcome, textSize+1)
	lines := []string{""}
	for fact := range strings.SplitSeq(c.Facts, dot) {
		last := &lines[len(lines)-1]
		if joined := strings.TrimPrefix(*last+dot+fact, dot); *last == "" || widthOf(joined, textSize) <= room {
			*last = shortened(joined, textSize, room)
			continue
		}
		room = chartWidth - 60
		lines = append(lines, shortened(fact, textSize, room))
	}
	c.Facts = lines[0]
	for _, text := range lines[1:] {
		c.Top += lineHeight
		c.MoreFacts = append(c.MoreFacts, line{c.Top - roundsHeight, text})
	}
}

// mark lays out what stands beside the axes: rounds above, amounts to the left, times and units done below.
func (c *chart) mark(r *Run, unit unit) {
	c.Rounds = c.bandsOf(r.Rounds)
	for _, value := range (scale{0, c.y.most / float64(unit.size), 0, 0}).ticks(6) {
		at := c.y.at(value * float64(unit.size))
		if c.Ceiling != nil && c.Ceiling.Broken && at < 28 {
			break // where the axis is cut
		}
		label := number(value)
		if value == 0 {
			label = "0 " + unit.name
		}
		c.Amounts = append(c.Amounts, tick{At: at, Label: label})
	}
	samples := r.Series.Samples
	counted := r.Unit != "" && slices.ContainsFunc(samples, func(s gmem.Sample) bool { return s.Done > 0 })
	if counted {
		c.Counted = plural(r.Unit) + " by then"
	}
	for _, seconds := range c.x.ticks(7) {
		t := tick{At: c.x.at(seconds), Label: number(seconds) + " s"}
		if counted {
			t.Done = number(float64(doneAt(samples, seconds)))
		}
		c.Times = append(c.Times, t)
	}
}

// doneAt is how many units were done so many seconds after the start.
func doneAt(samples []gmem.Sample, seconds float64) int64 {
	after := sort.Search(len(samples), func(i int) bool { return samples[i].Elapsed.Seconds() > seconds })
	if after == 0 {
		return 0
	}
	return samples[after-1].Done
}

func (c *chart) bandsOf(rounds []gmem.Round) []band {
	const room = 24 // for a number
	if len(rounds) < 2 || rounds[0].Ended == 0 {
		return nil
	}
	var all []band
	from, free := px(0), px(0)
	for i, round := range rounds {
		to := min(max(c.x.at(round.Ended), from), plotWidth)
		b := band{X: from, Width: to - from, Shaded: i%2 == 0}
		if middle := (from + to) / 2; middle >= free {
			b.Number, free = number(float64(i+1)), middle+room
		}
		all, from = append(all, b), to
	}
	return all
}

// Middle is where its number stands.
func (b band) Middle() px { return b.X + b.Width/2 }

func (c *chart) curve(r *Run) string {
	points := []point{{c.x.at(0), c.y.at(float64(r.Series.Baseline))}}
	for _, sample := range r.Series.Samples {
		points = append(points, point{c.x.at(sample.Elapsed.Seconds()), c.y.at(float64(sample.RSS))})
	}
	if r.Series.Final > 0 {
		points = append(points, point{c.x.at(r.Series.Duration.Seconds()), c.y.at(float64(r.Series.Final))})
	}
	return path(simplified(points))
}

// outcomeOf says in words what verdicts come to.
func outcomeOf(verdicts []gmem.Verdict) string {
	var failed, open []string
	for _, verdict := range verdicts {
		switch {
		case verdict.Inconclusive:
			open = append(open, verdict.Name)
		case !verdict.OK:
			failed = append(failed, verdict.Name)
		}
	}
	switch {
	case len(failed) > 0:
		return "FAILED: " + strings.Join(failed, ", ")
	case len(open) > 0:
		return "COULD NOT JUDGE: " + strings.Join(open, ", ")
	case len(verdicts) == 0:
		return "NOT JUDGED"
	}
	return "ok: " + number(float64(len(verdicts))) + " of " + count(int64(len(verdicts)), "verdict") + " hold"
}

// facts are what is said below the title.
func (r *Run) facts() string {
	var all []string
	if len(r.Rounds) > 1 {
		all = append(all, count(int64(len(r.Rounds)), "round"))
	}
	all = append(all, number(math.Round(r.DurationSeconds*10)/10)+" s")
	for _, fact := range r.Facts {
		if text := fact.String(); text != "" {
			all = append(all, fact.Name+": "+text)
		}
	}
	return strings.Join(append(all, count(int64(r.Samples), "sample")), " · ")
}

func count(n int64, what string) string {
	if n != 1 {
		what = plural(what)
	}
	return number(float64(n)) + " " + what
}
