package gmem_test

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

// recordFiles are the archived records of an outcome.
func recordFiles(outcome gmem.Outcome) []string {
	files, err := filepath.Glob(filepath.Join("testdata", "records", string(outcome), "*.json"))
	if err != nil {
		panic(err) // the pattern is fixed
	}
	return files
}

// replay reads a record and judges it. What is no record is vacuous.
func replay(path string) (gmem.Outcome, []gmem.Verdict) {
	GinkgoHelper()
	file, err := os.Open(path)
	Expect(err).NotTo(HaveOccurred())
	defer file.Close() //nolint:errcheck // opened for reading
	record, err := gmem.ReadRecord(file)
	if err != nil {
		return gmem.Vacuous, []gmem.Verdict{{Detail: err.Error()}}
	}
	verdicts := record.Judge()
	return gmem.OutcomeOf(verdicts), verdicts
}

var _ = Describe("An archived record", func() {
	for _, outcome := range []gmem.Outcome{gmem.Healthy, gmem.Leaky, gmem.Vacuous} {
		for _, path := range recordFiles(outcome) {
			It("is judged "+string(outcome)+": "+strings.TrimSuffix(filepath.Base(path), ".json"), func() {
				judged, verdicts := replay(path)
				Expect(judged).To(Equal(outcome), "%v", verdicts)
			})
		}
	}

	It("is there for every outcome", func() {
		for _, outcome := range []gmem.Outcome{gmem.Healthy, gmem.Leaky, gmem.Vacuous} {
			Expect(len(recordFiles(outcome))).To(BeNumerically(">=", 10), string(outcome))
		}
	})

	DescribeTable("is refused", func(text, reason string) {
		_, err := gmem.ReadRecord(strings.NewReader(text))
		Expect(err).To(MatchError(And(HavePrefix("read record: "), ContainSubstring(reason))))
	},
		Entry("when empty", ``, "EOF"),
		Entry("with another schema", `{"schema":2}`, "schema 2, want 1"),
		Entry("with an unknown key", `{"schema":1,"cycle":[]}`, `unknown field "cycle"`),
		Entry("with something after it", `{"schema":1} {}`, "something after it"),
		Entry("with NaN", `{"schema":1,"ceiling_bytes":NaN}`, "invalid character"),
		Entry("with a fraction of a byte", `{"schema":1,"ceiling_bytes":1.5}`, "1.5"),
		Entry("when no watch could have written so much", strings.Repeat(" ", 33<<20), "more than"),
	)
})

var _ = Describe("Several verdicts", func() {
	ok, failed, empty := gmem.Verdict{OK: true}, gmem.Verdict{}, gmem.Verdict{Vacuous: true}

	DescribeTable("come to", func(outcome gmem.Outcome, verdicts ...gmem.Verdict) {
		Expect(gmem.OutcomeOf(verdicts)).To(Equal(outcome))
	},
		Entry("healthy when all are OK", gmem.Healthy, ok, ok),
		Entry("leaky when one failed", gmem.Leaky, ok, failed, empty),
		Entry("leaky in whatever order", gmem.Leaky, empty, failed, ok),
		Entry("vacuous when one could not be reached", gmem.Vacuous, ok, empty),
		Entry("vacuous when there are none", gmem.Vacuous),
	)
})

// FuzzReplay holds the judgement to what must be true of any record: it ends, its figures are finite, and a record that
// cannot carry a verdict never passes.
func FuzzReplay(f *testing.F) {
	for _, outcome := range []gmem.Outcome{gmem.Healthy, gmem.Leaky, gmem.Vacuous} {
		for _, path := range recordFiles(outcome) {
			text, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		record, err := gmem.ReadRecord(bytes.NewReader(text))
		if err != nil {
			return
		}
		verdicts := record.Judge()
		if len(verdicts) == 0 {
			t.Fatal("no verdict at all")
		}
		for _, verdict := range verdicts {
			if math.IsNaN(verdict.Value) || math.IsInf(verdict.Value, 0) || math.IsNaN(verdict.Limit) || math.IsInf(verdict.Limit, 0) {
				t.Errorf("%v: value %v or limit %v is not finite", verdict, verdict.Value, verdict.Limit)
			}
			if verdict.OK && verdict.Vacuous || verdict.Detail == "" {
				t.Errorf("%+v contradicts itself or says nothing", verdict)
			}
		}
		if gmem.OutcomeOf(verdicts) != gmem.Healthy {
			return
		}
		if record.Series != nil && record.Series.Validate(max(record.MinSamples, 1)) != nil {
			t.Errorf("a faulty series passed: %v", record.Series.Validate(1))
		}
		for i, cycle := range record.Cycles {
			if cycle.Files <= 0 {
				t.Errorf("cycle %d without files passed", i+1)
			}
		}
	})
}
