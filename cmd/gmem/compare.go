package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
)

// compareFiles compares one or more files with an earlier one.
func compareFiles(_ context.Context, args []string, out, problems io.Writer) (int, error) {
	set := flags("compare", "[flags] OLD.json NEW.json…", problems)
	failOn := set.String("fail-on-increase", "", "fail when memory is above OLD's by more than `PERCENT`, such as 10%")
	if err := set.Parse(args); err != nil {
		return exitSucceeded, err
	}
	if set.NArg() < 2 {
		return exitSucceeded, errors.New("want an earlier memory.json and at least one later")
	}
	percent := 10.0
	if *failOn != "" {
		var err error
		if percent, err = gmem.ParsePercent(*failOn); err != nil {
			return exitSucceeded, fmt.Errorf("flag -fail-on-increase: %w", err)
		}
	}
	var all []report.File
	for _, path := range set.Args() {
		file, err := report.Read(path)
		if err != nil {
			return exitBroken, err
		}
		all = append(all, file)
	}
	status := exitSucceeded
	for i, now := range all[1:] { // each against the first: small steps add up
		path := set.Arg(i + 1)
		compared := report.Compare(all[0], now, percent)
		if len(compared) == 0 {
			return exitBroken, fmt.Errorf("%s holds no run that %s holds too", path, set.Arg(0))
		}
		for _, one := range compared {
			say(out, "%s: %s\n\n", path, one)
			switch {
			case *failOn == "" || one.Verdict.OK:
			case one.Verdict.Inconclusive && status == exitSucceeded:
				status = exitBroken
			case !one.Verdict.Inconclusive:
				status = exitTooMuch
			}
		}
	}
	for _, drift := range report.Drifts(all) {
		say(out, "%v", drift)
	}
	return status, nil
}

// writeReport writes the page of a memory.json beside it.
func writeReport(_ context.Context, args []string, out, problems io.Writer) (int, error) {
	set := flags("report", "memory.json", problems)
	if err := set.Parse(args); err != nil {
		return exitSucceeded, err
	}
	if set.NArg() != 1 || filepath.Base(set.Arg(0)) != report.FileName {
		return exitSucceeded, fmt.Errorf("want the path of a %s", report.FileName)
	}
	folder := filepath.Dir(set.Arg(0))
	if err := report.WritePage(folder); err != nil {
		return exitBroken, err
	}
	say(out, "%s\n", filepath.Join(folder, "report.html"))
	return exitSucceeded, nil
}
