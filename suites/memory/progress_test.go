package memory_test

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// progress is how far a long spec has come. It is noted by whoever measures, and shown by a goroutine of its own: a
// terminal that is held up holds up nothing else.
type progress struct {
	perCycle int64 // files; 0 when that is not known
	cycles   int64
	began    time.Time
	files    atomic.Int64
	rss      atomic.Int64
	end      func() // ends the showing; it must be called once
}

// showProgress shows how far the cycles over a tree have come until its end is called: on the log as progressLog says,
// and in Ginkgo's own progress reports.
func showProgress(tree run.Tree, cycles int) *progress {
	p := &progress{cycles: int64(cycles), began: time.Now()}
	if tree.Counted {
		p.perCycle = tree.Expected
	}
	detach := AttachProgressReporter(p.String)
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		how := progressLog()
		if how == progressHidden {
			return
		}
		ticker := time.NewTicker(how.every())
		defer ticker.Stop()
		p.show(os.Stdout, how, ticker.C, quit)
	}()
	p.end = func() {
		detach()
		close(quit)
		<-done
	}
	return p
}

// note takes over a sample.
func (p *progress) note(sample gmem.Sample) {
	p.files.Store(sample.Files)
	p.rss.Store(int64(sample.RSS))
}

func (p *progress) String() string {
	return progressLine(p.files.Load(), p.perCycle, p.cycles, gmem.Bytes(p.rss.Load()), time.Since(p.began))
}

// progressLine is one line of less than 80 columns.
func progressLine(files, perCycle, cycles int64, rss gmem.Bytes, elapsed time.Duration) string {
	if files <= 0 || rss <= 0 {
		return fmt.Sprintf("starting, %s so far", elapsed.Round(time.Second))
	}
	rate := float64(files) / max(elapsed.Seconds(), 1e-3)
	amount := fmt.Sprintf("%d files", files)
	left := ""
	if all := perCycle * cycles; all > 0 {
		amount = fmt.Sprintf("%d of %d files", files, all)
		left = fmt.Sprintf(", %s left", time.Duration(float64(max(all-files, 0))/rate*float64(time.Second)).Round(time.Second))
		if cycles > 1 {
			amount = fmt.Sprintf("cycle %d of %d, ", min((files-1)/perCycle+1, cycles), cycles) + amount
		}
	}
	return fmt.Sprintf("%s, %.0f files/s, RSS %s%s", amount, rate, rss.Short(), left)
}

// progressMode is how progress gets onto the log.
type progressMode int

const (
	progressHidden  progressMode = iota
	progressInPlace              // one line, written over
	progressPlain                // a line now and then
)

func (m progressMode) every() time.Duration {
	if m == progressInPlace {
		return 500 * time.Millisecond
	}
	return 10 * time.Second
}

// progressLog is how this process shows progress.
func progressLog() progressMode {
	suite, _ := GinkgoConfiguration()
	info, err := os.Stdout.Stat()
	terminal := err == nil && info.Mode()&os.ModeCharDevice != 0
	return progressModeFor(suite.ParallelTotal, terminal, os.Getenv("TERM"), os.Getenv("CI"))
}

// progressModeFor shows nothing where several processes share a log, nor in a pipe or a file, which is read afterwards;
// unless that is the log of a CI service, where people wait for it, and which may stop what is silent for long.
func progressModeFor(processes int, terminal bool, term, ci string) progressMode {
	switch {
	case processes > 1:
		return progressHidden
	case terminal && term != "dumb" && term != "":
		return progressInPlace
	case terminal, ci != "" && ci != "false" && ci != "0":
		return progressPlain
	}
	return progressHidden
}

// show writes a line at each tick, and leaves nothing of one that is written over. The first begins a line: Ginkgo's dots
// may stand in front of it.
func (p *progress) show(to io.Writer, how progressMode, ticks <-chan time.Time, quit <-chan struct{}) {
	shown, before := 0, "\n"
	for {
		select {
		case <-quit:
			if shown > 0 {
				fmt.Fprintf(to, "\r%s\r", strings.Repeat(" ", shown)) //nolint:errcheck // there is nobody to tell
			}
			return
		case <-ticks:
		}
		line := p.String()
		if how == progressPlain {
			fmt.Fprintf(to, "%s%s\n", before, line) //nolint:errcheck // as above
		} else {
			fmt.Fprintf(to, "%s\r%-*s", before, shown, line) //nolint:errcheck // as above
			shown = len(line)
		}
		before = ""
	}
}
