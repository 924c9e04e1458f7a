package report_test

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
)

var _ = Describe("A chart", func() {
	It("names what it shows: outcome, rounds, peak and what was at hand, parts and their amounts, growth", func() {
		texts := textsOf(leaky())
		Expect(texts[:2]).To(Equal([]string{
			"Asking again and again", "FAILED: live, resident · 4 rounds · 4 s · answers: 400 · leak: on purpose · 80 samples",
		}))
		for _, wanted := range []string{
			"round", "1", "2", "3", "4", "0 MB", "100", "200", "0 s", "3 s", "time", "calls by then",
			"peak 200.0 MB, at call 395 (5.7 MB between two samples)", "while at answers/one.txt",
			"ceiling 2.0 GB", "10 times the peak: not to scale",
			"MB", "at peak", "at end", "resident memory (RSS)", "200.0", "190.0", "cache", "136.3", "file-backed", "50.0", "retained, unattributed",
			"RSS left at each round's end", "+400.0 KB/call, allowed +2,000 B/call: FAILED", "allowed", "measured", "±0 MB", "calls",
			"Live bytes at each round's end", "+400.0 KB/call, allowed +32 B/call: FAILED",
		} {
			Expect(texts).To(ContainElement(wanted))
		}
	})

	It("gives what was done by each time", func() {
		texts := textsOf(leaky())
		third := slices.Index(texts, "2 s")
		Expect(third).To(BeNumerically(">", 0))
		Expect(texts[third+1]).To(Equal("195"), "of 400 calls, at 2 of 4 seconds")
		run := leaky()
		run.Series.Samples[79].Done = 0 // the work had ended, and with it its count
		Expect(textsOf(run)).To(ContainElements("calls by then", "195"))
	})

	It("shades the time of every other round", func() {
		_, chart := written(leaky())
		shaded := regexp.MustCompile(`class="shade" x="([0-9.]+)" width="([0-9.]+)"`).FindAllStringSubmatch(chart, -1)
		Expect(shaded).To(HaveExactElements(HaveExactElements(Not(BeEmpty()), Equal("0"), Equal("147")), HaveExactElements(Not(BeEmpty()), Equal("294"), Equal("147"))))
	})

	It("draws a ceiling that is near in its place, and cuts the axis below one that is far", func() {
		near := leaky()
		near.Verdicts[0].Limit = 300e6
		Expect(textsOf(near)).To(ContainElements("ceiling 300.0 MB", "1.5 times the peak", "300"))
		_, chart := written(near)
		Expect(chart).To(MatchRegexp(`class="limit" d="M0,78\.5h588"`), "of 340 pixels, with a third of the height above it")
		crossed := leaky()
		crossed.Verdicts[0].Limit = 160e6
		Expect(textsOf(crossed)).To(ContainElements("ceiling 160.0 MB", "CROSSED: the peak is 1.2 times as high"))
		Expect(textsOf(leaky())).NotTo(ContainElement("250"), "where the axis is cut")
		none := leaky()
		none.Verdicts = none.Verdicts[1:]
		Expect(textsOf(none)).NotTo(ContainElement(ContainSubstring("ceiling")))
	})

	It("cuts off, of the last parts, what was allocated and never touched", func() {
		run := leaky()
		for i := range run.Series.Over.Moments {
			run.Series.Over.Moments[i].Bytes[2] = 500 * gmem.MB
		}
		Expect(rowsOf(run)).To(And(
			ContainElement(HaveExactElements("buffers", "8.0", "8.0")), ContainElement(HaveExactElements("cache", "136.3", "136.3")),
			ContainElement(HaveExactElements("retained, unattributed", "0.0", "0.0"))))
	})

	It("lays mapped files at the bottom and what moves most on top, below what they leave", func() {
		Expect(rowsOf(leaky())).To(HaveExactElements(
			HaveExactElements("resident memory (RSS)", "200.0", "190.0"), HaveExactElements("retained, unattributed", "2.0", "2.0"),
			HaveExactElements("cache", "136.3", "136.3"), HaveExactElements("buffers", "6.0", "6.0"), HaveExactElements("file-backed", "50.0", "50.0")))
	})

	It("sets off the part that grew, as long as a verdict on bytes has failed", func() {
		bold := func(run report.Run) string {
			_, chart := written(run)
			if row := regexp.MustCompile(`class="b"><rect[^>]*/><text[^>]*>([^<]*)<`).FindStringSubmatch(chart); row != nil {
				return row[1]
			}
			return ""
		}
		Expect(bold(leaky())).To(Equal("cache"))
		healthy := leaky()
		healthy.Verdicts = healthy.Verdicts[:1]
		Expect(bold(healthy)).To(BeEmpty())
		handles := leaky()
		handles.Verdicts = []gmem.Verdict{{Name: "handles", Value: 3, Unit: "handles", Evidence: []gmem.Growth{{What: "cache"}}}}
		Expect(bold(handles)).To(BeEmpty())
	})

	It("takes for the peak's parts those that made it, not what was left at a peak by a page", func() {
		run := leaky()
		moments := run.Series.Over.Moments
		last := &moments[len(moments)-1]
		last.RSS = moments[len(moments)-2].RSS + 4096 // all was freed, at a new peak by a page
		last.Bytes = []gmem.Bytes{last.RSS, 0, 0}
		Expect(rowsOf(run)).To(ContainElement(HaveExactElements("cache", "134.6", "0.0")))
	})

	It("draws growth of the run's own beside that between rounds, where a verdict was reached on it", func() {
		run := leaky()
		run.Rounds = nil
		run.Verdicts = append(run.Verdicts, gmem.Verdict{Name: "within", OK: true, Value: 90, Limit: 512, Unit: "bytes/call"})
		run.Growth = []report.Growth{
			{Title: "Alive during the run", Verdict: "within", Points: []report.Point{{Done: 100, Bytes: 5_000}, {Done: 300, Bytes: 23_000}}},
			{Title: "Never judged", Verdict: "another", Points: []report.Point{{Done: 100, Bytes: 5_000}, {Done: 300, Bytes: 23_000}}},
		}
		Expect(textsOf(run)).To(And(ContainElements("Alive during the run", "+90 B/call, allowed +512 B/call: ok", "+200"), Not(ContainElement("Never judged"))))
	})

	It("writes the names of parts into them where they fit, and nowhere else", func() {
		_, chart := written(leaky())
		Expect(regexp.MustCompile(`class="on [^>]*>([^<]*)<`).FindAllString(chart, -1)).To(HaveExactElements(
			HaveSuffix(">file-backed<"), HaveSuffix(">cache<")))
	})

	It("says that the parts are not known where nobody counted them", func() {
		run := leaky()
		run.Series.Over = nil
		Expect(textsOf(run)).To(And(ContainElement("its parts were not measured"), Not(ContainElement("cache"))))
	})

	It("says in words what it shows, for those who don't see it", func() {
		_, chart := written(leaky())
		Expect(chart).To(And(
			ContainSubstring(`role="img" aria-labelledby="chart-1-title chart-1-text"`),
			ContainSubstring(`<title id="chart-1-title">Memory over the run: Asking again and again</title>`),
			MatchRegexp(`<desc id="chart-1-text">FAILED: [^<]*53.0 MB at the beginning, 200.0 MB at the peak, 190.0 MB at the end[^<]*when 395 calls were done, at answers/one.txt`),
			MatchRegexp(`<desc[^<]*The ceiling of 2.0 GB is 10 times the peak. At the peak: [^<]*cache 136.3 MB`),
			MatchRegexp(`<desc[^<]*Live bytes at each round&#39;s end: &#43;400.0 KB/call, allowed`),
		))
	})

	It("keeps the lowest and the highest of many samples, and a fraction of those between", func() {
		run := leaky()
		run.Series.Samples = nil
		for i := range 10_000 {
			run.Series.Samples = append(run.Series.Samples, gmem.Sample{Elapsed: time.Duration(i) * run.Series.Duration / 10_000, RSS: 100 * gmem.MB})
		}
		run.Series.Samples[3_333].RSS, run.Series.Samples[7_777].RSS = gmem.MB, 199*gmem.MB
		_, chart := written(run)
		curve := regexp.MustCompile(`<path class="line thin" d="(M0,[^"]*)"/>`).FindStringSubmatch(chart)
		Expect(strings.Count(curve[1], "L")).To(And(BeNumerically(">", 5), BeNumerically("<", 20)))
		Expect(curve[1]).To(And(ContainSubstring("L196,338.7"), ContainSubstring("L457.3,79.8")))
	})

	It("breaks many facts into lines", func() {
		run := leaky()
		for i := range 12 {
			run.Facts = append(run.Facts, report.Fact{Name: fmt.Sprintf("figure number %d", i), Value: 1_000_000})
		}
		texts := textsOf(run)
		Expect(texts[1]).To(HaveSuffix("figure number 1: 1,000,000"))
		Expect(texts[2]).To(HavePrefix("figure number 2: 1,000,000 · "))
		Expect(texts[3]).To(HaveSuffix(" · figure number 11: 1,000,000"))
		Expect(texts[4]).To(Equal("80 samples"))
	})

	It("lets no text leave it, and writes none over another, however long they are", func() {
		long := leaky()
		long.Spec = strings.Repeat("A very long sentence of a spec ", 20)
		long.Facts = []report.Fact{{Name: "long", Value: strings.Repeat("many words ", 30)}, {Name: "more", Value: strings.Repeat("many words ", 30)}}
		long.Series.Over.Parts[1] = strings.Repeat("a part with a long name ", 4)
		for i := range long.Series.Samples {
			long.Series.Samples[i].At = strings.Repeat("deep/folder/", 40) + "x.txt"
		}
		early := leaky()
		early.Series = gmem.Series{Baseline: 53 * gmem.MB, Final: 60 * gmem.MB, Duration: early.Series.Duration, Samples: early.Series.Samples[:1]}
		near := leaky()
		near.Verdicts[0].Limit = 210e6
		just := leaky()
		just.Verdicts[1].Limit, just.Verdicts[2].Limit = 400_000, 380_000 // as much as was measured, and hardly less
		for _, run := range []report.Run{leaky(), long, early, near, just} {
			all := placedOf(run)
			for i, a := range all {
				Expect(a.left).To(BeNumerically(">=", 0), "%s", a.text)
				Expect(a.left+a.width).To(BeNumerically("<=", 1000), "%s", a.text)
				for _, b := range all[:i] {
					apart := a.left+a.width <= b.left || b.left+b.width <= a.left || a.y-b.y >= 12 || b.y-a.y >= 12
					Expect(apart).To(BeTrue(), "%q and %q", a.text, b.text)
				}
			}
		}
	})
})

