package gmem

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/onsi/gomega/types"
)

// HaveLeaked succeeds for Rounds in which something leaked or grew without end. It is meant to be negated:
//
//	Expect(gmem.Repeat(ctx, work)).NotTo(gmem.HaveLeaked())
//
// Rounds that can't be judged fail whether it is negated or not.
func HaveLeaked() types.GomegaMatcher { return leaked{} }

type leaked struct{}

// Match reports whether a verdict has failed.
func (leaked) Match(actual any) (bool, error) {
	rounds, fits := actual.(Rounds)
	if !fits {
		return false, fmt.Errorf("HaveLeaked takes what Repeat returns, a gmem.Rounds, and not a %T", actual)
	}
	switch rounds.Outcome() {
	case Failed:
		return true, nil
	case Undecided:
		return false, errors.New(Fold("cannot tell whether the work leaks:\n" + indent(rounds.failures())))
	}
	return false, nil
}

// FailureMessage says what held.
func (leaked) FailureMessage(actual any) string {
	rounds := actual.(Rounds) //nolint:forcetypeassert // Match has seen it
	var lines []string
	for _, verdict := range rounds.Verdicts {
		lines = append(lines, verdict.String())
	}
	return Fold("Expected the work to leak. It did not:\n" + indent(strings.Join(lines, "\n")))
}

// NegatedFailureMessage says what leaked, how much for each unit, how sure that is, and where.
func (leaked) NegatedFailureMessage(actual any) string {
	rounds := actual.(Rounds) //nolint:forcetypeassert // Match has seen it
	return Fold("Expected the work not to leak.\n" + indent(rounds.failures()))
}

// failures are the verdicts that did not hold, with all that they know.
func (r Rounds) failures() string {
	var texts []string
	for _, verdict := range r.Verdicts {
		switch live, _ := r.Verdict(VerdictLive); {
		case verdict.OK:
		case verdict.Name == VerdictResident && live.Fault == Leak: // the same once more, and less exactly
			first, _, _ := strings.Cut(verdict.Detail, "\n")
			texts = append(texts, verdict.Name+": "+first)
		default:
			texts = append(texts, verdict.Name+": "+verdict.Text())
		}
	}
	if len(texts) == 0 {
		return "there is no verdict"
	}
	if r.Stopped != "" {
		texts = append(texts, "stopped: "+r.Stopped)
	}
	return strings.Join(texts, "\n\n")
}

// TB is what VerifyNoLeak needs of a testing.T.
type TB interface {
	Helper()
	Context() context.Context
	Fatal(args ...any)
}

// VerifyNoLeak repeats the work as Repeat does, and fails the test when the work returns an error, leaks, or can't be judged.
// It is for tests without Gomega.
func VerifyNoLeak(t TB, work func(context.Context) error, options ...RepeatOptions) {
	t.Helper()
	rounds, err := Repeat(t.Context(), work, options...)
	if err != nil {
		t.Fatal(err)
	}
	if rounds.Outcome() != Passed {
		t.Fatal(HaveLeaked().NegatedFailureMessage(rounds))
	}
}
