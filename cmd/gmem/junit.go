package main

import (
	"encoding/xml"
	"fmt"
	"os"
	"time"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
)

// junitSuite is a JUnit report with a test case for each run and one for each of its verdicts.
type junitSuite struct {
	XMLName   xml.Name    `xml:"testsuite"`
	Name      string      `xml:"name,attr"`
	Tests     int         `xml:"tests,attr"`
	Failures  int         `xml:"failures,attr"`
	Errors    int         `xml:"errors,attr"`
	Skipped   int         `xml:"skipped,attr"`
	Seconds   float64     `xml:"time,attr"`
	Timestamp string      `xml:"timestamp,attr"`
	Cases     []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string       `xml:"classname,attr"`
	Name    string       `xml:"name,attr"`
	Seconds float64      `xml:"time,attr"`
	Failure *junitReason `xml:"failure,omitempty"`
	Skipped *junitReason `xml:"skipped,omitempty"` // a verdict that fails nothing
	Output  string       `xml:"system-out,omitempty"`
}

type junitReason struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// writeJUnit writes the report. Where nothing is to fail for its memory, what did not hold is told and fails nothing.
func writeJUnit(path string, reportOnly bool, runs []report.Run) error {
	suite := junitSuite{Name: "gmem", Timestamp: time.Now().UTC().Format("2006-01-02T15:04:05")}
	for i, run := range runs {
		suite.add(run, reportOnly, i+1, len(runs))
	}
	suite.Tests = len(suite.Cases)
	data, err := xml.MarshalIndent(suite, "", "  ")
	if err == nil {
		err = os.WriteFile(path, append([]byte(xml.Header), append(data, '\n')...), 0o600)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// add appends the cases of a run, the n-th of so many.
func (s *junitSuite) add(run report.Run, reportOnly bool, n, of int) {
	s.Seconds += run.DurationSeconds
	name := func(what string) string {
		if of > 1 {
			what += fmt.Sprintf(", run %d", n)
		}
		return what
	}
	whole := junitCase{Class: run.Spec, Name: name("ended"), Seconds: run.DurationSeconds, Output: run.Text()}
	if status, ended := run.Fact(endedFact).(string); ended && status != "exit status 0" && gmem.OutcomeOf(run.Verdicts) != gmem.Failed {
		whole.Failure = &junitReason{Message: status}
		s.Failures++
	}
	s.Cases = append(s.Cases, whole)
	for _, verdict := range run.Verdicts {
		one := junitCase{Class: run.Spec, Name: name(verdict.Name), Output: verdict.Text()}
		reason := &junitReason{Message: verdict.String(), Text: verdict.Text()}
		switch {
		case verdict.Inconclusive, !verdict.OK && reportOnly:
			one.Skipped = reason
			s.Skipped++
		case !verdict.OK:
			one.Failure = reason
			s.Failures++
		}
		s.Cases = append(s.Cases, one)
	}
}
