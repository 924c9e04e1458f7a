package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
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
	ceiling    gmem.Bytes // 0 for none
	every      time.Duration
	out, junit string
	reportOnly bool
	group      gmem.Cgroup // at the beginning
}

// runCommand runs a command, watches it and its descendants, and tells what they took.
func runCommand(ctx context.Context, args []string, _, problems io.Writer) (int, error) {
	set := flags("run", "[flags] -- COMMAND ARG…", problems)
	var ceiling amount
	set.Var(&ceiling, "ceiling", "stop the command and fail when it and its descendants reach this `AMOUNT`, such as 2GB (default: none)")
	every := set.Duration("every", 50*time.Millisecond, "the time between two samples, at most 2s")
	out := set.String("out", "", "write memory.json, report.html and charts into `DIR`")
	junit := set.String("junit", "", "write a JUnit report into `FILE`")
	reportOnly := set.Bool("report-only", false, "tell what is above the ceiling, but neither stop the command nor fail for it")
	if err := set.Parse(args); err != nil {
		return exitSucceeded, err
	}
	if set.NArg() == 0 {
		return exitSucceeded, errors.New("there is no command to run: gmem run -- COMMAND ARG…")
	}
	options := runOptions{gmem.Bytes(ceiling), *every, *out, *junit, *reportOnly, gmem.Cgroup{}}
	var err error
	if options.group, err = gmem.ReadCgroup(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		say(problems, "gmem run: the control group's limit is not known: %v\n", err)
	}
	if limit := options.group.Limit; limit > 0 && (options.ceiling == 0 || limit < options.ceiling) {
		say(problems, "gmem run: the control group's limit of %s is the ceiling\n", limit.Short())
		options.ceiling = limit
	}
	return options.run(ctx, set.Args(), problems)
}

