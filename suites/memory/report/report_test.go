package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"html"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/suites/memory/run"
)

// hostile is a path that a tree may well hold: markup, a line feed, a bell, a character that turns the line around, and
// bytes that are no text.
const hostile = "src/<script>alert('1')</script>\"&\n\a\u202egpj.\xff\xfe/<!--]]>.go"

var _ = Describe("A report", func() {
	It("is one page with a section, a chart in three files and every figure for each run", func() {
		second := leaky()
		second.Spec, second.Leak = "A full index", ""
		folder := written(leaky(), second)
		Expect(Write(folder)).To(Succeed())
		for _, name := range []string{"chart-1.svg", "chart-1.png", "chart-1-dark.png", "chart-2.svg", "chart-2.png", "chart-2-dark.png"} {
			Expect(contentOf(folder, name)).NotTo(BeEmpty(), "%s", name)
		}
		page := html.UnescapeString(contentOf(folder, "report.html"))
		Expect(strings.Count(page, "<svg")).To(Equal(2))
		for _, record := range []run.Record{leaky(), second} {
			Expect(page).To(And(ContainSubstring(">"+record.Spec+"</h2>"), ContainSubstring("leak injected: open-trees")))
			for _, verdict := range record.Verdicts {
				Expect(page).To(And(ContainSubstring(`<th scope="row">`+verdict.Name+"</th>"), ContainSubstring(verdict.Detail)))
			}
			for _, part := range record.Parts[0].Parts {
				Expect(page).To(ContainSubstring(`<th scope="row">` + part.Name + "</th>"))
			}
			Expect(page).To(And(ContainSubstring(record.Diagnosis), ContainSubstring("FAILED: 2 of 2 runs")))
		}
		Expect(page).To(And(ContainSubstring(">unattributed<"), ContainSubstring(`<td class="n">132.5</td>`), ContainSubstring(`<td class="n">190.0</td>`)))
		Expect(page).To(And(ContainSubstring(">200.0 MB<"), ContainSubstring(">2.0 GB<"), ContainSubstring(">+400.0 KB/file<")))
		Expect(page).To(And(ContainSubstring(">could not judge<"), ContainSubstring(">FAILED<"), ContainSubstring(">ok<")))
	})

	It("loads nothing and runs nothing", func() {
		folder := written(leaky())
		Expect(Write(folder)).To(Succeed())
		page := contentOf(folder, "report.html")
		links := regexp.MustCompile(`(?:src|href|url|import)\W*(?:=|\()\s*["']?([^"'\s>)]*)`).FindAllStringSubmatch(page, -1)
		Expect(links).NotTo(BeEmpty())
		for _, link := range links {
			Expect(link[1]).To(Or(HavePrefix("#"), Equal("memory.json")))
		}
		Expect(page).NotTo(MatchRegexp(`(?i)<(script|link|iframe|object|img)|\son[a-z]+=`))
	})

	It("escapes whatever trees, flags and files of results bring along", func() {
		record := leaky()
		record.Spec, record.Leak, record.Diagnosis = "spec "+hostile, hostile, hostile
		for i := range record.Series.Samples {
			record.Series.Samples[i].Path = hostile
		}
		for i := range record.Verdicts {
			record.Verdicts[i].Name, record.Verdicts[i].Detail, record.Verdicts[i].Unit = hostile, hostile, hostile
		}
		record.Parts[0].At, record.Parts[0].Parts[0].Name = hostile, hostile
		folder := written(record)
		write(folder, "kill-matrix.json", `[{"leak":"<script>k","verdict":"<script>v","outcomes":{"<script>v":"caught"},"values":{"<script>v":"<script>"},"named":["<script>n"]}]`)
		write(folder, "certificate.json", `{"machine":"<script>m","places":[{"place":"<script>p","amounts":[{"runs":1}]}]}`)
		Expect(Write(folder)).To(Succeed())
		for _, name := range []string{"report.html", "chart-1.svg"} {
			content := contentOf(folder, name)
			Expect(strings.ToLower(content)).NotTo(ContainSubstring("<script"), "%s", name)
			Expect(content).NotTo(ContainSubstring("<!--]]"), "%s", name)
			Expect(content).NotTo(MatchRegexp("[\a\u202e\ufffd]"), "%s", name)
			Expect(content).To(ContainSubstring("&lt;script&gt;"), "%s", name)
		}
		expectXML(contentOf(folder, "chart-1.svg"))
	})

	It("shows the kill matrix and the certificate where the folder holds them, and when they were measured", func() {
		folder := written(leaky())
		Expect(Write(folder)).To(Succeed())
		Expect(contentOf(folder, "report.html")).NotTo(Or(ContainSubstring(`id="kills"`), ContainSubstring(`id="certificate"`)))
		write(folder, "kill-matrix.json", `[
			{"leak":"open-trees","verdict":"steady-live","outcomes":{"steady-live":"caught","handles":"caught","ceiling":"quiet"},"values":{"steady-live":"1.967e+05 bytes/file","handles":"6 handles"},"named":["tree-sitter"]},
			{"leak":"parse-bomb","verdict":"ceiling","outcomes":{"ceiling":"caught","handles":"vacuous"},"values":{"ceiling":"2.462e+09 bytes"},"named":[]}]`)
		write(folder, "certificate.json", `{"machine":"linux/amd64","files_per_cycle":200,"cycles":6,"threshold_bytes_per_file":32,
			"null":{"runs":100,"caught":0,"slopes_bytes_per_file":[-3.51,0,17.38]},
			"places":[{"place":"C malloc","amounts":[{"bytes_per_file":64,"runs":5,"caught":4,"slopes_bytes_per_file":[72.59,73.38]}]}]}`)
		Expect(os.Chtimes(filepath.Join(folder, "kill-matrix.json"), time.Time{}, time.Unix(1_700_000_000, 0))).To(Succeed())
		Expect(Write(folder)).To(Succeed())
		page := contentOf(folder, "report.html")
		Expect(page).To(And(
			ContainSubstring("Measured 2023-11-14 22:13 UTC"),
			ContainSubstring(`<th scope="row">open-trees</th><td>tree-sitter</td>`),
			ContainSubstring(`class="word meant">caught<br><span class="value">&#43;196.7 KB/file`),
			ContainSubstring(`class="word also">also<br><span class="value">6 handles`),
			ContainSubstring(`class="word none">quiet</td>`), ContainSubstring(`class="word none">not reached</td>`),
			ContainSubstring(`<span class="value">2.5 GB`),
		))
		Expect(page).To(And(
			ContainSubstring("6 cycles of 200 files in each run; caught above 32 B/file. linux/amd64."),
			ContainSubstring(`<td class="n">0 of 100</td><td class="n">-3.5</td><td class="n">0.0</td><td class="n">17.4</td>`),
			ContainSubstring(`<th scope="row">C malloc</th><td class="n">64 B</td><td class="n">4 of 5</td>`),
		))
	})

	It("is written without what can't be read, and names it", func() {
		folder := written(leaky())
		write(folder, "kill-matrix.json", "{")
		Expect(Write(folder)).To(MatchError(ContainSubstring("kill-matrix.json")))
		Expect(contentOf(folder, "report.html")).To(ContainSubstring("Verdicts"))
		Expect(Write(GinkgoT().TempDir())).To(MatchError(ContainSubstring("memory.json")))
	})

	It("is of this folder's runs alone: charts of an earlier report with more runs go, and nothing else", func() {
		folder := written(leaky())
		for _, name := range []string{"chart-2.svg", "chart-12-dark.png", "chart-2.svg.bak", "my-chart-3.png", "chart-02.svg"} {
			write(folder, name, "mine")
		}
		Expect(Write(folder)).To(Succeed())
		var left []string
		entries, err := os.ReadDir(folder)
		Expect(err).NotTo(HaveOccurred())
		for _, entry := range entries {
			left = append(left, entry.Name())
		}
		Expect(left).To(ConsistOf("memory.json", "report.html", "chart-1.svg", "chart-1.png", "chart-1-dark.png",
			"chart-2.svg.bak", "my-chart-3.png", "chart-02.svg"))
	})

	It("says so when no run was measured", func() {
		folder := written()
		Expect(Write(folder)).To(Succeed())
		Expect(contentOf(folder, "report.html")).To(ContainSubstring("No run was measured."))
	})

	DescribeTable("is drawn of runs with hardly anything in them",
		func(change func(*run.Record)) {
			record := leaky()
			change(&record)
			svg := svgOf(record, 1, true, loadFonts())
			expectXML(string(svg))
			Expect(string(svg)).NotTo(Or(ContainSubstring("NaN"), ContainSubstring("Inf")))
			picture, err := pngOf(record, false, loadFonts())
			Expect(err).NotTo(HaveOccurred())
			Expect(png.DecodeConfig(bytes.NewReader(picture))).To(HaveField("Width", 1500))
			page := page{Runs: []section{sectionOf(record, 1, svg)}}
			Expect(page.render()).NotTo(BeEmpty())
		},
		Entry("nothing at all", func(r *run.Record) { *r = run.Record{} }),
		Entry("no samples", func(r *run.Record) { r.Series.Samples, r.Composition = nil, nil }),
		Entry("one sample", func(r *run.Record) {
			r.Series.Samples, r.Composition.Moments = r.Series.Samples[:1], r.Composition.Moments[:1]
		}),
		Entry("no time", func(r *run.Record) { r.Series.Duration = 0 }),
		Entry("a composition without moments", func(r *run.Record) { r.Composition.Moments = nil }),
		Entry("moments that lack parts", func(r *run.Record) { r.Composition.Moments[3].Bytes = nil }),
		Entry("cycles without files", func(r *run.Record) { clear(r.Cycles) }),
		Entry("one cycle", func(r *run.Record) { r.Cycles = r.Cycles[:1] }),
		Entry("no verdict", func(r *run.Record) { r.Verdicts = nil }),
		Entry("no growth", func(r *run.Record) {
			for i := range r.Cycles {
				r.Cycles[i].RSS, r.Cycles[i].Live = 1, 1
			}
		}),
	)
})

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

func write(folder, name, content string) {
	GinkgoHelper()
	Expect(os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600)).To(Succeed())
}
