package gmem

import (
	"errors"
	"fmt"
	"strings"

	"github.com/onsi/gomega/format"
	"github.com/onsi/gomega/types"
)

// judging is a Gomega matcher around a judgement. A vacuous verdict is an error of the match, so that it fails whether
// the matcher was meant to hold or not.
type judging[T any] struct {
	promise string         // what the matched thing is to do, after "to"
	subject func(T) string // what it is, in a few words
	judge   func(T) Verdict
	verdict Verdict
}

var _ types.GomegaMatcher = (*judging[Series])(nil)

// Match judges the actual value.
func (m *judging[T]) Match(actual any) (bool, error) {
	value, fits := actual.(T)
	if !fits {
		return false, fmt.Errorf("%s\n%s", fold(fmt.Sprintf("the matcher for %q takes a %T. Got:", m.promise, value)), format.Object(actual, 1))
	}
	m.verdict = m.judge(value)
	if m.verdict.Vacuous {
		return false, errors.New(fold(fmt.Sprintf("cannot tell whether %s is to %s:\n%s",
			m.subject(value), m.promise, indent(m.verdict.Detail))))
	}
	return m.verdict.OK, nil
}

// FailureMessage says what went wrong and where to look first.
func (m *judging[T]) FailureMessage(actual any) string { return m.message(actual, "to") }

// NegatedFailureMessage says what held against expectation.
func (m *judging[T]) NegatedFailureMessage(actual any) string { return m.message(actual, "not to") }

func (m *judging[T]) message(actual any, to string) string {
	subject := "it"
	if value, fits := actual.(T); fits {
		subject = m.subject(value)
	}
	return fold(fmt.Sprintf("Expected %s %s %s.\n%s", subject, to, m.promise, indent(m.verdict.Detail)))
}

// indent sets a detail apart from the sentence above it.
func indent(detail string) string {
	return format.Indent + strings.ReplaceAll(detail, "\n", "\n"+format.Indent)
}
