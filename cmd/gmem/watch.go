package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
)

// spans is into how many equal spans of time a watch is cut: of each the lowest reading counts, which work in flight moves
// least.
const spans = 24

// watchProcess watches a process that runs and tells whether it certainly grows.
func watchProcess(ctx context.Context, args []string, _, problems io.Writer) (int, error) {
	set := flags("watch", "-pid N [flags]", problems)
	pid := set.Int("pid", 0, "the `ID` of the process; its descendants are counted too")
	duration := set.Duration("for", 10*time.Minute, "how long to watch; an interrupt ends it sooner, and it still reports")
	every := set.Duration("every", 0, "the time between two samples, at most 2s (default: a hundredth of -for, between 50ms and 250ms)")
	unit := set.String("unit", "", "what -count-cmd counts, in the singular: request")
	count := set.String("count-cmd", "", "a shell `COMMAND` that prints how many units were done so far; without it growth is told by the minute")
	allow := amount(4 * gmem.MB)
	set.Var(&allow, "allow", "growth that is allowed over all that is judged")
	files := fileFlags(set, "tell of growth, but don't fail for it")
	if err := set.Parse(args); err != nil {
		return exitSucceeded, err
	}
	if *pid <= 0 || *duration < time.Second {
		return exitSucceeded, errors.New("want -pid N, and -for at least 1s")
	}
	if (*unit == "") != (*count == "") {
		return exitSucceeded, errors.New("-unit and -count-cmd go together")
	}
	if *every == 0 {
		*every = min(max(*duration/100, 50*time.Millisecond), 250*time.Millisecond)
	}
	if err := files.prepare(); err != nil {
		return exitBroken, err
	}
	tree, err := gmem.OpenTree(*pid)
	if err != nil {
		return exitBroken, err
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGINT)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, *duration)
	defer cancel()
	w := &watching{pid: *pid, tree: tree, every: *every, span: *duration / spans, unit: *unit, count: *count, allow: gmem.Bytes(allow)}
	run, err := w.run(ctx)
	if err != nil {
		return exitBroken, err
	}
	return files.leave(problems, run)
}

// watching is a watch over a process that runs.
type watching struct {
	pid         int
	tree        *gmem.Tree
	every, span time.Duration
	unit, count string // empty: milliseconds
	allow       gmem.Bytes

	rounds []gmem.Round
	lowest gmem.Bytes // of the span at hand
	done   int64      // units at its beginning
	began  time.Time  // of it
}

// run samples until ctx ends or the process does, and judges what it saw.
func (w *watching) run(ctx context.Context) (report.Run, error) {
	watcher, err := gmem.Start(w.tree, gmem.WatchOptions{Every: w.every, OnSample: w.sampled})
	if err != nil {
		return report.Run{}, err
	}
	w.began = time.Now()
	if w.done, err = w.units(ctx); err != nil {
		_, stopErr := watcher.Stop()
		return report.Run{}, errors.Join(err, stopErr)
	}
	ticker := time.NewTicker(w.every)
	defer ticker.Stop()
	for ended := false; !ended; {
		select {
		case <-ctx.Done():
			ended = true
		case <-ticker.C:
			_, err := w.tree.RSS()
			ended = err != nil
		}
	}
	series, stopErr := watcher.Stop()
	if len(series.Samples) == 0 {
		return report.Run{}, errors.Join(errors.New("the process has ended before it was seen"), stopErr)
	}
	if series.Final <= 0 { // it has ended
		series.Final = series.Samples[len(series.Samples)-1].RSS
	}
	series.Settings = gmem.RaisingSettings(environOf(w.pid))
	rounds := gmem.Rounds{
		Options: gmem.RepeatOptions{Unit: "minute", CountsPerUnit: time.Minute.Milliseconds(), ResidentFloor: w.allow},
		Rounds:  w.rounds, Series: series,
	}
	if w.unit != "" {
		rounds.Options.Unit, rounds.Options.CountsPerUnit = w.unit, 1
	}
	rounds = judged(rounds)
	seen := members(w.tree.Members())
	run := report.Repeated("watch of "+seen.nameOf(w.pid), rounds)
	run.Facts = []report.Fact{{Name: "processes", Value: seen}, {Name: "counted", Value: w.tree.Counted()}}
	return run, nil
}

// environOf is the environment that a process was started with; nothing where it may not be read.
func environOf(pid int) []string {
	data, _ := os.ReadFile(fmt.Sprintf("/proc/%d/environ", pid))
	return strings.Split(strings.TrimRight(string(data), "\x00"), "\x00")
}

