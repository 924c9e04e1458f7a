package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
)

// files are what a run or a watch leaves.
type files struct {
	folder, junit string // empty for none
	reportOnly    bool   // tell of what is too much, and fail nothing for it
}

// fileFlags are the flags that name them, and -report-only with what it means.
func fileFlags(set *flag.FlagSet, reportOnly string) *files {
	f := &files{}
	set.StringVar(&f.folder, "out", "", "write memory.json, report.html and charts into `DIR`")
	set.StringVar(&f.junit, "junit", "", "write a JUnit report into `FILE`")
	set.BoolVar(&f.reportOnly, "report-only", false, reportOnly)
	return f
}

// prepare makes the folders and tries to write into them: what can't be written is to be known before hours of a run.
func (f *files) prepare() error {
	for _, path := range []string{f.folder, f.junit} {
		if path == "" {
			continue
		}
		folder := path
		if path == f.junit {
			folder = filepath.Dir(path)
		}
		err := os.MkdirAll(folder, 0o700)
		var draft *os.File
		if err == nil {
			draft, err = os.CreateTemp(folder, "gmem-*.draft")
		}
		if err == nil {
			err = errors.Join(draft.Close(), os.Remove(draft.Name()))
		}
		if err != nil {
			return fmt.Errorf("write into %s: %w", folder, err)
		}
	}
	return nil
}

// leave writes the files of some runs and tells of the last one. The status says whether that took too much.
func (f *files) leave(problems io.Writer, runs ...report.Run) (int, error) {
	err := f.write(runs...) // before anything fails
	last := runs[len(runs)-1]
	say(problems, "%s\n", last.Text())
	switch {
	case err != nil:
		return exitBroken, err
	case gmem.OutcomeOf(last.Verdicts) == gmem.Failed && !f.reportOnly:
		return exitTooMuch, nil
	}
	return exitSucceeded, nil
}

// write leaves the files of some runs, before anything fails for them.
func (f *files) write(runs ...report.Run) error {
	var problems []error
	if f.folder != "" {
		var verdicts []gmem.Verdict
		for _, run := range runs {
			verdicts = append(verdicts, run.Verdicts...)
		}
		file := report.File{Outcome: string(gmem.OutcomeOf(verdicts)), Runs: runs}
		if machine, err := report.ThisMachine(); err == nil {
			file.MeasuredOn = &machine
		}
		err := file.Write(filepath.Join(f.folder, report.FileName))
		if err == nil {
			err = report.WritePage(f.folder)
		}
		problems = append(problems, err)
	}
	if f.junit != "" {
		problems = append(problems, writeJUnit(f.junit, f.reportOnly, runs))
	}
	return errors.Join(problems...)
}
