package report

import (
	"slices"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// overview is the picture of a whole run: resident memory and its parts over time and files.
type overview struct {
	record  run.Record
	layers  []layer
	ceiling gmem.Bytes // 0 when there is none
	inSight bool       // the ceiling is near enough to be drawn in its place
	unit    unit
	x, y    scale
	inner   box // what the axes enclose
}

// farAbove is how many times the peak a ceiling must be to be named only: it would press the curve flat.
const farAbove = 1.8

// cutHeight is how far down an axis is cut whose ceiling is far above, in pixels.
const cutHeight = 28

// headroom is how much of the picture stays free above all curves, for what is written there.
const headroom = 1.3

func newOverview(record run.Record, inner box) *overview {
	o := &overview{record: record, layers: layersOf(record), ceiling: ceilingOf(record.Verdicts), inner: inner}
	most := max(record.PeakBytes, record.Series.Peak(), record.BaselineBytes)
	if o.inSight = o.ceiling > 0 && float64(o.ceiling) <= farAbove*float64(most); o.inSight {
		most = max(most, o.ceiling)
	}
	o.unit = unitFor(most)
	o.x = scale{0, max(record.Series.Duration.Seconds(), 1e-3), inner.left, inner.right}
	o.y = scale{0, max(headroom*float64(most), 1), inner.bottom, inner.top}
	return o
}

// ceilingOf is the ceiling that a run was judged by, 0 when it was not.
func ceilingOf(verdicts []gmem.Verdict) gmem.Bytes {
	for _, verdict := range verdicts {
		if verdict.Name == gmem.VerdictCeiling {
			return gmem.Bytes(verdict.Limit)
		}
	}
	return 0
}

// broken tells whether the axis is cut, for a ceiling far above.
func (o *overview) broken() bool { return o.ceiling > 0 && !o.inSight }

func (o *overview) draw(p *pen) {
	o.drawCycles(p)
	o.drawAxes(p)
	o.drawLayers(p)
	o.drawRSS(p)
	o.drawCeiling(p)
	o.drawPeak(p)
	newLegend(o).draw(p)
}

// drawCycles shades every other cycle and numbers as many as there is room for.
func (o *overview) drawCycles(p *pen) {
	ends := cycleEnds(o.record)
	if len(ends) < 2 {
		return
	}
	const room = 24 // for a number
	from, free := o.inner.left, o.inner.left
	p.text(noteFace.aligned(-1), o.inner.left-8, o.inner.top-8, "cycle")
	for i, end := range ends {
		to := o.x.at(end)
		if i%2 == 0 {
			p.rectangle(shade, box{from, o.inner.top - 24, to, o.inner.bottom})
		}
		if middle := (from + to) / 2; middle >= free {
			p.text(noteFace.aligned(-0.5), middle, o.inner.top-8, plain(float64(i+1)))
			free = middle + room
		}
		from = to
	}
}

// drawAxes draws amounts to the left; below, the seconds, and the files that were done by then.
func (o *overview) drawAxes(p *pen) {
	size := float64(o.unit.size)
	for _, tick := range (scale{0, o.y.most / size, 0, 0}).ticks(6) {
		y := o.y.at(tick * size)
		if o.broken() && y < o.inner.top+cutHeight {
			break
		}
		p.line(grid, 1, []point{{o.inner.left, y}, {o.inner.right, y}})
		label := plain(tick)
		if tick == 0 {
			label = "0 " + o.unit.name
		}
		p.text(noteFace.aligned(-1), o.inner.left-8, y+4.5, label)
	}
	known := len(o.record.Series.Samples) > 0 && o.record.Series.Samples[len(o.record.Series.Samples)-1].Files > 0
	for _, tick := range o.x.ticks(7) {
		x := o.x.at(tick)
		p.line(muted, 1, []point{{x, o.inner.bottom}, {x, o.inner.bottom + 5}})
		p.text(noteFace.aligned(-0.5), x, o.inner.bottom+20, plain(tick)+" s")
		if known {
			files := filesAt(o.record.Series.Samples, tick)
			label := plain(float64(files))
			half := p.wide(noteFace, label) / 2
			p.text(noteFace.aligned(-0.5), min(x, o.inner.right+16-half), o.inner.bottom+37, label)
		}
	}
	if known {
		p.text(noteFace, o.inner.right+24, o.inner.bottom+37, "files indexed by then")
	}
	p.text(noteFace, o.inner.right+24, o.inner.bottom+20, "time")
	p.line(muted, 1, []point{{o.inner.left, o.inner.bottom}, {o.inner.right, o.inner.bottom}})
}

// drawLayers stacks the parts, with a thin line of paper between two of them.
func (o *overview) drawLayers(p *pen) {
	if len(o.layers) == 0 {
		return
	}
	moments := o.record.Composition.Moments
	below := make([]gmem.Bytes, len(moments))
	for _, l := range o.layers {
		lower, upper := make([]point, len(moments)), make([]point, len(moments))
		for i, moment := range moments {
			x := o.x.at(moment.ElapsedSeconds)
			lower[i] = point{x, o.y.at(float64(below[i]))}
			below[i] += l.amounts[i]
			upper[i] = point{x, o.y.at(float64(below[i]))}
		}
		drawn := simplified(upper)
		outline := slices.Clone(drawn)
		for _, pt := range slices.Backward(simplified(lower)) {
			outline = append(outline, pt)
		}
		p.area(l.fill, outline)
		p.line(paper, 0.75, drawn)
		o.label(p, l, lower, upper)
	}
}

func (o *overview) drawRSS(p *pen) {
	series := o.record.Series
	curve := []point{{o.x.at(0), o.y.at(float64(series.Baseline))}}
	for _, sample := range thinned(series.Samples) {
		curve = append(curve, point{o.x.at(sample.Elapsed.Seconds()), o.y.at(float64(sample.RSS))})
	}
	if series.Final > 0 {
		curve = append(curve, point{o.x.at(series.Duration.Seconds()), o.y.at(float64(series.Final))})
	}
	p.line(ink, 1.5, simplified(curve))
}
