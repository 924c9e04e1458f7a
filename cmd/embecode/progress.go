package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/walk"
)

const (
	lineEvery  = 200 * time.Millisecond // on a terminal, in place of the last one
	plainEvery = 10 * time.Second
)

// progress tells how far an indexer is: on a terminal with a line that is rewritten, elsewhere with a plain one now and then.
type progress struct {
	out    io.Writer
	status func() indexer.Status
	budget indexer.Budget
	width  int // of the terminal; 0 for none
	began  time.Time
	total  atomic.Int64 // files in the tree; 0 until they are counted
}

// during shows the progress of work while it runs, and returns its error.
func (p *progress) during(ctx context.Context, walker indexer.Walker, work func() error) error {
	p.began = time.Now()
	every := plainEvery
	counting := make(chan struct{})
	counted, stop := context.WithCancel(ctx)
	if p.width > 0 {
		every = lineEvery
		go func() {
			defer close(counting)
			p.count(counted, walker)
		}()
	} else {
		close(counting)
	}
	done := make(chan error, 1)
	go func() { done <- work() }()
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case err := <-done:
			stop()
			<-counting
			if p.width > 0 {
				_, _ = fmt.Fprint(p.out, "\r\x1b[K")
			}
			return err
		case <-ticker.C:
			p.show()
		}
	}
}

// count walks the tree once more, ahead of the indexer, so that there is something to tell the time left by.
func (p *progress) count(ctx context.Context, walker indexer.Walker) {
	var files int64
	err := walker.Walk(ctx, func(walk.Entry) error {
		files++
		return ctx.Err()
	})
	if err == nil {
		p.total.Store(files)
	}
}

func (p *progress) show() {
	line := p.line(time.Since(p.began))
	if p.width == 0 {
		_, _ = fmt.Fprintln(p.out, line)
		return
	}
	if len(line) >= p.width {
		line = line[:p.width-1]
	}
	_, _ = fmt.Fprint(p.out, "\r\x1b[K"+line)
}

// line is the state of the run in words, in ASCII only.
func (p *progress) line(elapsed time.Duration) string {
	s := p.status()
	done := s.Found - s.ToDo
	if done <= 0 {
		return fmt.Sprintf("looking for files: %s found", humanize.Comma(s.Found))
	}
	var out strings.Builder
	total := p.total.Load()
	if total >= done {
		fmt.Fprintf(&out, "%s of %s files", humanize.Comma(done), humanize.Comma(total))
	} else {
		fmt.Fprintf(&out, "%s files", humanize.Comma(done))
	}
	seconds := max(elapsed.Seconds(), 0.001)
	fmt.Fprintf(&out, ", %s chunks, %s files/s", humanize.Comma(s.Chunks), humanize.Comma(int64(float64(done)/seconds)))
	if now, _ := residentBytes(); now > 0 {
		fmt.Fprintf(&out, ", %s of %s", megabytes(now), megabytes(int64(p.budget)))
	}
	if total > done {
		left := time.Duration(float64(elapsed) / float64(done) * float64(total-done))
		fmt.Fprintf(&out, ", %s left", left.Round(time.Second))
	}
	return out.String()
}

func megabytes(bytes int64) string { return fmt.Sprintf("%d MB", (bytes+500_000)/1_000_000) }
