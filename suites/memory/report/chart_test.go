package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"regexp"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

var _ = Describe("A chart", func() {
	It("is the same to the byte for the same record", func() {
		for range 3 {
			Expect(drawnOf(leaky())).To(Equal(drawnOf(leaky())))
		}
		once, err := pngOf(leaky(), true, loadFonts())
		Expect(err).NotTo(HaveOccurred())
		Expect(pngOf(leaky(), true, loadFonts())).To(Equal(once))
	})

	It("names what it shows, beside it: outcome, cycles, peak and its file, parts and their amounts, growth", func() {
		texts := textsOf(leaky())
		Expect(texts[:2]).To(Equal([]string{"Indexing the same tree again and again", "FAILED: steady-rss, steady-live"}))
		for _, wanted := range []string{
			"cycle", "1", "2", "3", "4", "0 MB", "100", "200", "0 s", "3 s", "time", "files indexed by then",
			"peak 200.0 MB, at file 395 (5.7 MB between two samples)", "while at src/main.go",
			"ceiling 2.0 GB", "10 times the peak: not to scale",
			"MB", "at peak", "at end", "resident memory (RSS)", "200.0", "190.0", "tree-sitter", "136.3", "file-backed (code)", "50.0",
			"RSS left at each cycle's end", "+400.0 KB/file, allowed +2,000 B/file: FAILED", "allowed", "measured", "±0 MB", "files",
			"Bytes alive at each cycle's end", "+400.0 KB/file, allowed +32 B/file: FAILED",
		} {
			Expect(texts).To(ContainElement(wanted))
		}
	})

	It("gives the files that were done by each time", func() {
		texts := textsOf(leaky())
		third := slices.Index(texts, "2 s")
		Expect(third).To(BeNumerically(">", 0))
		Expect(texts[third+1]).To(Equal("195"), "of 400 files, at 2 of 4 seconds")
	})

	It("draws a ceiling that is near in its place, and cuts the axis below one that is far", func() {
		near := leaky()
		near.Verdicts[0].Limit = 300e6
		Expect(textsOf(near)).To(ContainElements("ceiling 300.0 MB", "1.5 times the peak"))
		crossed := leaky()
		crossed.Verdicts[0].Limit = 160e6
		Expect(textsOf(crossed)).To(ContainElements("ceiling 160.0 MB", "CROSSED: the peak is 1.2 times as high"))
		o := newOverview(near, box{0, 0, 100, 100})
		Expect(o.y.at(300e6)).To(BeNumerically("~", 100-100/headroom, 1))
		Expect(textsOf(leaky())).NotTo(ContainElement("250"), "where the axis is cut")
		none := leaky()
		none.Verdicts = none.Verdicts[1:]
		Expect(textsOf(none)).NotTo(ContainElement(ContainSubstring("ceiling")))
	})

	It("stacks the parts up to resident memory and never above it", func() {
		record := leaky()
		layers := layersOf(record)
		for i, moment := range record.Composition.Moments {
			var sum gmem.Bytes
			for _, layer := range layers {
				Expect(layer.amounts[i]).To(BeNumerically(">=", 0), "%s", layer.name)
				sum += layer.amounts[i]
			}
			Expect(sum).To(Equal(moment.RSS))
		}
		buffers := layers[len(layers)-2]
		Expect(buffers.name).To(Equal("DuckDB buffers"))
		Expect(buffers.amounts).To(HaveEach(8*gmem.MB), "of 30 MB only what is left of resident memory")
	})

	It("sets off the part that grew, as long as a verdict on growth has failed", func() {
		part := regexp.MustCompile(`style="(font-weight:bold)?[^>]*>tree-sitter</text>`)
		weights := func(record run.Record) (weights []string) {
			for _, found := range part.FindAllStringSubmatch(drawnOf(record), -1) {
				weights = append(weights, found[1])
			}
			return weights
		}
		Expect(weights(leaky())).To(ContainElement("font-weight:bold"))
		crossed := leaky()
		crossed.Verdicts = []gmem.Verdict{{Name: gmem.VerdictCeiling, Limit: 160e6}}
		moments := crossed.Composition.Moments
		last := &moments[len(moments)-1]
		last.RSS = moments[len(moments)-2].RSS + 4096 // all was freed, at a new peak by a page
		last.Bytes = []gmem.Bytes{last.RSS, 0, 0}
		Expect(weights(crossed)).To(ContainElement("font-weight:bold"))
		Expect(textsOf(crossed)).To(ContainElement("134.6"), "what it was at the peak, not what was left of it")
		healthy := leaky()
		healthy.Verdicts = healthy.Verdicts[:1]
		Expect(weights(healthy)).NotTo(ContainElement("font-weight:bold"))
	})

	It("says that the parts are not known where nobody could count them", func() {
		record := leaky()
		record.Composition = nil
		Expect(textsOf(record)).To(And(ContainElement("its parts can't be told on this platform"), Not(ContainElement("tree-sitter"))))
	})

	It("says in words what it shows, for those who don't see it", func() {
		svg := drawnOf(leaky())
		Expect(svg).To(And(
			ContainSubstring(`role="img" aria-labelledby="chart-7-title chart-7-text"`),
			ContainSubstring(`<title id="chart-7-title">Memory over the run: Indexing the same tree again and again</title>`),
			MatchRegexp(`<desc id="chart-7-text">FAILED: [^<]*53.0 MB at the beginning, 200.0 MB at the peak, 190.0 MB at the end[^<]*at file 395, src/main.go`),
			MatchRegexp(`<desc[^<]*The ceiling of 2.0 GB is 10 times the peak. At the peak: [^<]*tree-sitter 136.3 MB`),
			MatchRegexp(`<desc[^<]*Bytes alive at each cycle&#39;s end: \+400.0 KB/file, allowed`),
		))
	})

	It("is dark where the reader prefers it: each colour has another there", func() {
		svg := drawnOf(leaky())
		used := regexp.MustCompile(`(?:fill|stroke):(#[0-9A-F]{6})[;"]`).FindAllStringSubmatch(svg, -1)
		Expect(len(used)).To(BeNumerically(">", 20))
		for _, t := range []tone{paper, shade, grid, muted, ink, failure, rest.fill} {
			Expect(used).To(ContainElement(ContainElement(hex(t.light))), "drawn as the style sheet spells it")
			Expect(svg).To(ContainSubstring(`[style*="fill:%s"]{fill:%s!important}`, hex(t.light), hex(t.dark)))
		}
		var lights []color.RGBA
		for _, t := range tones() {
			Expect(lights).NotTo(ContainElement(t.light), "the style sheet could not tell them apart")
			lights = append(lights, t.light)
		}
		light, dark := decoded(leaky(), false), decoded(leaky(), true)
		Expect(color.RGBAModel.Convert(light.At(2, 2))).To(Equal(paper.light))
		Expect(color.RGBAModel.Convert(dark.At(2, 2))).To(Equal(paper.dark))
	})

	It("holds each text to the width that it was laid out with, whatever font the reader has", func() {
		svg := drawnOf(leaky())
		texts := strings.Count(svg, "<text ")
		Expect(texts).To(BeNumerically(">", 40))
		Expect(strings.Count(svg, "textLength=")).To(Equal(texts))
		Expect(svg).To(MatchRegexp(`textLength="193\.6"[^>]*font-weight:bold[^>]*>FAILED: steady-rss, steady-live<`))
		Expect(svg).NotTo(MatchRegexp(`> | </text>`), "blanks at an end are dropped by readers, and the rest stretched")
	})

	It("is legible: no letter is smaller than 13 pixels of 1,000, and no text leaves the picture", func() {
		long := leaky()
		long.Spec = strings.Repeat("A very long sentence of a spec ", 20)
		long.Leak = strings.Repeat("go-slices+raw-malloc+", 30)
		for i := range long.Series.Samples {
			long.Series.Samples[i].Path = strings.Repeat("deep/folder/", 40) + "x.go"
		}
		for _, record := range []run.Record{leaky(), long} {
			for _, placed := range placedOf(record) {
				Expect(placed.size).To(BeNumerically(">=", 13), "%s", placed.text)
				Expect(placed.left).To(BeNumerically(">=", 0), "%s", placed.text)
				Expect(placed.left+placed.width).To(BeNumerically("<=", chartWidth), "%s", placed.text)
			}
		}
	})

	It("writes no text over another", func() {
		healthy := leaky()
		healthy.Series.Samples = healthy.Series.Samples[:1] // a peak at the left edge
		near := leaky()
		near.Verdicts[0].Limit = 210e6
		just := leaky()
		just.Verdicts[1].Limit, just.Verdicts[2].Limit = 400_000, 380_000 // as much as was measured, and hardly less
		for _, record := range []run.Record{leaky(), healthy, near, just} {
			all := placedOf(record)
			for i, a := range all {
				for _, b := range all[:i] {
					apart := a.left+a.width <= b.left || b.left+b.width <= a.left || a.y-b.y >= 12 || b.y-a.y >= 12
					Expect(apart).To(BeTrue(), "%q and %q", a.text, b.text)
				}
			}
		}
	})
})

