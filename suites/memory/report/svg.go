package report

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"

	"github.com/embecode/embecode/suites/memory/run"
)

// svgOf draws the chart of a record as SVG, under its heading or without, where a page has one already. It holds both
// variants: the reader's setting decides, and where it is not asked for, as on paper, it is the light one. A page may
// hold several charts with different numbers.
func svgOf(record run.Record, number int, headed bool, fonts text.Handler) []byte {
	chart := newChart(record, newPen(newSVGCanvas(1, 1), false, fonts), headed)
	canvas := newSVGCanvas(chartWidth, vg.Points(chart.height))
	chart.draw(newPen(canvas, false, fonts))
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 %d %g" width="%d" height="%g"`,
		chartWidth, chart.height, chartWidth, chart.height)
	fmt.Fprintf(&out, " role=\"img\" aria-labelledby=\"chart-%d-title chart-%d-text\">\n", number, number)
	fmt.Fprintf(&out, "<title id=\"chart-%d-title\">Memory over the run: %s</title>\n", number, html.EscapeString(visible(record.Spec)))
	fmt.Fprintf(&out, "<desc id=\"chart-%d-text\">%s</desc>\n", number, html.EscapeString(describe(record)))
	fmt.Fprintf(&out, "<style>.chart text{font-family:\"Liberation Sans\",Arial,Helvetica,sans-serif}%s</style>\n", darkStyle())
	fmt.Fprintf(&out, "<g>\n%s</g>\n</svg>\n", canvas.body.Bytes())
	return out.Bytes()
}

// darkStyle turns each colour that differs into its dark variant, where the reader prefers that.
func darkStyle() string {
	var rules strings.Builder
	for _, t := range tones() {
		light, dark := hex(t.light), hex(t.dark)
		fmt.Fprintf(&rules, `.chart [style*="fill:%s"]{fill:%s!important}`, light, dark)
		fmt.Fprintf(&rules, `.chart [style*="stroke:%s"]{stroke:%s!important}`, light, dark)
	}
	return "@media screen and (prefers-color-scheme:dark){" + rules.String() + "}"
}
