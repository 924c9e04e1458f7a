package report

import (
	"fmt"
	"slices"

	"github.com/embecode/embecode/pkg/gmem"
)

// ceiling is the limit of memory, in its place, or, far above, at the upper edge behind a cut in the axis.
type ceiling struct {
	Y              px
	Broken         bool
	Name, Distance string
}

func (c *chart) ceilingOf(r *Run, near bool) *ceiling {
	limit, peak := r.ceiling(), r.Series.Peak()
	mark := &ceiling{Y: 4, Broken: !near, Name: "ceiling " + limit.Short()}
	if near {
		mark.Y = c.y.at(float64(limit))
	}
	switch {
	case peak >= limit:
		mark.Distance = "CROSSED: the peak is " + times(peak, limit) + " as high"
	case near:
		mark.Distance = times(limit, peak) + " the peak"
	default:
		mark.Distance = times(limit, peak) + " the peak: not to scale"
	}
	return mark
}

// peak marks the highest sample, and above it what it came to and what was at hand.
type peak struct {
	X, Y       px
	Head, Note string
	TextX      px
	Anchor     string // "s", "m" or "e": where in the text TextX is
	From, To   px     // of the line between text and mark
}

func (c *chart) peakOf(r *Run) *peak {
	sample, sampled := r.Series.PeakSample()
	if !sampled {
		return nil
	}
	p := &peak{X: c.x.at(sample.Elapsed.Seconds()), Y: c.y.at(float64(sample.RSS))}
	highest := r.Series.Peak()
	p.Head = "peak " + highest.Short()
	if sample.Done > 0 && r.Unit != "" {
		p.Head += ", at " + r.Unit + " " + number(float64(sample.Done))
	}
	if missed := highest - sample.RSS; missed >= highest/100 {
		p.Head += fmt.Sprintf(" (%s between two samples)", missed.Short())
	}
	if sample.At != "" {
		p.Note = "while at " + gmem.Shorten(sample.At, 60)
	}
	half := max(widthOf(p.Head, textSize+1), widthOf(p.Note, textSize)) / 2
	switch p.TextX, p.Anchor = p.X, "m"; {
	case p.X-half < 12:
		p.TextX, p.Anchor = 12, "s"
	case p.X+half > plotWidth-4:
		p.TextX, p.Anchor = plotWidth-4, "e"
	}
	if p.From = 30; p.Note != "" {
		p.From = 47
	}
	p.To = p.Y - 4
	return p
}

// Line tells whether there is room for a line between the text and the mark.
func (p *peak) Line() bool { return p.From < p.To }

// legend names what is drawn, in the order in which it lies there, with what each came to.
type legend struct {
	Unit string
	Rows []legendRow
	Note string
}

type legendRow struct {
	Y                      px
	Class, Name, Peak, End string
	Bold                   bool
}

func legendOf(r *Run, layers []layer, unit unit) legend {
	const rowHeight, nameRoom = 23, 150
	l := legend{Unit: unit.name}
	add := func(class, name string, bold bool, peak, end gmem.Bytes) {
		y := px(rowHeight * (len(l.Rows) + 1))
		l.Rows = append(l.Rows, legendRow{y, class, shortened(name, textSize, nameRoom), unit.amount(peak), unit.amount(end), bold})
	}
	add("", "resident memory (RSS)", false, r.Series.Peak(), r.Series.Final)
	if len(layers) == 0 {
		l.Note = "its parts were not measured"
		return l
	}
	moments, suspect := r.Series.Over.Moments, r.suspect()
	peak, end := peakMoment(moments), len(moments)-1
	for _, l := range slices.Backward(layers) {
		add(l.class, l.name, l.name == suspect, l.amounts[peak], l.amounts[end])
	}
	return l
}
