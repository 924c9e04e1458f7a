package report

import (
	"slices"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// legend names the bands beside the picture, in the order in which they lie there, with what each came to.
type legend struct {
	unit unit
	left float64
	top  float64
	rows []legendRow
	note string
}

type legendRow struct {
	name      string
	fill      tone
	curve     bool // a line, not an area
	bold      bool
	peak, end gmem.Bytes
}

const legendRowHeight = 23

func newLegend(o *overview) legend {
	series := o.record.Series
	l := legend{unit: o.unit, left: o.inner.right + 24, top: o.inner.top + 72}
	l.rows = []legendRow{{"resident memory (RSS)", ink, true, false, series.Peak(), series.Final}}
	if len(o.layers) == 0 {
		l.note = "its parts can't be told on this platform"
		return l
	}
	moments := o.record.Composition.Moments
	peak, end := highest(moments), len(moments)-1
	if peak < 0 {
		return l
	}
	suspect := suspectOf(o.record, o.layers, peak, end)
	for _, layer := range slices.Backward(o.layers) {
		bold := layer.name == suspect
		l.rows = append(l.rows, legendRow{layer.name, layer.fill, false, bold, layer.amounts[peak], layer.amounts[end]})
	}
	return l
}

// suspectOf is the band that grew most, where a verdict on growth has failed: up to the end where memory was to hold steady
// over the cycles, else up to the peak. It is empty where none has. The program's own code is no suspect.
func suspectOf(record run.Record, layers []layer, peak, end int) string {
	until := 0
	for _, verdict := range record.Verdicts {
		switch {
		case verdict.OK || verdict.Vacuous:
		case verdict.Name == gmem.VerdictSteadyLive || verdict.Name == gmem.VerdictSteadyRSS:
			until = end
		case verdict.Name == gmem.VerdictHandles || verdict.Name == gmem.VerdictCounts || verdict.Name == gmem.VerdictNotVacuous:
		case until == 0:
			until = peak
		}
	}
	var name string
	var most gmem.Bytes
	for _, l := range layers[1:] {
		if grown := l.amounts[until] - l.amounts[0]; grown > most {
			name, most = l.name, grown
		}
	}
	return name
}

func (l legend) draw(p *pen) {
	const right, column = 252, 52
	head := noteFace.aligned(-1)
	p.text(noteFace, l.left, l.top, l.unit.name)
	p.text(head, l.left+right-column, l.top, "at peak")
	p.text(head, l.left+right, l.top, "at end")
	y := l.top + 6
	for _, row := range l.rows {
		y += legendRowHeight
		if row.curve {
			p.line(row.fill, 2, []point{{l.left, y - 5}, {l.left + 13, y - 5}})
		} else {
			p.rectangle(row.fill, box{l.left, y - 11, l.left + 13, y + 2})
		}
		face := bodyFace
		face.bold = row.bold
		p.text(face, l.left+20, y, row.name)
		p.text(face.aligned(-1), l.left+right-column, y, l.unit.short(row.peak))
		p.text(face.aligned(-1), l.left+right, y, l.unit.short(row.end))
	}
	if l.note != "" {
		p.text(noteFace, l.left, y+legendRowHeight, l.note)
	}
}
