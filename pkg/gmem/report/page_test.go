package report_test

import (
	"encoding/xml"
	"errors"
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/sync/errgroup"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
)

// hostile is a name that a tree may well hold: markup, a bell, a character that turns the line around, and bytes that are
// no text.
const hostile = "src/<script>alert('1')</script>\"&\a\u202egpj.\xff\xfe/{{.}}<!--]]>.go"

var _ = Describe("A report", func() {
	It("is one page with a section, a chart and every figure for each run", func() {
		second := leaky()
		second.Spec, second.Facts, second.LeftOut = "A second run", nil, nil
		content, _ := written(leaky(), second)
		page := html.UnescapeString(content)
		Expect(strings.Count(page, "<svg")).To(Equal(2))
		for _, run := range []report.Run{leaky(), second} {
			Expect(page).To(ContainSubstring(">" + run.Spec + "</h2>"))
			for _, verdict := range run.Verdicts {
				Expect(page).To(And(ContainSubstring(`<th scope="row">`+verdict.Name+"</th>"), ContainSubstring(verdict.Detail)))
			}
		}
		Expect(page).To(And(
			ContainSubstring("FAILED: 2 of 2 runs"), ContainSubstring("begun 2026-01-02 03:04 UTC"), ContainSubstring("Measured on linux/amd64, 2 cores"),
			ContainSubstring("4 rounds · 4 s · answers: 400 · leak: on purpose · 80 samples"), ContainSubstring("Stopped early: the disk was full"),
			ContainSubstring("Not measured: mappings: there is no /proc"), ContainSubstring("<dd>cache: +120.0 MB (+400.0 KB each)</dd>"),
			ContainSubstring("<dd>look first at what is never removed</dd>"), ContainSubstring("40.0 MB in 100 blocks: cache.Put"),
			ContainSubstring(">unattributed<"), ContainSubstring(`<td class="n">132.5</td>`), ContainSubstring(`<td class="n">190.0</td>`),
			ContainSubstring(">200.0 MB<"), ContainSubstring(">2.0 GB<"), ContainSubstring(">+400.0 KB/call<"),
			ContainSubstring(">could not judge<"), ContainSubstring(">FAILED<"), ContainSubstring(">ok<"),
			ContainSubstring(`<th scope="col" class="n">calls</th>`), ContainSubstring(`<td class="n">122,000,000</td>`),
		))
	})

	It("loads nothing and runs nothing", func() {
		page, _ := written(leaky())
		links := regexp.MustCompile(`(?:src|href|url|import)\W*(?:=|\()\s*["']?([^"'\s>)]*)`).FindAllStringSubmatch(page, -1)
		Expect(links).NotTo(BeEmpty())
		for _, link := range links {
			Expect(link[1]).To(Or(HavePrefix("#"), Equal("memory.json")))
		}
		Expect(page).NotTo(MatchRegexp(`(?i)<(script|link|iframe|object|img)|\son[a-z]+=`))
	})

	It("escapes whatever names and paths bring along", func() {
		run := leaky()
		run.Spec, run.Unit, run.Stopped = "spec "+hostile, hostile, hostile
		run.Facts = []report.Fact{{Name: hostile, Value: hostile}}
		run.LeftOut = []gmem.LeftOut{{Name: hostile, Reason: hostile}}
		for i := range run.Series.Samples {
			run.Series.Samples[i].At = hostile
		}
		for i := range run.Verdicts {
			run.Verdicts[i].Detail, run.Verdicts[i].Unit, run.Verdicts[i].Advice = hostile, hostile, hostile
		}
		run.Verdicts[0].Name, run.Series.Over.Parts[1], run.Verdicts[1].Evidence[0].What, run.Verdicts[1].Sites[0].Function = hostile, hostile, hostile, hostile
		run.Parts[0].At, run.Parts[0].Parts[0].Name = hostile, hostile
		page, chart := written(run)
		for _, content := range []string{page, chart} {
			Expect(strings.ToLower(content)).NotTo(ContainSubstring("<script"))
			Expect(content).NotTo(Or(ContainSubstring("<!--]]"), MatchRegexp("[\a\u202e\ufffd]")))
			Expect(content).To(ContainSubstring("&lt;script&gt;"))
		}
		expectXML(chart)
	})

	It("is the same to the byte for the same runs", func() {
		page, chart := written(leaky())
		for range 3 {
			again, drawn := written(leaky())
			Expect(again).To(Equal(page))
			Expect(drawn).To(Equal(chart))
		}
	})

	It("is dark where the reader prefers it: each colour of the light scheme has another there", func() {
		page, chart := written(leaky())
		for _, content := range []string{page, chart} {
			style := content[strings.Index(content, ".chart{--paper"):]
			light, dark, found := strings.Cut(style[:strings.Index(style, ".chart text")], "@media screen and (prefers-color-scheme:dark)")
			Expect(found).To(BeTrue())
			colours := regexp.MustCompile(`(--[a-z]+):(#[0-9a-f]+)`)
			Expect(colours.FindAllString(light, -1)).To(HaveLen(len(colours.FindAllString(dark, -1))))
			for _, one := range colours.FindAllStringSubmatch(light, -1) {
				Expect(dark).To(ContainSubstring(one[1] + ":#"))
				Expect(dark).NotTo(ContainSubstring(one[0]+";"), "the same in both")
			}
			for _, used := range regexp.MustCompile(`var\((--[a-z]+)\)`).FindAllStringSubmatch(style, -1) {
				Expect(content).To(ContainSubstring(used[1]+":#"), "used and never set")
			}
		}
	})

	It("says so when no run was measured", func() {
		page, _ := written()
		Expect(page).To(ContainSubstring("No run was measured."))
	})

	It("is of this file's runs alone: charts of an earlier report with more runs go, and nothing else", func() {
		folder := leave(leaky())
		for _, name := range []string{"chart-2.svg", "chart-12.svg", "chart-2.svg.bak", "my-chart-3.svg", "chart-02.svg"} {
			Expect(os.WriteFile(filepath.Join(folder, name), []byte("mine"), 0o600)).To(Succeed())
		}
		Expect(report.WritePage(folder)).To(Succeed())
		Expect(namesIn(folder)).To(ConsistOf("memory.json", "report.html", "chart-1.svg", "chart-2.svg.bak", "my-chart-3.svg", "chart-02.svg"))
	})

	It("is whole, with no draft left, when two processes write it at once", func() {
		folder := leave(leaky())
		var all errgroup.Group
		for range 8 {
			all.Go(func() error { return report.WritePage(folder) })
		}
		Expect(all.Wait()).To(Succeed())
		Expect(namesIn(folder)).To(ConsistOf("memory.json", "report.html", "chart-1.svg"))
		Expect(contentOf(folder, "report.html")).To(HaveSuffix("</html>\n"))
	})

	It("needs a memory.json", func() {
		Expect(report.WritePage(GinkgoT().TempDir())).To(MatchError(And(HavePrefix("write the report: "), ContainSubstring("memory.json"))))
	})

	DescribeTable("is drawn of runs with hardly anything in them", func(change func(*report.Run)) {
		run := leaky()
		change(&run)
		page, chart := written(run)
		expectXML(chart)
		Expect(page + chart).NotTo(Or(ContainSubstring("NaN"), ContainSubstring("Inf"), ContainSubstring("%!")))
	},
		Entry("nothing at all", func(r *report.Run) { *r = report.Run{} }),
		Entry("no samples", func(r *report.Run) { r.Series.Samples, r.Series.Over = nil, nil }),
		Entry("one sample", func(r *report.Run) {
			r.Series.Samples, r.Series.Over.Moments = r.Series.Samples[:1], r.Series.Over.Moments[:1]
		}),
		Entry("no time", func(r *report.Run) { r.Series.Duration = 0 }),
		Entry("no unit", func(r *report.Run) { r.Unit = "" }),
		Entry("a composition without moments", func(r *report.Run) { r.Series.Over.Moments = nil }),
		Entry("moments that lack parts", func(r *report.Run) { r.Series.Over.Moments[3].Bytes = nil }),
		Entry("rounds in which nothing was done", func(r *report.Run) { clear(r.Rounds) }),
		Entry("one round", func(r *report.Run) { r.Rounds = r.Rounds[:1] }),
		Entry("no verdict", func(r *report.Run) { r.Verdicts = nil }),
		Entry("no growth", func(r *report.Run) {
			for i := range r.Rounds {
				r.Rounds[i].RSS, r.Rounds[i].Live = 1, 1
			}
		}),
		Entry("a growth of many gigabytes", func(r *report.Run) { r.Rounds[3].Live = 9_000 * gmem.GB }),
		Entry("readings below zero", func(r *report.Run) { r.Series.Over.Moments[3].RSS, r.Series.Over.Moments[4].Bytes[1] = -1, -5 }),
	)
})

func namesIn(folder string) (names []string) {
	GinkgoHelper()
	entries, err := os.ReadDir(folder)
	Expect(err).NotTo(HaveOccurred())
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// expectXML expects a well-formed document.
func expectXML(content string) {
	GinkgoHelper()
	for decoder := xml.NewDecoder(strings.NewReader(content)); ; {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		Expect(err).NotTo(HaveOccurred())
	}
}
