package main

import (
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
)

// endedFact is the name of the fact that tells how a command ended.
const endedFact = "ended"

// watched is a process tree under watch. The zero value is one that had ended before.
type watched struct {
	tree    *gmem.Tree
	watcher *gmem.Watcher
	lingers time.Duration // how long it was watched after the command had ended
}

// linger goes on watching what outlives the command, for so long or until a signal comes.
func (w *watched) linger(most time.Duration, signalled <-chan struct{}) {
	if w.tree == nil {
		return
	}
	// A process that is being handed from one parent to another may be in no list: once more tells.
	const every, tries = 20 * time.Millisecond, 3
	began, missed := time.Now(), 0
	for w.lingers = 0; w.lingers < most; w.lingers = time.Since(began) {
		if _, err := w.tree.RSS(); err == nil {
			missed = 0
		} else if missed++; missed == tries {
			return // all have ended
		}
		select {
		case <-signalled:
			return
		case <-time.After(every):
		}
	}
}

// account is what the kernel tells of a command once it has ended.
type account struct {
	ended   *os.ProcessState
	before  gmem.Bytes // this process's own mark when it had started the command: the account begins there or below
	largest gmem.Bytes // peak of the descendants that this process has waited for itself
}

// peak is the largest resident memory of one process. It is known where it is above what the account began with.
func (a account) peak() (gmem.Bytes, bool) {
	peak, known := gmem.EndedPeak(a.ended, a.before)
	return max(peak, a.largest), known || a.largest > a.before
}

// end is what the tree took, the kernel's account included.
func (w *watched) end(name string, account account) report.Run {
	var series gmem.Series
	var left members
	if w.watcher != nil {
		_, err := w.tree.RSS()
		for _, one := range w.tree.Members() {
			if !one.Ended && err == nil {
				left = append(left, one)
			}
		}
		series, _ = w.watcher.Stop()                                          // its last reading fails where all have ended
		if all := w.tree.Members(); runtime.GOOS != "linux" && len(all) > 0 { // the system keeps each process's peak itself
			account.largest = max(account.largest, all[0].Peak)
		}
	}
	series.Settings = gmem.RaisingSettings(os.Environ())
	peak, known := account.peak()
	series.HighWater, series.HighWaterMissing = peak, ""
	if !known {
		series.HighWater = 0
		series.HighWaterMissing = fmt.Sprintf("the kernel's account of the ended process knows only peaks above %s", account.before.Short())
	}
	switch sampled := len(series.Samples); {
	case sampled > 0:
		series.Final = series.Samples[sampled-1].RSS
	case known: // over before the first sample: the account is above all that there was
		series.Baseline, series.Final, series.Started = peak, peak, time.Now()
	}
	facts := []report.Fact{{Name: "command", Value: name}, {Name: endedFact, Value: account.ended.String()}}
	if w.tree != nil {
		facts = append(facts, report.Fact{Name: "counted", Value: w.tree.Counted()},
			report.Fact{Name: "processes", Value: members(w.tree.Members())})
	}
	run := report.Watched(name, series)
	run.Facts, run.FinalBytes = facts, 0
	if run.Samples == 0 {
		run.BaselineBytes, run.PeakBytes = peak, peak // at most
	}
	if len(left) > 0 {
		run.LeftOut = append(run.LeftOut, gmem.LeftOut{
			Name:   "what outlives the command",
			Reason: fmt.Sprintf("%v still ran %v after its end; -linger says how long to watch them", left, w.lingers.Round(time.Millisecond)),
		})
	}
	return run
}
