package report

import "github.com/embecode/embecode/pkg/gmem"

// panel is the picture of one growth. What is allowed is a wedge; a curve that stays in it is ok.
type panel struct {
	Title, Outcome           string
	OK                       bool
	X, Y, Width              px // of what the axes enclose; what lies in it is placed from there
	Zero                     px
	Amounts, Dones           []tick
	Unit                     string
	Wedge, Allowed           string
	Curve                    string
	Dots                     []point
	AllowedLabel, CurveLabel px
}

// The space beside the axes of a panel, and their height.
const (
	panelLeft  = 64
	panelRight = 96
	panelTop   = 50
	panelDepth = panelHeight - 100
)

// growth is one that was judged.
type growth struct {
	Growth
	verdict gmem.Verdict
	per     float64 // counts in a unit
}

// growths are those between rounds and those of the run's own, as far as a verdict was reached and work was done.
func (r *Run) growths() (all []growth) {
	rss := Growth{Title: "RSS left at each round's end", Verdict: gmem.VerdictResident}
	live := Growth{Title: "Live bytes at each round's end", Verdict: gmem.VerdictLive}
	var done int64
	for i, round := range r.judged() {
		if i > 0 {
			done += round.Units
		}
		rss.Points, live.Points = append(rss.Points, Point{done, round.RSS}), append(live.Points, Point{done, round.Live})
	}
	for _, g := range append([]Growth{rss, live}, r.Growth...) {
		verdict := r.verdict(g.Verdict)
		if verdict != nil && len(g.Points) > 1 && g.Points[len(g.Points)-1].Done > g.Points[0].Done {
			all = append(all, growth{g, *verdict, float64(max(r.CountsPerUnit, 1))})
		}
	}
	return all
}

// outcome is the rate that was judged, against the one allowed.
func (g growth) outcome() string {
	word := ": ok"
	if !g.verdict.OK {
		word = ": FAILED"
	}
	return amount(g.verdict.Value, g.verdict.Unit) + ", allowed " + amount(g.verdict.Limit, g.verdict.Unit) + word
}

func panelsOf(r *Run, top px) []panel {
	const gap = 36
	growths := r.growths()
	width := px(plotWidth)
	if len(growths) > 1 {
		width = (chartWidth-48-gap)/2 - panelLeft - panelRight
	}
	var all []panel
	for i, g := range growths {
		all = append(all, panelOf(g, plural(r.Unit), 24+panelLeft+px(i)*(width+panelLeft+panelRight+gap), top+panelTop, width))
	}
	return all
}

func panelOf(g growth, unit string, left, top, width px) panel {
	p := panel{
		Title: g.Title, Outcome: g.outcome(), OK: g.verdict.OK, Unit: unit, X: left, Y: top, Width: width,
	}
	first := g.Points[0]
	done := float64(g.Points[len(g.Points)-1].Done-first.Done) / g.per
	wedge := g.verdict.Limit * done
	least, most := min(wedge, 0), max(wedge, 1)
	for _, at := range g.Points {
		least, most = min(least, float64(at.Bytes-first.Bytes)), max(most, float64(at.Bytes-first.Bytes))
	}
	air := (most - least) / 10
	if least < 0 {
		least -= air
	}
	x, y := scale{0, done, 0, width}, scale{least, most + air, panelDepth, 0}
	var curve []point
	for _, at := range g.Points {
		curve = append(curve, point{x.at(float64(at.Done-first.Done) / g.per), y.at(float64(at.Bytes - first.Bytes))})
	}
	p.Curve, p.Dots = path(curve), curve
	p.Allowed = path([]point{{0, y.at(0)}, {width, y.at(wedge)}})
	p.Wedge = path([]point{{0, y.at(0)}, {width, y.at(wedge)}, {width, y.at(0)}}) + "Z"
	p.Zero = y.at(0)
	p.AllowedLabel, p.CurveLabel = apart(y.at(wedge), curve[len(curve)-1].Y)
	p.mark(x, y)
	return p
}

// mark lays out what stands beside the axes.
func (p *panel) mark(x, y scale) {
	unit := unitFor(gmem.Bytes(max(y.most, -y.least)))
	size := float64(unit.size)
	for _, value := range (scale{y.least / size, y.most / size, 0, 0}).ticks(4) {
		label := signed(value)
		if value == 0 {
			label = "±0 " + unit.name
		}
		p.Amounts = append(p.Amounts, tick{At: y.at(value * size), Label: label})
	}
	for _, value := range x.ticks(4) {
		p.Dones = append(p.Dones, tick{At: x.at(value), Label: signed(value)})
	}
}

func signed(value float64) string {
	if value > 0 {
		return "+" + number(value)
	}
	return number(value)
}

// apart moves two labels that would stand on one another away from their middle.
func apart(a, b px) (px, px) {
	const least = 16
	middle := (a + b) / 2
	switch {
	case a <= b && b-a < least:
		return middle - least/2, middle + least/2
	case b < a && a-b < least:
		return middle + least/2, middle - least/2
	}
	return a, b
}