// sampled ends a span when its time is over. It is called from the watch's goroutine alone.
func (w *watching) sampled(sample gmem.Sample) {
	if w.lowest == 0 || sample.RSS < w.lowest {
		w.lowest = sample.RSS
	}
	if time.Since(w.began) < w.span {
		return
	}
	done, err := w.units(context.Background())
	if err != nil {
		return // the next sample tries again
	}
	w.rounds = append(w.rounds, gmem.Round{
		Units: done - w.done, RSS: w.lowest, Seconds: time.Since(w.began).Seconds(), Ended: sample.Elapsed.Seconds(),
	})
	w.done, w.lowest, w.began = done, 0, time.Now()
}

// units is how many units have been done so far. A count that is being written just now may be empty: it is read again.
func (w *watching) units(ctx context.Context) (done int64, err error) {
	if w.count == "" {
		return time.Now().UnixMilli(), nil
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	for {
		if done, err = w.counted(ctx); err == nil {
			return done, nil
		}
		select {
		case <-ctx.Done():
			return 0, err
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (w *watching) counted(ctx context.Context) (int64, error) {
	output, err := exec.CommandContext(ctx, "sh", "-c", w.count).Output()
	if err != nil {
		return 0, fmt.Errorf("count with %q: %w", w.count, err)
	}
	count, err := strconv.ParseInt(strings.TrimSpace(string(output)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("count with %q: want a whole number: %w", w.count, err)
	}
	return count, nil
}

// judged judges growth of resident memory. A runtime that collects garbage grows until its first collection, however evenly:
// growth that the later half of the spans doesn't show is over. And it falls back at each.
func judged(rounds gmem.Rounds) gmem.Rounds {
	rounds = settled(rounds)
	verdict := residentOf(rounds)
	if !verdict.OK && !verdict.Inconclusive {
		late := rounds
		late.WarmUp = max(rounds.WarmUp, (len(rounds.Rounds)+1)/2)
		late.Options.ResidentFloor /= 2 // the same allowance for each unit
		later := residentOf(late)
		if fallsBack(rounds) && !later.OK {
			later = gmem.Verdict{
				Name: verdict.Name, OK: true, Value: verdict.Value, Limit: verdict.Limit, Unit: verdict.Unit,
				Detail: "resident memory falls back to where it was, as a heap does that is collected",
			}
		}
		if later.OK {
			late.Options.ResidentFloor = rounds.Options.ResidentFloor
			rounds, verdict = late, later
		} else if len(rounds.Series.Settings) == 0 { // else these are to be looked at first
			verdict.Advice = "a heap dump or allocation profile of the process: from outside it can't be told what grows. If it collects garbage, watch it for longer than it takes to fill its heap"
		}
	}
	rounds.Verdicts = []gmem.Verdict{verdict}
	return rounds
}

// fallsBack reports whether the lowest reading late in the watch is hardly above the lowest in its middle: a leak would have
// raised it. The first quarter is left to the warm-up; what lies between the two is three eighths of the watch.
func fallsBack(rounds gmem.Rounds) bool {
	n := len(rounds.Rounds)
	if n < 8 {
		return false
	}
	lowest := func(of []gmem.Round) gmem.Bytes {
		return slices.MinFunc(of, func(a, b gmem.Round) int { return cmp.Compare(a.RSS, b.RSS) }).RSS
	}
	return lowest(rounds.Rounds[5*n/8:])-lowest(rounds.Rounds[n/4:5*n/8]) <= rounds.Options.ResidentFloor*3/8
}

func residentOf(rounds gmem.Rounds) gmem.Verdict {
	rounds.Verdicts = rounds.Judge()
	verdict, found := rounds.Verdict(gmem.VerdictResident)
	verdict.Name, verdict.Inconclusive = gmem.VerdictResident, verdict.Inconclusive || !found
	return verdict
}

// settled finds the end of the warm-up: the first span from which on the next one brings no more than its share of all later
// growth and as much again. At most half of the spans are warm-up.
func settled(rounds gmem.Rounds) gmem.Rounds {
	last := len(rounds.Rounds) - 1
	rounds.WarmUp = 1
	for rounds.WarmUp < last/2 {
		at := rounds.WarmUp - 1
		step := rounds.Rounds[at+1].RSS - rounds.Rounds[at].RSS
		if share := (rounds.Rounds[last].RSS - rounds.Rounds[at].RSS) / gmem.Bytes(last-at); step <= max(2*share, gmem.MB/2) {
			break
		}
		rounds.WarmUp++
	}
	return rounds
}
