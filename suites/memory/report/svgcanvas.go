package report

import (
	"bytes"
	"fmt"
	"html"
	"image"
	"image/color"
	"math"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// svgCanvas writes what is drawn on it as SVG. Gonum's own canvas for SVG would do but for two things: its text is as wide
// as whatever font the reader has, and it rests on a module under a licence that is not made for programs.
//
// It draws what a pen draws: paths and level text. It neither turns nor moves its grounds, and takes no images.
type svgCanvas struct {
	width, height vg.Length
	stroke        vg.Length
	dashes        []vg.Length
	colour        color.Color
	body          bytes.Buffer
}

func newSVGCanvas(width, height vg.Length) *svgCanvas {
	c := &svgCanvas{width: width, height: height}
	vg.Initialize(c)
	return c
}

// Size implements vg.CanvasSizer.
func (c *svgCanvas) Size() (width, height vg.Length) { return c.width, c.height }

// SetLineWidth implements vg.Canvas.
func (c *svgCanvas) SetLineWidth(width vg.Length) { c.stroke = width }

// SetLineDash implements vg.Canvas.
func (c *svgCanvas) SetLineDash(pattern []vg.Length, _ vg.Length) { c.dashes = pattern }

// SetColor implements vg.Canvas.
func (c *svgCanvas) SetColor(colour color.Color) { c.colour = colour }

// Rotate implements vg.Canvas. Nothing here is turned.
func (c *svgCanvas) Rotate(float64) {}

// Translate implements vg.Canvas. Nothing here is moved.
func (c *svgCanvas) Translate(vg.Point) {}

// Scale implements vg.Canvas. Nothing here is scaled.
func (c *svgCanvas) Scale(float64, float64) {}

// Push implements vg.Canvas. What it would keep is set anew for each thing drawn.
func (c *svgCanvas) Push() {}

// Pop implements vg.Canvas.
func (c *svgCanvas) Pop() {}

// DrawImage implements vg.Canvas. There are no images.
func (c *svgCanvas) DrawImage(vg.Rectangle, image.Image) {}

// Stroke implements vg.Canvas.
func (c *svgCanvas) Stroke(path vg.Path) {
	style := fmt.Sprintf("fill:none;stroke:%s;stroke-width:%g", hex(c.colour), c.stroke.Points())
	var dashes []string
	for _, dash := range c.dashes {
		dashes = append(dashes, fmt.Sprintf("%g", dash.Points()))
	}
	if len(dashes) > 0 {
		style += ";stroke-dasharray:" + strings.Join(dashes, ",")
	}
	fmt.Fprintf(&c.body, "<path d=%q style=%q/>\n", c.data(path), style)
}

// Fill implements vg.Canvas.
func (c *svgCanvas) Fill(path vg.Path) {
	fmt.Fprintf(&c.body, "<path d=%q style=%q/>\n", c.data(path), "fill:"+hex(c.colour))
}

// data is a path in SVG's words, in pixels from the top. The only arcs of a pen are whole circles.
func (c *svgCanvas) data(path vg.Path) string {
	var data strings.Builder
	for _, step := range path {
		x, y := step.Pos.X.Points(), (c.height - step.Pos.Y).Points()
		switch step.Type {
		case vg.MoveComp:
			fmt.Fprintf(&data, "M%s", places(x, y))
		case vg.LineComp:
			fmt.Fprintf(&data, "L%s", places(x, y))
		case vg.ArcComp:
			radius := step.Radius.Points()
			half := places(radius, radius) + " 0 1 0 "
			fmt.Fprintf(&data, "M%sA%s%sA%s%s", places(x+radius, y), half, places(x-radius, y), half, places(x+radius, y))
		case vg.CloseComp:
			data.WriteString("Z")
		}
	}
	return data.String()
}

// FillString implements vg.Canvas. The text is held to the width that it was laid out with: readers rarely have the font
// that measured it, and another one takes its place, which may be wider.
func (c *svgCanvas) FillString(letters font.Face, at vg.Point, line string) {
	weight := ""
	if letters.Font.Weight > 0 {
		weight = "font-weight:bold;"
	}
	fmt.Fprintf(&c.body, `<text x="%g" y="%g" textLength="%.1f" lengthAdjust="spacingAndGlyphs" style="%sfont-size:%gpx;fill:%s">%s</text>`+"\n",
		round(at.X.Points()), round((c.height - at.Y).Points()), letters.Width(line).Points(),
		weight, letters.Font.Size.Points(), hex(c.colour), html.EscapeString(line))
}

func places(x, y float64) string { return fmt.Sprintf("%g,%g", round(x), round(y)) }

func round(pixels float64) float64 { return math.Round(10*pixels) / 10 }

// hex is a colour as a style sheet writes it.
func hex(c color.Color) string {
	rgba := color.RGBAModel.Convert(c).(color.RGBA)
	return fmt.Sprintf("#%02X%02X%02X", rgba.R, rgba.G, rgba.B)
}
