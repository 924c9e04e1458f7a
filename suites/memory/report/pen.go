package report

import (
	"image/color"
	"sync"

	weight "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// point is a place in a picture: in its own pixels, from the left and from the top.
type point struct{ x, y float64 }

// box is a part of a picture.
type box struct{ left, top, right, bottom float64 }

// pen draws in pixels from the top left, in the light or the dark variant.
type pen struct {
	canvas draw.Canvas
	height float64
	dark   bool
	fonts  text.Handler
}

func newPen(canvas vg.CanvasSizer, dark bool, fonts text.Handler) *pen {
	c := draw.New(canvas)
	return &pen{canvas: c, height: c.Size().Y.Points(), dark: dark, fonts: fonts}
}

// loadFonts reads the fonts that are compiled in; the same ones draw and measure on every machine.
var loadFonts = sync.OnceValue(func() text.Handler { return text.Plain{Fonts: font.NewCache(liberation.Collection())} })

func (p *pen) colour(t tone) color.Color {
	if p.dark {
		return t.dark
	}
	return t.light
}

// at are the canvas's own places, which lie upwards from the bottom, to a tenth of a pixel.
func (p *pen) at(from []point) []vg.Point {
	to := make([]vg.Point, len(from))
	for i, pt := range from {
		to[i] = vg.Point{X: vg.Points(round(pt.x)), Y: vg.Points(round(p.height - pt.y))}
	}
	return to
}

// line draws through the points. Dashes are the lengths of strokes and gaps in turn.
func (p *pen) line(t tone, width float64, points []point, dashes ...float64) {
	style := draw.LineStyle{Color: p.colour(t), Width: vg.Points(width)}
	for _, dash := range dashes {
		style.Dashes = append(style.Dashes, vg.Points(dash))
	}
	p.canvas.StrokeLines(style, p.at(points))
}

func (p *pen) area(t tone, points []point) { p.canvas.FillPolygon(p.colour(t), p.at(points)) }

func (p *pen) rectangle(t tone, b box) {
	p.area(t, []point{{b.left, b.top}, {b.right, b.top}, {b.right, b.bottom}, {b.left, b.bottom}})
}

// dot is a disc with a rim, so that it shows on any ground.
func (p *pen) dot(t tone, centre point, radius float64) {
	for _, disc := range []struct {
		tone   tone
		radius float64
	}{{paper, radius + 1.5}, {t, radius}} {
		style := draw.GlyphStyle{Color: p.colour(disc.tone), Radius: vg.Points(disc.radius), Shape: draw.CircleGlyph{}}
		p.canvas.DrawGlyphNoClip(style, p.at([]point{centre})[0])
	}
}

// face is how a text looks.
type face struct {
	size  float64
	bold  bool
	tone  tone
	align float64 // 0 begins at the place, -0.5 is centred on it, -1 ends there
}

func (f face) aligned(align float64) face { f.align = align; return f }
func (f face) toned(t tone) face          { f.tone = t; return f }

var (
	titleFace = face{size: 18, bold: true, tone: ink}
	headFace  = face{size: 14, bold: true, tone: ink}
	bodyFace  = face{size: 13, tone: ink}
	noteFace  = face{size: 13, tone: muted}
)

func (p *pen) style(f face) text.Style {
	style := text.Style{
		Color: p.colour(f.tone), Handler: p.fonts,
		Font: font.Font{Typeface: "Liberation", Variant: "Sans", Size: vg.Points(f.size)},
	}
	if f.bold {
		style.Font.Weight = weight.WeightBold
	}
	return style
}

// text writes one line whose letters stand on y, and gives back where it ends.
func (p *pen) text(f face, x, y float64, line string) float64 {
	line = visible(line)
	style := p.style(f)
	if line != "" {
		place := p.at([]point{{x, y}})[0]
		place.X += vg.Points(f.align * p.wide(f, line))
		p.canvas.SetColor(style.Color)
		p.canvas.FillString(p.fonts.Cache().Lookup(style.Font, style.Font.Size), place, line)
	}
	return x + (1+f.align)*p.wide(f, line)
}

// wide is how wide a text is.
func (p *pen) wide(f face, line string) float64 {
	style := p.style(f)
	letters := p.fonts.Cache().Lookup(style.Font, style.Font.Size)
	return letters.Width(visible(line)).Points()
}