func (o runOptions) run(ctx context.Context, args []string, problems io.Writer) (int, error) {
	before := ownMark()
	command := exec.Command(args[0], args[1:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	adoptOrphans()
	if err := command.Start(); err != nil {
		status := exitNotRun
		if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
			status = exitNotFound
		}
		return status, err
	}
	defer passSignals(ctx, command.Process)()
	ended := make(chan struct{})
	defer close(ended)
	go buryOrphans(command.Process.Pid, ended)
	watched, err := o.watch()
	waitErr := command.Wait()
	if err != nil && waitErr != nil && command.ProcessState == nil {
		return exitBroken, errors.Join(err, waitErr)
	}
	run := watched.end(strings.Join(args, " "), command.ProcessState, before)
	if err != nil { // it ended before it could be watched: the kernel's account is what is left
		run.LeftOut = append(run.LeftOut, gmem.LeftOut{Name: "samples", Reason: err.Error()})
	}
	o.judge(&run)
	if err := o.write(run); err != nil {
		return exitBroken, err
	}
	say(problems, "%s\n", run.Text())
	if gmem.OutcomeOf(run.Verdicts) == gmem.Failed && !o.reportOnly {
		return exitTooMuch, nil
	}
	return statusOf(command.ProcessState), nil
}

// watched is a process tree under watch. The zero value is one that had ended before.
type watched struct {
	tree    *gmem.Tree
	watcher *gmem.Watcher
}

func (o runOptions) watch() (w watched, err error) {
	if w.tree, err = gmem.OpenDescendants(); err != nil {
		return watched{}, err
	}
	options := gmem.WatchOptions{Every: o.every}
	if o.ceiling > 0 && !o.reportOnly {
		options.Ceiling = o.ceiling
		options.OnCross = func(gmem.Sample) { _ = w.tree.Kill() } // what has ended meanwhile is no matter
	}
	if w.watcher, err = gmem.Start(w.tree, options); err != nil {
		return watched{}, err
	}
	return w, nil
}

// end is what the tree took, the kernel's account of the ended root included.
func (w watched) end(name string, ended *os.ProcessState, before gmem.Bytes) report.Run {
	var series gmem.Series
	facts := []report.Fact{{Name: "command", Value: name}}
	if w.watcher != nil {
		series, _ = w.watcher.Stop() // its last reading fails: the process has ended
	}
	if len(series.Samples) > 0 {
		series.Final = series.Samples[len(series.Samples)-1].RSS
	}
	account, known := gmem.EndedPeak(ended, before)
	series.HighWater, series.HighWaterMissing = account, ""
	if !known {
		series.HighWater, series.HighWaterMissing = 0, fmt.Sprintf("the kernel's account of the ended process knows only peaks above %s", before.Short())
	}
	if series.Baseline <= 0 { // it had ended before the first sample
		series.Baseline, series.Final, series.Started = account, account, time.Now()
	}
	facts = append(facts, report.Fact{Name: "ended", Value: ended.String()})
	if w.tree != nil {
		facts = append(facts, report.Fact{Name: "counted", Value: w.tree.Counted()},
			report.Fact{Name: "processes", Value: members(w.tree.Members())})
	}
	run := report.Watched(name, series)
	run.Facts, run.FinalBytes = facts, 0
	return run
}

// judge holds the run to the ceiling and tells a kill by the control group as such.
func (o runOptions) judge(run *report.Run) {
	if group, err := gmem.ReadCgroup(); err == nil {
		if group.Peak > 0 {
			run.Facts = append(run.Facts, report.Fact{Name: "peak of the control group, page cache included", Value: group.Peak.Short()})
		}
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
		if verdict.Inconclusive && run.Samples == 0 && run.PeakBytes > 0 { // too short for a sample
			verdict.Value, verdict.Unit, verdict.Inconclusive = float64(run.PeakBytes), "bytes", false
			verdict.Detail = fmt.Sprintf("peak at most %v, by the kernel's account", run.PeakBytes)
			if verdict.OK = run.PeakBytes < o.ceiling; !verdict.OK {
				verdict.Fault = gmem.TooMuch
			}
		}
		run.Verdicts = append(run.Verdicts, verdict)
	}
}

// write leaves the run's files before anything fails.
func (o runOptions) write(run report.Run) error {
	file := report.File{Outcome: string(gmem.OutcomeOf(run.Verdicts)), Runs: []report.Run{run}}
	if machine, err := report.ThisMachine(); err == nil {
		file.MeasuredOn = &machine
	}
	var problems []error
	if o.out != "" {
		err := file.Write(filepath.Join(o.out, report.FileName))
		if err == nil {
			err = report.WritePage(o.out)
		}
		problems = append(problems, err)
	}
	if o.junit != "" {
		problems = append(problems, writeJUnit(o.junit, run))
	}
	return errors.Join(problems...)
}

// statusOf is how the command ended, as a shell tells it.
func statusOf(ended *os.ProcessState) int {
	if wait, ok := ended.Sys().(syscall.WaitStatus); ok && wait.Signaled() {
		return exitBySignal + int(wait.Signal())
	}
	return ended.ExitCode()
}

// passSignals hands signals on that are sent to this process alone. Those that a terminal sends reach the command by
// themselves. The function that it returns ends that.
func passSignals(ctx context.Context, to *os.Process) func() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, passed...)
	quit := make(chan struct{})
	go func() {
		for {
			select {
			case <-quit:
				return
			case <-ctx.Done():
				_ = to.Signal(syscall.SIGTERM) // or it has ended
				ctx = context.Background()
			case received := <-signals:
				if !fromTerminal(received) {
					_ = to.Signal(received) // or it has ended
				}
			}
		}
	}()
	return func() {
		signal.Stop(signals)
		close(quit)
	}
}

// fromTerminal reports whether a signal is one that a terminal sends to all of its processes.
func fromTerminal(received os.Signal) bool {
	if received != syscall.SIGINT && received != syscall.SIGQUIT {
		return false
	}
	info, err := os.Stdin.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// ownMark is the largest resident memory of this process so far: the kernel's account of a child begins there.
func ownMark() gmem.Bytes {
	self, err := gmem.Self()
	if err != nil {
		return 0
	}
	mark, err := self.HighWater()
	if err != nil {
		return 0
	}
	return mark
}
