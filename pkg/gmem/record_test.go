package gmem_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

// record is an archived run with what it is to be judged by, so that the judgement can be tried again on it. It holds a
// series, rounds, or both.
type record struct {
	About      string       `json:"about"` // where it comes from and what is hard about it
	Ceiling    gmem.Bytes   `json:"ceiling_bytes"`
	MinSamples int          `json:"min_samples"`
	Series     *gmem.Series `json:"series"`
	Verdict    string       `json:"verdict"` // which of the rounds' verdicts is meant
	Rounds     *gmem.Rounds `json:"rounds"`
}

func readRecord(text []byte) (record, error) {
	var r record
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return r, decoder.Decode(&r)
}

// judge returns the verdicts that the record asks for.
func (r record) judge() []gmem.Verdict {
	var verdicts []gmem.Verdict
	if r.Series != nil {
		verdict := r.Series.Below(r.Ceiling)
		if err := r.Series.Validate(max(r.MinSamples, 1)); err != nil && verdict.OK {
			verdict = gmem.Verdict{Inconclusive: true, Detail: err.Error()}
		}
		verdicts = append(verdicts, verdict)
	}
	if r.Rounds == nil {
		return verdicts
	}
	for _, verdict := range r.Rounds.Judge() {
		if verdict.Name == r.Verdict {
			verdicts = append(verdicts, verdict)
		}
	}
	return verdicts
}

var outcomes = []gmem.Outcome{gmem.Passed, gmem.Failed, gmem.Undecided}

// recordFiles are the archived records of an outcome.
func recordFiles(outcome gmem.Outcome) []string {
	files, err := filepath.Glob(filepath.Join("testdata", "records", string(outcome), "*.json"))
	if err != nil {
		panic(err) // the pattern is fixed
	}
	return files
}

var _ = Describe("An archived record", func() {
	for _, outcome := range outcomes {
		for _, path := range recordFiles(outcome) {
			It("is judged "+string(outcome)+": "+strings.TrimSuffix(filepath.Base(path), ".json"), func() {
				text, err := os.ReadFile(path)
				Expect(err).NotTo(HaveOccurred())
				record, err := readRecord(text)
				if err != nil {
					Expect(outcome).To(Equal(gmem.Undecided), "%v", err)
					return
				}
				verdicts := record.judge()
				Expect(gmem.OutcomeOf(verdicts)).To(Equal(outcome), "%v", verdicts)
			})
		}
	}

	It("is there for every outcome", func() {
		for _, outcome := range outcomes {
			Expect(len(recordFiles(outcome))).To(BeNumerically(">=", 10), string(outcome))
		}
	})
})

// FuzzReplay holds the judgement to what must be true of any record: it ends, its figures are finite, and a record that
// cannot carry a verdict never passes.
func FuzzReplay(f *testing.F) {
	for _, outcome := range outcomes {
		for _, path := range recordFiles(outcome) {
			text, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		record, err := readRecord(text)
		if err != nil {
			return
		}
		for _, verdict := range record.judge() {
			if math.IsNaN(verdict.Value) || math.IsInf(verdict.Value, 0) || math.IsNaN(verdict.Limit) || math.IsInf(verdict.Limit, 0) {
				t.Errorf("%v: value %v or limit %v is not finite", verdict, verdict.Value, verdict.Limit)
			}
			if verdict.OK && verdict.Inconclusive || verdict.Detail == "" {
				t.Errorf("%+v contradicts itself or says nothing", verdict)
			}
			if record.Rounds != nil && verdict.OK && verdict.Name == gmem.VerdictLive {
				for i, round := range record.Rounds.Rounds[max(record.Rounds.WarmUp-1, 0):] {
					if round.Units <= 0 {
						t.Errorf("round %d without work passed", i+1)
					}
				}
			}
		}
	})
}
