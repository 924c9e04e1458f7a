package memory_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// outcome is what a whole run of the suite comes to.
type outcome string

// The outcomes. A run in which no spec of interest failed can still be a leak: when a filter left out the spec that
// would have failed by a verdict.
const (
	outcomeClean   outcome = "clean"            // something was measured, and nothing failed
	outcomeLeak    outcome = "leak"             // a verdict over memory has failed
	outcomeBroken  outcome = "broken set-up"    // something else has failed, so that there is no telling
	outcomeNothing outcome = "nothing measured" // as after a filter that leaves every memory spec out
)

func outcomeOf(failed bool, records []run.Record) outcome {
	switch {
	case slices.ContainsFunc(records, func(r run.Record) bool { return len(leaking(r)) > 0 }):
		return outcomeLeak
	case failed:
		return outcomeBroken
	case len(records) == 0:
		return outcomeNothing
	}
	return outcomeClean
}

// leaking are the verdicts over memory that have failed. That the run's own figures don't add up says nothing of memory.
func leaking(record run.Record) []gmem.Verdict {
	return slices.DeleteFunc(failed(record.Verdicts), func(v gmem.Verdict) bool { return v.Name == gmem.VerdictNotVacuous })
}

// exitBroken is the exit status of a broken set-up: Go's own for a bad flag. Whatever else fails ends with 1.
const exitBroken = 2

func (o outcome) status(code int) int {
	if code != 0 && o == outcomeBroken {
		return exitBroken
	}
	return code
}

// write leaves the outcome as one line in the output folder, for scripts, and in memory.json where there is one of this
// run.
func (o outcome) write(out string, measured bool) error {
	if err := os.MkdirAll(out, 0o700); err != nil {
		return fmt.Errorf("write the outcome: %w", err)
	}
	err := os.WriteFile(filepath.Join(out, "outcome"), []byte(string(o)+"\n"), 0o600)
	if measured {
		err = errors.Join(err, run.Amend(out, func(archive *run.Archive) { archive.Outcome = string(o) }))
	}
	return err
}

var _ = Describe("The outcome of a run", func() {
	record := func(verdicts ...gmem.Verdict) run.Record { return run.Record{Verdicts: verdicts} }
	held := gmem.Verdict{Name: gmem.VerdictCeiling, OK: true}
	crossed := gmem.Verdict{Name: gmem.VerdictCeiling}
	dead := gmem.Verdict{Name: gmem.VerdictSteadyLive, Vacuous: true}
	wrong := gmem.Verdict{Name: gmem.VerdictNotVacuous}

	DescribeTable("tells a leak from a broken set-up:", func(failed bool, records []run.Record, want outcome, status int) {
		got := outcomeOf(failed, records)
		Expect(got).To(Equal(want))
		code := 0
		if failed {
			code = 1
		}
		Expect(got.status(code)).To(Equal(status))
	},
		Entry("all held", false, []run.Record{record(held)}, outcomeClean, 0),
		Entry("one crossed", true, []run.Record{record(held), record(held, crossed)}, outcomeLeak, 1),
		Entry("one crossed, and another could not be reached", true, []run.Record{record(dead, crossed)}, outcomeLeak, 1),
		Entry("one crossed, whose spec was left out", false, []run.Record{record(crossed)}, outcomeLeak, 0),
		Entry("one could not be reached", true, []run.Record{record(held, dead)}, outcomeBroken, 2),
		Entry("figures that don't add up", true, []run.Record{record(held, wrong)}, outcomeBroken, 2),
		Entry("failed before a verdict", true, nil, outcomeBroken, 2),
		Entry("all left out", false, nil, outcomeNothing, 0),
	)

	It("is written for scripts, into a folder that need not exist", func() {
		out := filepath.Join(GinkgoT().TempDir(), "new")
		Expect(outcomeBroken.write(out, false)).To(Succeed())
		Expect(os.ReadFile(filepath.Join(out, "outcome"))).To(BeEquivalentTo("broken set-up\n"))

		Expect(os.WriteFile(filepath.Join(out, "memory.json"), []byte(`{"schema": 1, "runs": []}`), 0o600)).To(Succeed())
		Expect(outcomeLeak.write(out, true)).To(Succeed())
		Expect(os.ReadFile(filepath.Join(out, "outcome"))).To(BeEquivalentTo("leak\n"))
		archive, err := run.ReadArchive(filepath.Join(out, "memory.json"))
		Expect(err).NotTo(HaveOccurred())
		Expect(archive.Outcome).To(Equal("leak"))
	})
})
