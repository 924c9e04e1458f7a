package gmem

import (
	"errors"
	"fmt"
	"strings"

	"github.com/onsi/gomega/format"
	"github.com/onsi/gomega/types"
)

// Hold succeeds for a Verdict that is OK. An inconclusive one fails whether Hold is negated or not.
func Hold() types.GomegaMatcher {
	return &matcher[Verdict]{
		promise: "hold",
		subject: func(v Verdict) string { return "the verdict " + v.Name },
		judge:   func(v Verdict) Verdict { return v },
	}
}

// matcher is a Gomega matcher around a judgement. An inconclusive verdict is an error of the match, so that it fails in
// both polarities. It keeps the last verdict: each use takes a new one.
type matcher[T any] struct {
	promise string         // what the matched thing is to do, after "to"
	subject func(T) string // what it is, in a few words
	judge   func(T) Verdict
	verdict Verdict
}

// Match judges the actual value.
func (m *matcher[T]) Match(actual any) (bool, error) {
	value, fits := actual.(T)
	if !fits {
		return false, fmt.Errorf("%s\n%s", Fold(fmt.Sprintf("the matcher for %q takes a %T. Got:", m.promise, value)), format.Object(actual, 1))
	}
	m.verdict = m.judge(value)
	if m.verdict.Inconclusive {
		return false, errors.New(Fold(fmt.Sprintf("cannot tell whether %s is to %s:\n%s",
			m.subject(value), m.promise, indent(m.verdict.Detail))))
	}
	return m.verdict.OK, nil
}

// FailureMessage says what went wrong and where to look first.
func (m *matcher[T]) FailureMessage(actual any) string { return m.message(actual, "to") }

// NegatedFailureMessage says what held against expectation.
func (m *matcher[T]) NegatedFailureMessage(actual any) string { return m.message(actual, "not to") }

func (m *matcher[T]) message(actual any, to string) string {
	subject := "it"
	if value, fits := actual.(T); fits {
		subject = m.subject(value)
	}
	return Fold(fmt.Sprintf("Expected %s %s %s.\n%s", subject, to, m.promise, indent(m.verdict.Text())))
}

// indent sets a detail apart from the sentence above it.
func indent(detail string) string {
	return format.Indent + strings.ReplaceAll(detail, "\n", "\n"+format.Indent)
}
