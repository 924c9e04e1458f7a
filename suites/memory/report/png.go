package report

import (
	"bytes"
	"fmt"
	"image"
	"image/png"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgimg"

	"github.com/embecode/embecode/suites/memory/run"
)

// dotsPerInch make one and a half dots of each pixel: sharp on a fine screen, and not too large a file.
const dotsPerInch = 108

// pngOf draws the chart of a record as PNG, 1,500 dots wide.
func pngOf(record run.Record, dark bool, fonts text.Handler) ([]byte, error) {
	chart := newChart(record, newPen(vgimg.New(1, 1), dark, fonts), true)
	canvas := vgimg.NewWith(vgimg.UseWH(chartWidth, vg.Points(chart.height)), vgimg.UseDPI(dotsPerInch))
	chart.draw(newPen(canvas, dark, fonts))
	picture, direct := canvas.Image().(*image.RGBA)
	if !direct {
		return nil, fmt.Errorf("draw a chart: the drawing is a %T", canvas.Image())
	}
	var out bytes.Buffer
	if err := png.Encode(&out, paletted(picture)); err != nil {
		return nil, fmt.Errorf("draw a chart: %w", err)
	}
	return out.Bytes(), nil
}
