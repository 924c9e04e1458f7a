package run

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
)

// Canary is a known amount that a run makes on purpose before it begins, and gives back, with what a meter saw of it. A
// meter that doesn't see its canary would see no leak either.
type Canary struct {
	Meter   string `json:"meter"`
	Planted int64  `json:"planted"` // bytes, or how many of what the meter counts
	Seen    int64  `json:"seen"`    // how much more the meter read while they were there
	Slack   int64  `json:"slack"`   // how far the two may be apart, since a process does other things too
}

// Alive reports whether the meter saw its canary, no less of it and no more.
func (c Canary) Alive() bool { return max(c.Seen-c.Planted, c.Planted-c.Seen) <= c.Slack }

const (
	canaryBytes = 4 << 20
	canaryCount = 16
)

// planting is how a canary is made and read.
type planting struct {
	meter          string
	planted, slack int64
	ready          func(self *gmem.Process) bool // whether this process has the meter at all; nil means that any has
	plant          func(ctx context.Context) (giveBack func() error, err error)
	read           func(self *gmem.Process) (int64, error)
}

// canaries plants one canary after the other and reads its meter before and after.
func canaries(ctx context.Context, self *gmem.Process) ([]Canary, error) {
	var planted []Canary
	for _, p := range slices.Concat(goCanaries, nativeCanaries) {
		if p.ready != nil && !p.ready(self) {
			continue
		}
		seen, err := p.seen(ctx, self)
		if err != nil {
			return nil, fmt.Errorf("plant a canary for the meter of %s: %w", p.meter, err)
		}
		planted = append(planted, Canary{Meter: p.meter, Planted: p.planted, Seen: seen, Slack: p.slack})
	}
	return planted, nil
}

func (p planting) seen(ctx context.Context, self *gmem.Process) (int64, error) {
	runtime.GC()
	before, err := p.read(self)
	if err != nil {
		return 0, err
	}
	giveBack, err := p.plant(ctx)
	if err != nil {
		return 0, err
	}
	runtime.GC()
	after, err := p.read(self)
	return after - before, errors.Join(err, giveBack())
}

// goCanaries need nothing but Go.
var goCanaries = []planting{
	{
		meter: gmem.PartGoInUse, planted: canaryBytes, slack: canaryBytes / 10,
		plant: plantSlice, read: partNamed(gmem.PartGoInUse),
	},
	{
		meter: "live bytes, of Go", planted: canaryBytes, slack: canaryBytes / 10, ready: nativeCounted,
		plant: plantSlice, read: readLive,
	},
	{
		meter: "goroutine", planted: canaryCount, slack: canaryCount / 4,
		plant: plantGoroutines, read: openOf("goroutine"),
	},
	{
		meter: "file descriptor", planted: canaryCount, slack: canaryCount / 4,
		plant: plantDescriptors, read: openOf("file descriptor"),
	},
	{
		meter: "DuckDB connection", planted: canaryCount, ready: nativeCounted,
		plant: plantConnections, read: openOf("DuckDB connection"),
	},
}

// nativeCounted holds where native memory is counted.
func nativeCounted(*gmem.Process) bool {
	counted, _ := native.Available()
	return counted
}

func plantSlice(context.Context) (func() error, error) {
	slice := make([]byte, canaryBytes)
	return func() error { runtime.KeepAlive(slice); return nil }, nil
}

func plantGoroutines(context.Context) (func() error, error) {
	gate := make(chan struct{})
	for range canaryCount {
		go func() { <-gate }()
	}
	return func() error { close(gate); return nil }, nil
}

func plantDescriptors(context.Context) (func() error, error) {
	var opened closers
	for range canaryCount {
		file, err := os.Open(os.DevNull)
		if err != nil {
			return nil, errors.Join(err, opened.close())
		}
		opened = append(opened, file.Close)
	}
	return opened.close, nil
}

func plantConnections(ctx context.Context) (func() error, error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, err
	}
	opened := closers{db.Close}
	for range canaryCount {
		conn, err := db.Conn(ctx)
		if err != nil {
			return nil, errors.Join(err, opened.close())
		}
		opened = append(opened, conn.Close)
	}
	return opened.close, nil
}

// closers give back what was opened, the last one first.
type closers []func() error

func (c closers) close() error {
	var problems []error
	for _, one := range slices.Backward(c) {
		problems = append(problems, one())
	}
	return errors.Join(problems...)
}
