// Package memory_test holds the promises about memory. Their measuring is in run, their judging in pkg/gmem.
package memory_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/internal/suite"
	"github.com/embecode/embecode/suites/memory/leaks"
	"github.com/embecode/embecode/suites/memory/report"
	"github.com/embecode/embecode/suites/memory/run"
)

// TestMain ends with the lines that matter, behind everything else that is printed.
func TestMain(m *testing.M) {
	flag.CommandLine.Init(flag.CommandLine.Name(), flag.ContinueOnError)
	flag.CommandLine.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), usage()) //nolint:errcheck // there is nobody left to tell
	}
	switch err := flag.CommandLine.Parse(os.Args[1:]); {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		ended.setUp = err
		os.Exit(conclude(os.Stdout, 1))
	}
	code := m.Run()
	os.Exit(conclude(os.Stdout, code))
}

func TestMemory(t *testing.T) {
	if *flagChild != "" {
		ended.silent = true
		if err := run.Child(t.Context(), *flagChild); err != nil {
			t.Fatal(err)
		}
		return
	}
	if *flagList {
		ended.silent = true
		fmt.Print(leaks.List())
		return
	}
	if options, ended.setUp = resolveOptions(); ended.setUp != nil {
		t.Fatal(ended.setUp)
	}
	suite.Run(t, "suites/memory")
}

// scratch is a folder that all processes of the suite share, with the generated trees and the records in it.
var scratch string

var _ = SynchronizedBeforeSuite(func() []byte {
	shared := GinkgoT().TempDir()
	for _, name := range []string{"trees", "records", "kills"} {
		Expect(os.Mkdir(filepath.Join(shared, name), 0o700)).To(Succeed())
	}
	return []byte(shared)
}, func(shared []byte) {
	scratch = string(shared)
})

// The records are collected before the scratch folder goes, once every process of the suite has ended its specs. A run that
// measured nothing, such as that of the quick specs, leaves alone what an earlier one has left in the output folder.
var _ = SynchronizedAfterSuite(func() {}, func() {
	measured, err := filepath.Glob(filepath.Join(scratch, "*", "*.json")) // records and rows of the kill matrix
	Expect(err).NotTo(HaveOccurred())
	if len(measured) == 0 && !*flagCertify {
		return
	}
	_, err = run.Collect(filepath.Join(scratch, "records"), options.out)
	Expect(err).NotTo(HaveOccurred())
	ended.measured = true
	risen := compareWithBaseline()
	reportKills(filepath.Join(scratch, "kills"), options.out)
	writeReport()
	if risen != "" {
		Fail(risen)
	}
})

// writeReport draws the charts and the page for people. The verdicts are there without it: whatever keeps it from being
// written turns nothing red.
func writeReport() {
	if !*flagCharts {
		return
	}
	if err := report.Write(options.out); err != nil {
		AddReportEntry("warning", "the report for people is not complete: "+err.Error(), ReportEntryVisibilityAlways)
	}
}
