package report_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/sync/errgroup"

	"github.com/embecode/embecode/pkg/gmem/report"
)

var _ = Describe("A memory.json", func() {
	var path string

	BeforeEach(func() { path = filepath.Join(GinkgoT().TempDir(), "new", "folder", report.FileName) })

	It("is read as it was written", func() {
		Expect(report.File{Outcome: "leak", Runs: []report.Run{leaky()}}.Write(path)).To(Succeed())
		Expect(report.Read(path)).To(Equal(report.File{Schema: report.Schema, Outcome: "leak", Runs: []report.Run{leaky()}}))
	})

	It("has the names that readers rely on, with units in them, and facts beside the other fields", func() {
		Expect(report.File{Runs: []report.Run{leaky()}}.Write(path)).To(Succeed())
		var file struct{ Runs []map[string]any }
		Expect(json.Unmarshal([]byte(contentOf(filepath.Dir(path), report.FileName)), &file)).To(Succeed())
		Expect(file.Runs).To(HaveExactElements(And(
			HaveKeyWithValue("spec", "Asking again and again"), HaveKeyWithValue("answers", 400.0), HaveKeyWithValue("leak", "on purpose"),
			HaveKeyWithValue("baseline_bytes", 53e6), HaveKeyWithValue("peak_bytes", 200e6), HaveKeyWithValue("final_bytes", 190e6),
			HaveKeyWithValue("duration_seconds", 4.0), HaveKeyWithValue("samples", 80.0), HaveKey("series"), HaveKey("parts"), HaveKey("rounds"),
			HaveKeyWithValue("verdicts", ContainElement(And(HaveKeyWithValue("name", "ceiling"), HaveKeyWithValue("ok", true),
				HaveKeyWithValue("value", 2e8), HaveKeyWithValue("limit", 2e9), HaveKeyWithValue("unit", "bytes"), HaveKey("detail")))),
		)))
	})

	It("has room for a fact of more than one word, of any kind of number", func() {
		run := report.Run{Facts: []report.Fact{{"answers given", 7}, {"share", 0.5}, {"warm", true}}}
		Expect(report.File{Runs: []report.Run{run}}.Write(path)).To(Succeed())
		Expect(contentOf(filepath.Dir(path), report.FileName)).To(ContainSubstring(`"answers_given":7,"share":0.5,"warm":true`))
		read, err := report.Read(path)
		Expect(err).NotTo(HaveOccurred())
		Expect(read.Runs[0].Fact("answers given")).To(Equal(7.0))
		Expect(read.Runs[0].Fact("nothing")).To(BeNil())
	})

	DescribeTable("has no two fields of one name", func(facts ...report.Fact) {
		Expect(report.File{Runs: []report.Run{{Facts: facts}}}.Write(path)).To(MatchError(ContainSubstring("two fields")))
		Expect(path).NotTo(BeAnExistingFile())
	},
		Entry("a fact like another field", report.Fact{Name: "peak bytes", Value: 1}),
		Entry("two facts alike", report.Fact{Name: "a b", Value: 1}, report.Fact{Name: "a_b", Value: 2}),
	)

	It("holds a list of runs also when nothing was measured", func() {
		Expect(report.File{}.Write(path)).To(Succeed())
		Expect(contentOf(filepath.Dir(path), report.FileName)).To(ContainSubstring(`"runs":[]`))
	})

	It("is whole whichever of two processes wrote it last, and leaves no draft", func() {
		const runs, rounds = 50, 100
		var files [2]report.File
		for i := range files {
			for range runs {
				files[i].Runs = append(files[i].Runs, report.Run{Spec: fmt.Sprint(i)})
			}
		}
		for range rounds {
			var all errgroup.Group
			for _, file := range files {
				all.Go(func() error { return file.Write(path) })
			}
			Expect(all.Wait()).To(Succeed())
			left, err := report.Read(path)
			Expect(err).NotTo(HaveOccurred())
			Expect(left.Runs).To(And(HaveLen(runs), HaveEach(HaveField("Spec", left.Runs[0].Spec))))
		}
		Expect(os.ReadDir(filepath.Dir(path))).To(ConsistOf(HaveField("Name()", report.FileName)))
	})

	DescribeTable("is refused, with its path and what is wrong, when it is", func(content, want string) {
		Expect(os.MkdirAll(filepath.Dir(path), 0o700)).To(Succeed())
		Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
		_, err := report.Read(path)
		Expect(err).To(MatchError(And(ContainSubstring(path), ContainSubstring(want))))
	},
		Entry("empty", "", "not a memory.json: unexpected end"),
		Entry("not JSON", "<html>", "not a memory.json: invalid character"),
		Entry("another JSON", `{"runs": []}`, "not a memory.json: it names no schema"),
		Entry("cut off", `{"schema": 2, "runs": [`, "not a memory.json: unexpected end"),
		Entry("followed by something", `{"schema": 2, "runs": []} x`, "after top-level value"),
		Entry("wrong in a field", `{"schema": 2, "runs": [{"samples": "many"}]}`, "samples"),
		Entry("of an earlier schema", `{"schema": 1, "runs": [{"samples": "many"}]}`, "schema 1 is of an earlier version, want 2: measure it again"),
		Entry("of a later schema", `{"schema": 3, "runs": []}`, "schema 3 is of a later version"),
	)

	It("takes fields that it doesn't know for facts, and passes over those that hold more than one value", func() {
		Expect(report.File{Runs: []report.Run{leaky()}}.Write(path)).To(Succeed())
		content := strings.Replace(contentOf(filepath.Dir(path), report.FileName), `"spec"`, `"later":{"more":1},"list":[1],"none":null,"new_one":3,"spec"`, 1)
		Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
		want := leaky()
		want.Facts = append([]report.Fact{{Name: "new one", Value: 3.0}}, want.Facts...)
		Expect(report.Read(path)).To(HaveField("Runs", []report.Run{want}))
	})

	It("says where it could not be written, and what keeps it", func() {
		Expect(os.MkdirAll(path, 0o700)).To(Succeed())
		Expect(report.File{}.Write(path)).To(MatchError(HavePrefix("write " + path + ": ")))
		Expect(os.ReadDir(filepath.Dir(path))).To(ConsistOf(HaveField("Name()", report.FileName)))
	})
})
