package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
)

// amount is a flag of an amount of memory.
type amount gmem.Bytes

func (a *amount) String() string { return gmem.Bytes(*a).Short() }

// Set reads the flag.
func (a *amount) Set(text string) error {
	bytes, err := gmem.ParseBytes(text)
	if err == nil && bytes <= 0 {
		err = errors.New("want an amount above zero")
	}
	*a = amount(bytes)
	return err
}

// runOptions are the flags of gmem run.
type runOptions struct {
	ceiling       gmem.Bytes // 0 for none
	every, linger time.Duration
	repeat        int
	files         *files
	group         gmem.Cgroup // at the beginning
}

// runCommand runs a command, watches it and its descendants, and tells what they took.
func runCommand(_ context.Context, args []string, _, problems io.Writer) (int, error) {
	var o runOptions
	var ceiling amount
	set := flags("run", "[flags] -- COMMAND ARG…", problems)
	set.Var(&ceiling, "ceiling", "stop the command and fail when it and its descendants reach this `AMOUNT`, such as 2GB (default: none)")
	set.DurationVar(&o.every, "every", 50*time.Millisecond, "the time between two samples, at most 2s")
	set.DurationVar(&o.linger, "linger", 5*time.Second, "how long to go on watching descendants that outlive the command")
	set.IntVar(&o.repeat, "repeat", 1, "run the command so many times, as long as it succeeds: gmem compare then knows how far its memory varies")
	o.files = fileFlags(set, "tell what is above the ceiling, but neither stop the command nor fail for it")
	if err := set.Parse(args); err != nil {
		return exitSucceeded, err
	}
	o.ceiling = gmem.Bytes(ceiling)
	switch {
	case set.NArg() == 0:
		return exitSucceeded, errors.New("there is no command to run: gmem run -- COMMAND ARG…")
	case o.every <= 0 || o.every > 2*time.Second || o.linger < 0 || o.repeat < 1:
		return exitSucceeded, errors.New("want -every above 0 and at most 2s, -linger 0s or more, and -repeat at least 1")
	}
	if err := o.files.prepare(); err != nil {
		return exitBroken, err
	}
	o.limitByGroup(problems)
	return o.runAll(set.Args(), problems)
}

// limitByGroup lowers the ceiling to the control group's limit.
func (o *runOptions) limitByGroup(problems io.Writer) {
	var err error
	if o.group, err = gmem.ReadCgroup(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		say(problems, "gmem run: the control group's limit is not known: %v\n", err)
	}
	if limit := o.group.Limit; limit > 0 && (o.ceiling == 0 || limit < o.ceiling) {
		say(problems, "gmem run: the control group's limit of %s is the ceiling\n", limit.Short())
		o.ceiling = limit
	}
}

// runAll runs the command as often as was asked, until it fails or takes too much.
func (o *runOptions) runAll(args []string, problems io.Writer) (int, error) {
	var runs []report.Run
	for {
		run, status, err := o.run(args)
		if err != nil {
			return status, err
		}
		runs = append(runs, run)
		left, err := o.files.leave(problems, runs...)
		if status = cmp.Or(left, status); status != exitSucceeded || len(runs) == o.repeat {
			return status, err
		}
	}
}

// run runs the command once. The status is the command's own, or says why it could not be run.
func (o *runOptions) run(args []string) (report.Run, int, error) {
	command := exec.Command(args[0], args[1:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	adoptOrphans()
	signals := catchSignals()
	defer signals.stop()
	if err := command.Start(); err != nil {
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
			return report.Run{}, exitNotFound, err
		}
		return report.Run{}, exitNotRun, err
	}
	before := ownMark() // not below what it was at the start
	signals.pass(command.Process)
	orphans := buryOrphans(command.Process.Pid)
	watched, watchErr := o.watch()
	waitErr := command.Wait()
	if command.ProcessState == nil {
		return report.Run{}, exitBroken, errors.Join(waitErr, watchErr)
	}
	watched.linger(o.linger, signals.ended)
	run := watched.end(strings.Join(args, " "), account{command.ProcessState, before, orphans()})
	if watchErr != nil { // it ended before it could be watched: the kernel's account is what is left
		run.LeftOut = append(run.LeftOut, gmem.LeftOut{Name: "samples", Reason: watchErr.Error()})
	}
	o.judge(&run)
	return run, statusOf(command.ProcessState), nil
}

func (o *runOptions) watch() (w watched, err error) {
	if w.tree, err = gmem.OpenDescendants(); err != nil {
		return watched{}, err
	}
	options := gmem.WatchOptions{Every: o.every}
	if o.ceiling > 0 && !o.files.reportOnly {
		options.Ceiling = o.ceiling
		options.OnCross = func(gmem.Sample) { _ = w.tree.Kill() } // what has ended meanwhile is no matter
	}
	if w.watcher, err = gmem.Start(w.tree, options); err != nil {
		return watched{}, err
	}
	return w, nil
}

// judge holds the run to the ceiling and tells a kill by the control group as such.
func (o *runOptions) judge(run *report.Run) {
	if group, err := gmem.ReadCgroup(); err == nil {
		run.Facts = append(run.Facts, chargedTo(group)...)
		if group.Killed > o.group.Killed {
			run.Stopped = "the kernel has killed a process for want of memory in the control group"
		}
	}
	switch {
	case run.Stopped != "":
		run.Verdicts = append(run.Verdicts, gmem.Verdict{
			Name: "control-group", Fault: gmem.TooMuch, Value: float64(run.PeakBytes), Limit: float64(o.group.Limit), Unit: "bytes", Detail: run.Stopped,
		})
	case o.ceiling > 0:
		verdict := run.Series.Below(o.ceiling)
		if verdict.Inconclusive && run.Samples == 0 && run.PeakBytes > 0 && run.PeakBytes < o.ceiling { // too short for a sample
			verdict.Value, verdict.OK, verdict.Inconclusive = float64(run.PeakBytes), true, false
			verdict.Detail = fmt.Sprintf("peak at most %v, by the kernel's account", run.PeakBytes)
		}
		run.Verdicts = append(run.Verdicts, verdict)
	}
}

// chargedTo is what the control group is charged, beyond resident memory too.
func chargedTo(group gmem.Cgroup) (facts []report.Fact) {
	for _, charge := range []struct {
		name  string
		bytes gmem.Bytes
	}{
		{"control group, peak of all that is charged", group.Peak},
		{"control group, page cache at the end", group.Files},
		{"control group, sockets at the end", group.Sockets},
		{"control group, kernel objects at the end", group.Kernel},
	} {
		if charge.bytes > 0 {
			facts = append(facts, report.Fact{Name: charge.name, Value: charge.bytes.Short()})
		}
	}
	return facts
}

// statusOf is how the command ended, as a shell tells it.
func statusOf(ended *os.ProcessState) int {
	if wait, ok := ended.Sys().(syscall.WaitStatus); ok && wait.Signaled() {
		return exitBySignal + int(wait.Signal())
	}
	return ended.ExitCode()
}

// ownMark is the largest resident memory of this process so far: the kernel's account of a child begins there.
func ownMark() gmem.Bytes {
	self, err := gmem.Self()
	if err != nil {
		return 0
	}
	mark, _ := self.HighWater() // 0 where there is none
	return mark
}