func drawnOf(record run.Record) string {
	return string(svgOf(record, 7, true, loadFonts()))
}

func decoded(record run.Record, dark bool) image.Image {
	GinkgoHelper()
	data, err := pngOf(record, dark, loadFonts())
	Expect(err).NotTo(HaveOccurred())
	picture, err := png.Decode(bytes.NewReader(data))
	Expect(err).NotTo(HaveOccurred())
	return picture
}

// placed is a text in a chart, in pixels from the left, and upwards.
type placed struct {
	text                 string
	left, y, width, size float64
}

func placedOf(record run.Record) []placed {
	GinkgoHelper()
	var document struct {
		Groups []struct {
			Texts []struct {
				X     float64 `xml:"x,attr"`
				Y     float64 `xml:"y,attr"`
				Width float64 `xml:"textLength,attr"`
				Style string  `xml:"style,attr"`
				Text  string  `xml:",chardata"`
			} `xml:"text"`
		} `xml:"g"`
	}
	Expect(xml.Unmarshal([]byte(drawnOf(record)), &document)).To(Succeed())
	Expect(document.Groups).To(HaveLen(1))
	var all []placed
	for _, t := range document.Groups[0].Texts {
		var size float64
		_, after, _ := strings.Cut(t.Style, "font-size:")
		Expect(fmt.Sscan(strings.TrimSuffix(after[:strings.Index(after, ";")], "px"), &size)).To(Equal(1))
		all = append(all, placed{t.Text, t.X, t.Y, t.Width, size})
	}
	return all
}

func textsOf(record run.Record) []string {
	GinkgoHelper()
	var texts []string
	for _, placed := range placedOf(record) {
		texts = append(texts, placed.text)
	}
	return texts
}

var _ = Describe("The end of a cycle", func() {
	It("is where the next one began to index files, and for the last the end of the run", func() {
		ends := cycleEnds(leaky())
		Expect(ends).To(HaveLen(4))
		Expect(ends[0]).To(BeNumerically("~", 1, 0.1))
		Expect(ends[2]).To(BeNumerically("~", 3, 0.15))
		Expect(ends[3]).To(Equal((4 * time.Second).Seconds()))
	})
})
