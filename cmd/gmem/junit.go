package main

import (
	"encoding/xml"
	"fmt"
	"os"

	"github.com/embecode/embecode/pkg/gmem/report"
)

// junitSuite is a JUnit report with a test case for each verdict.
type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Seconds  float64     `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Output  string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func writeJUnit(path string, run report.Run) error {
	suite := junitSuite{Name: "gmem", Seconds: run.DurationSeconds}
	for _, verdict := range run.Verdicts {
		one := junitCase{Class: run.Spec, Name: verdict.Name, Output: verdict.Text()}
		if !verdict.OK {
			one.Failure = &junitFailure{Message: verdict.String(), Text: verdict.Text()}
			suite.Failures++
		}
		suite.Cases = append(suite.Cases, one)
	}
	suite.Tests = len(suite.Cases)
	data, err := xml.MarshalIndent(suite, "", "  ")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return os.WriteFile(path, append([]byte(xml.Header), append(data, '\n')...), 0o600)
}
