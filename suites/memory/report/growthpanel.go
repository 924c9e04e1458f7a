package report

import (
	"github.com/embecode/embecode/pkg/gmem"
)

// draw draws the growth into a box, its heading included. What is allowed is a wedge: a curve that stays in it is ok.
func (g growth) draw(p *pen, b box) {
	p.text(headFace, b.left, b.top+14, g.title)
	face := bodyFace.toned(edge)
	if !g.verdict.OK {
		face = bodyFace.toned(failure)
		face.bold = true
	}
	p.text(face, b.left, b.top+33, g.outcome())

	inner := box{b.left + axisWidth, b.top + 50, b.right - namesWidth, b.bottom - 40}
	last := float64(g.files[len(g.files)-1])
	wedge := g.verdict.Limit * last
	x := scale{0, last, inner.left, inner.right}
	y := g.within(wedge, inner)
	p.area(allowed, []point{{x.at(0), y.at(0)}, {x.at(last), y.at(wedge)}, {x.at(last), y.at(0)}})
	g.drawAxes(p, inner, x, y)
	p.line(edge, 1.25, []point{{x.at(0), y.at(0)}, {x.at(last), y.at(wedge)}}, 6, 4)
	curve := make([]point, len(g.files))
	for i := range g.files {
		curve[i] = point{x.at(float64(g.files[i])), y.at(float64(g.change[i]))}
	}
	p.line(ink, 1.5, curve)
	for _, at := range curve {
		p.dot(ink, at, 2.5)
	}
	g.name(p, inner.right+8, y.at(wedge), curve[len(curve)-1].y)
}

// within holds the curve, the wedge and nothing, with some air.
func (g growth) within(wedge float64, inner box) scale {
	least, most := 0.0, max(wedge, 1)
	for _, change := range g.change {
		least, most = min(least, float64(change)), max(most, float64(change))
	}
	air := (most - least) / 10
	if least < 0 {
		least -= air
	}
	return scale{least, most + air, inner.bottom, inner.top}
}

func (g growth) drawAxes(p *pen, inner box, x, y scale) {
	unit := unitFor(gmem.Bytes(max(y.most, -y.least)))
	size := float64(unit.size)
	for _, tick := range (scale{y.least / size, y.most / size, 0, 0}).ticks(4) {
		at := y.at(tick * size)
		p.line(grid, 1, []point{{inner.left, at}, {inner.right, at}})
		label := plain(tick)
		switch {
		case tick > 0:
			label = "+" + label
		case tick == 0:
			label = "±0 " + unit.name
		}
		p.text(noteFace.aligned(-1), inner.left-8, at+4.5, label)
	}
	p.line(muted, 1, []point{{inner.left, y.at(0)}, {inner.right, y.at(0)}})
	for _, tick := range x.ticks(4) {
		at := x.at(tick)
		p.line(muted, 1, []point{{at, inner.bottom}, {at, inner.bottom + 5}})
		label := plain(tick)
		if tick > 0 {
			label = "+" + label
		}
		p.text(noteFace.aligned(-0.5), at, inner.bottom+20, label)
	}
	p.text(noteFace.aligned(-1), inner.right+namesWidth, inner.bottom+20, "files")
}

// name writes beside the ends of the wedge and of the curve what they are, apart from each other.
func (g growth) name(p *pen, x, wedge, curve float64) {
	const apart = 16
	if gap := wedge - curve; -apart < gap && gap < apart {
		middle := (wedge + curve) / 2
		if wedge < curve {
			wedge, curve = middle-apart/2, middle+apart/2
		} else {
			wedge, curve = middle+apart/2, middle-apart/2
		}
	}
	p.text(bodyFace.toned(edge), x, wedge+4.5, "allowed")
	p.text(bodyFace, x, curve+4.5, "measured")
}