// placed is a text in a chart. Its width is that of letters that are a little wider than Arial's are on average.
type placed struct {
	text           string
	left, y, width float64
}

type element struct {
	XMLName   xml.Name
	Class     string    `xml:"class,attr"`
	Transform string    `xml:"transform,attr"`
	X         float64   `xml:"x,attr"`
	Y         float64   `xml:"y,attr"`
	DX        float64   `xml:"dx,attr"`
	Text      string    `xml:",chardata"`
	Children  []element `xml:",any"`
}

// placedOf are all texts of a run's chart, where they are drawn.
func placedOf(run report.Run) []placed {
	GinkgoHelper()
	_, chart := written(run)
	var root element
	Expect(xml.Unmarshal([]byte(chart), &root)).To(Succeed())
	var all []placed
	var walk func(e element, x, y float64)
	walk = func(e element, x, y float64) {
		if e.Transform != "" {
			var dx, dy float64
			Expect(fmt.Sscanf(e.Transform, "translate(%g,%g)", &dx, &dy)).To(Equal(2))
			x, y = x+dx, y+dy
		}
		if e.XMLName.Local == "text" {
			all = append(all, e.placed(x, y))
			return
		}
		for _, child := range e.Children {
			walk(child, x, y)
		}
	}
	walk(root, 0, 0)
	return all
}

func (e element) placed(x, y float64) placed {
	const perLetter = 6
	text := e.Text
	for _, child := range e.Children { // the text's own begins behind them
		text = child.Text + text
	}
	p := placed{text: text, left: x + e.X + e.DX, y: y + e.Y, width: perLetter * float64(len([]rune(text)))}
	classes := strings.Fields(e.Class)
	if slices.Contains(classes, "title") {
		p.width *= 16. / 13
	}
	switch {
	case slices.Contains(classes, "e"):
		p.left -= p.width
	case slices.Contains(classes, "m"):
		p.left -= p.width / 2
	}
	return p
}

// rowsOf are the rows of a chart's legend: name, at peak, at end.
func rowsOf(run report.Run) (rows [][]string) {
	GinkgoHelper()
	_, chart := written(run)
	for _, row := range regexp.MustCompile(`x="20" y="6">([^<]*)</text><text [^>]*>([^<]*)</text><text [^>]*>([^<]*)<`).FindAllStringSubmatch(chart, -1) {
		rows = append(rows, row[1:])
	}
	return rows
}

func textsOf(run report.Run) (texts []string) {
	GinkgoHelper()
	for _, placed := range placedOf(run) {
		texts = append(texts, placed.text)
	}
	return texts
}
