package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// chart is the picture of one run. Its width is fixed, its height depends on what there is to show.
type chart struct {
	record  run.Record
	growths []growth
	title   []string
	facts   []string
	height  float64
}

// All in pixels.
const (
	chartWidth   = 1000
	margin       = 24
	axisWidth    = 64
	legendWidth  = 284 // with the space before it
	namesWidth   = 96  // of what is named beside a curve
	titleHeight  = 24
	factsHeight  = 19
	cyclesHeight = 34
	plotHeight   = 340
	growthHeight = 250
	gap          = 70
)

// newChart lays a chart out, under its heading or without.
func newChart(record run.Record, p *pen, headed bool) *chart {
	c := &chart{record: record, growths: growthsOf(record)}
	fits := func(f face) func(string) bool {
		return func(line string) bool { return p.wide(f, line) <= chartWidth-2*margin }
	}
	if headed {
		c.title = lines(visible(record.Spec), 2, fits(titleFace))
		c.facts = lines(visible(outcomeOf(record.Verdicts)+" · "+factsOf(record)), 3, fits(bodyFace))
	}
	c.height = c.plotTop() + plotHeight + gap
	if len(c.growths) > 0 {
		c.height += growthHeight
	}
	c.height += math.Mod(c.height, 2) // whole dots, as many as in the PNG
	return c
}

func (c *chart) plotTop() float64 {
	return margin + titleHeight*float64(len(c.title)) + factsHeight*float64(len(c.facts)) + cyclesHeight
}

func (c *chart) draw(p *pen) {
	p.rectangle(paper, box{0, 0, chartWidth, c.height})
	y := 16.0
	for _, line := range c.title {
		y += titleHeight
		p.text(titleFace, margin, y, line)
	}
	y += 2
	for i, line := range c.facts {
		y += factsHeight
		c.drawFacts(p, y, line, i == 0)
	}
	top := c.plotTop()
	inner := box{margin + axisWidth, top, chartWidth - margin - legendWidth, top + plotHeight}
	newOverview(c.record, inner).draw(p)
	width := inner.right + namesWidth - margin // below the picture above, when it is only one
	if len(c.growths) > 1 {
		width = (chartWidth - 2*margin - gap/2) / 2
	}
	for i, growth := range c.growths {
		left := margin + float64(i)*(width+gap/2)
		growth.draw(p, box{left, top + plotHeight + gap, left + width, c.height - 8})
	}
}

// drawFacts writes a line below the title, with the outcome, which begins the first, in bold.
func (c *chart) drawFacts(p *pen, y float64, line string, first bool) {
	outcome := outcomeOf(c.record.Verdicts)
	if !first || !strings.HasPrefix(line, outcome) {
		p.text(noteFace, margin, y, line)
		return
	}
	face := bodyFace.toned(edge)
	if gmem.OutcomeOf(c.record.Verdicts) != gmem.Healthy {
		face = bodyFace.toned(failure)
	}
	face.bold = true
	x := p.text(face, margin, y, outcome) + p.wide(noteFace, " ")
	p.text(noteFace, x, y, strings.TrimSpace(line[len(outcome):]))
}

// outcomeOf says in words what the verdicts come to.
func outcomeOf(verdicts []gmem.Verdict) string {
	var failed, vacuous []string
	for _, verdict := range verdicts {
		switch {
		case verdict.Vacuous:
			vacuous = append(vacuous, verdict.Name)
		case !verdict.OK:
			failed = append(failed, verdict.Name)
		}
	}
	switch {
	case len(failed) > 0:
		return "FAILED: " + strings.Join(failed, ", ")
	case len(vacuous) > 0:
		return "COULD NOT JUDGE: " + strings.Join(vacuous, ", ")
	case len(verdicts) == 0:
		return "NOT JUDGED"
	}
	return fmt.Sprintf("ok: %d of %d verdicts hold", len(verdicts), len(verdicts))
}

func factsOf(record run.Record) string {
	facts := []string{
		count(record.FilesIndexed, "file", "files") + " indexed",
		count(record.Chunks, "chunk", "chunks"),
		plain(roundTo(record.DurationSeconds, 0.1)) + " s",
		count(int64(record.Samples), "sample", "samples"),
	}
	if cycles := len(record.Cycles); cycles > 1 {
		facts = append([]string{count(int64(cycles), "cycle", "cycles")}, facts...)
	}
	if record.Leak != "" {
		facts = append([]string{"leak injected: " + record.Leak}, facts...)
	}
	return strings.Join(facts, " · ")
}
