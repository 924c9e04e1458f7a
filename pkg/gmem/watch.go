package gmem

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

const (
	defaultInterval = 50 * time.Millisecond
	// slowestInterval is the slowest that still tells anything: at 2 s the samples of a 2.4 s run missed 24–44 MB of a
	// 140 MB peak on average.
	slowestInterval = 2 * time.Second
	// maxSamples sets 1.4 MB aside for the samples, paths included. At 50 ms it is 8 minutes of full resolution.
	maxSamples = 10_000
)

// Meter is what a watch reads. A Process is one.
type Meter interface {
	RSS() (Bytes, error)
	HighWater() (Bytes, error)
	ResetHighWater() error
}

// WatchOptions say how to watch. The zero value samples every 50 ms, without a ceiling.
type WatchOptions struct {
	// Every is the time between two samples; 0 means 50 ms. More than 2 s or less than 0 is refused.
	Every time.Duration
	// Progress tells how far the work is; nil means that it is unknown. It is called from the watch's goroutine for each
	// sample and must not block.
	Progress func() Progress
	// OnSample is called with each sample, from the watch's goroutine: the place to read along with it what takes some
	// microseconds. It must not block; nil means none.
	OnSample func(Sample)
	// Ceiling is the resident memory at which OnCross is called; 0 means none.
	Ceiling Bytes
	// OnCross is called once, from the watch's goroutine, with the first sample at or above the ceiling. It is the place to
	// cancel the work. It must not call Stop, which waits for it.
	OnCross func(Sample)
}

func (o *WatchOptions) validate() error {
	o.Every = cmp.Or(o.Every, defaultInterval)
	var problems []error
	if o.Every < 0 || o.Every > slowestInterval {
		problems = append(problems, fmt.Errorf("sampling interval %v is not between 0 and %v", o.Every, slowestInterval))
	}
	if o.Ceiling < 0 {
		problems = append(problems, fmt.Errorf("ceiling %v is negative", o.Ceiling))
	}
	if o.OnCross != nil && o.Ceiling == 0 {
		problems = append(problems, errors.New("there is a call for crossing the ceiling, but no ceiling"))
	}
	return errors.Join(problems...)
}

// Watcher samples the memory of one process in the background, from Start to Stop.
type Watcher struct {
	meter   Meter
	options WatchOptions
	series  Series // complete once Stop has run
	samples *thinned[flatSample]
	latest  atomic.Int64

	readings, failed int
	firstFailure     error // of a sample; the watch goes on, Stop gives it back

	quit, done chan struct{}
	stopOnce   sync.Once
	stopErr    error
}

// Start resets the high-water mark, reads the baseline and begins to sample. The caller must Stop the watch. Where the
// mark is missing or may not be reset, the series goes without it and says why.
func Start(meter Meter, options WatchOptions) (*Watcher, error) {
	if err := options.validate(); err != nil {
		return nil, fmt.Errorf("start watching memory: %w", err)
	}
	w := &Watcher{
		meter: meter, options: options, samples: newSamples(maxSamples),
		quit: make(chan struct{}), done: make(chan struct{}),
	}
	if err := meter.ResetHighWater(); err != nil {
		w.series.HighWaterMissing = err.Error()
	}
	baseline, err := meter.RSS()
	if err != nil {
		return nil, fmt.Errorf("start watching memory: %w", err)
	}
	w.series.Baseline, w.series.Started = baseline, time.Now()
	w.latest.Store(int64(baseline))
	go w.run()
	return w, nil
}

// RSS is the latest sample: the baseline until there is another. It may be called at any time from any goroutine.
func (w *Watcher) RSS() Bytes { return Bytes(w.latest.Load()) }

// Stop takes the final reading and the high-water mark, ends the goroutine and gives back the series. It may be called
// again and then gives back the same. Readings that failed do not end a watch; they are the error, beside the series of
// those that did not.
func (w *Watcher) Stop() (Series, error) {
	w.stopOnce.Do(func() {
		close(w.quit)
		<-w.done
		w.stopErr = w.finish()
	})
	return w.series, w.stopErr
}

func (w *Watcher) run() {
	defer close(w.done)
	ticker := time.NewTicker(w.options.Every)
	defer ticker.Stop()
	crossed := false
	for {
		select {
		case <-w.quit:
			return
		case <-ticker.C:
		}
		sample, err := w.read()
		if err != nil {
			continue
		}
		if w.options.OnSample != nil {
			w.options.OnSample(sample)
		}
		if ceiling := w.options.Ceiling; !crossed && ceiling > 0 && sample.RSS >= ceiling {
			crossed = true
			if w.options.OnCross != nil {
				w.options.OnCross(sample)
			}
		}
	}
}

// read takes one sample.
func (w *Watcher) read() (Sample, error) {
	w.readings++
	rss, err := w.meter.RSS()
	if err != nil {
		w.failed++
		if w.firstFailure == nil {
			w.firstFailure = err
		}
		return Sample{}, err
	}
	sample := Sample{Elapsed: time.Since(w.series.Started), RSS: rss}
	if w.options.Progress != nil {
		progress := w.options.Progress()
		sample.Done, sample.At = progress.Done, progress.At
	}
	w.samples.add(flatten(sample))
	w.latest.Store(int64(rss))
	return sample, nil
}

// finish completes the series once the goroutine has ended.
func (w *Watcher) finish() error {
	var problems []error
	if w.firstFailure != nil {
		problems = append(problems, fmt.Errorf("sample memory: %d of %d readings failed, the first one: %w",
			w.failed, w.readings, w.firstFailure))
	}
	final, err := w.meter.RSS()
	if err != nil {
		problems = append(problems, fmt.Errorf("read final memory: %w", err))
	}
	w.series.Final, w.series.Duration = final, time.Since(w.series.Started)
	w.series.Samples = samplesOf(w.samples)
	if w.series.HighWaterMissing == "" {
		if w.series.HighWater, err = w.meter.HighWater(); err != nil {
			problems = append(problems, err)
		}
	}
	return errors.Join(problems...)
}

// Watch does the work once in this process and samples resident memory meanwhile. The error is the work's own, or that
// of a reading. Without OnCross, crossing the ceiling of the options cancels the context that the work was given; what it
// then returns is no error, since the series tells. At most one WatchOptions may be given.
func Watch(ctx context.Context, work func(context.Context) error, options ...WatchOptions) (Series, error) {
	asked, err := only(options)
	if err != nil {
		return Series{}, fmt.Errorf("watch memory: %w", err)
	}
	set, err := newMeterSet()
	if err != nil {
		return Series{}, fmt.Errorf("watch memory: %w", err)
	}
	series, _, err := (&peakReader{set: set}).watch(ctx, asked, work)
	return series, err
}
