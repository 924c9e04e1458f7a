package gmem

import (
	"context"
	"errors"
	"os"
	"sync"
)

// blockHeader is what malloc puts before each block, in bytes.
const blockHeader = 8

// footprint is what live blocks take, with their headers.
func (l Live) footprint() Bytes { return l.Bytes + blockHeader*Bytes(l.Blocks) }

// breakdown measures the parts of this process's resident memory, each on its own: about 1 ms for 100 MB. Where native
// memory isn't counted its parts are missing, and unattributed holds them. It needs Linux's /proc.
//
// The program's own data, once written to, is no longer the file's but private; it can't outgrow the program and stays
// among what is file-backed.
func (m *meterSet) breakdown() (Breakdown, error) {
	heap := ReadGo() // first, since the other readings allocate
	kernel, err := m.self.Kernel()
	if err != nil {
		return Breakdown{}, err
	}
	files := kernel.RSSFile + kernel.RSSShmem
	if m.trusted.native == nil {
		return Breakdown{RSS: kernel.RSSAnon + files, Parts: []Part{
			{PartGoInUse, heap.HeapObjects},
			{PartGoHeld, heap.HeapUnused + heap.HeapFree},
			{PartGoRuntime, heap.Stacks + heap.Metadata + heap.Other},
			{PartFiles, files},
		}}, nil
	}
	rss, resident, err := m.readResident()
	if err != nil {
		return Breakdown{}, err
	}
	// Goroutines' stacks lie among the objects. What is held is below zero where more is in use than was ever touched: a
	// slice made with room to grow.
	parts := []Part{
		{PartGoInUse, heap.HeapObjects},
		{PartGoHeld, resident.GoHeap - heap.HeapObjects - heap.Stacks},
		{PartGoRuntime, resident.GoRuntime + heap.Stacks},
	}
	native, err := m.nativeParts(resident)
	if err != nil {
		return Breakdown{}, err
	}
	parts = append(parts, native...)
	return Breakdown{RSS: rss, Parts: append(parts, Part{PartStacks, resident.Stacks}, Part{PartFiles, files + resident.Image})}, nil
}

// nativeParts are what C and C++ hold. What the allocators keep of freed memory is one part, whoever keeps it: what is
// resident of their regions, less what is alive there. It is below zero where more is alive than was ever touched.
func (m *meterSet) nativeParts(resident Resident) ([]Part, error) {
	alive := m.trusted.native.Live().footprint()
	other, retained := alive, resident.Native-alive
	var parts []Part
	for _, meter := range m.trusted.parts {
		live, err := meter.Live()
		if err != nil {
			return nil, err
		}
		amount := live.footprint()
		if meter.OfNative {
			other -= amount
		} else {
			amount = live.Bytes
			if meter.Resident != nil {
				held, err := meter.Resident()
				if err != nil {
					return nil, err
				}
				retained += held - amount
			}
		}
		parts = append(parts, Part{meter.Name, amount})
	}
	return append(parts, Part{PartNative, other}, Part{PartRetained, retained}), nil
}

// readResident reads RSS and what it is made of as of one moment. Work that goes on takes and gives back megabytes within
// a millisecond: when RSS moved while the pages were counted, they are counted again. What grows is settled for soon,
// since it may grow for long. While it falls a reading means nothing: the kernel gives up a region at once, and its pages,
// which RSS counts, some time after.
func (m *meterSet) readResident() (Bytes, Resident, error) {
	const triesRising, triesFalling, moved = 3, 100, MB
	for try := 1; ; try++ {
		before, err := m.self.RSS()
		if err != nil {
			return 0, Resident{}, err
		}
		resident, err := m.trusted.native.Resident()
		if err != nil {
			return 0, Resident{}, err
		}
		after, err := m.self.RSS()
		if err != nil {
			return 0, Resident{}, err
		}
		change := after - before
		still := -moved < change && change < moved
		if still || (change > 0 && try >= triesRising) || try == triesFalling {
			rss, err := m.self.exactRSS()
			return rss, resident, err
		}
	}
}

// peakReader is the Meter of a watch over this process, and takes the breakdown at the peak, from the samples that the watch gives it.
type peakReader struct {
	set       *meterSet
	mutex     sync.Mutex // held while it reads, since it has files open then
	mark      Bytes      // the high-water mark before it was last reset
	highest   Bytes      // of all samples
	height    Bytes      // of the sample that the breakdown belongs to
	breakdown Breakdown
}

// RSS implements Meter.
func (p *peakReader) RSS() (Bytes, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.set.self.RSS()
}

// HighWater implements Meter.
func (p *peakReader) HighWater() (Bytes, error) {
	mark, err := p.set.self.HighWater()
	return max(mark, p.mark), err
}

// ResetHighWater implements Meter.
func (p *peakReader) ResetHighWater() error { return p.set.self.ResetHighWater() }

// besides reads what takes much memory itself, which is no peak of the work's. The mutex is held.
func (p *peakReader) besides(read func() error) error {
	mark, _ := p.HighWater() // 0 where there is none
	p.mark = mark
	err := read()
	_ = p.ResetHighWater() // likewise
	return err
}

// sampled has the parts noted along with a sample, and takes the breakdown at one that is higher than all before it. One that is
// hardly higher is passed over: while gigabytes are being freed a few pages more make a new peak, with nothing of what made it
// in the meters. So is a reading during which memory moved by more than a fifth: its parts are those of another moment than its
// whole.
func (p *peakReader) sampled(sample Sample, over *composer) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	over.sampled(sample)
	if sample.RSS <= p.highest || sample.RSS < p.height+p.height/50 {
		return
	}
	p.highest = sample.RSS
	at, err := p.set.breakdown()
	if err != nil {
		return
	}
	after, err := p.set.self.RSS()
	if err != nil {
		return
	}
	if change := after - sample.RSS; -sample.RSS/5 < change && change < sample.RSS/5 {
		p.height, p.breakdown = sample.RSS, at
	}
}

// watch does the work while it is sampled, with the breakdown at its beginning, peak and end. Crossed reports that the
// ceiling stopped it: what it returned is then no error.
func (p *peakReader) watch(
	ctx context.Context, options WatchOptions, work func(context.Context) error,
) (series Series, crossed bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if options.Ceiling > 0 && options.OnCross == nil {
		options.OnCross = func(Sample) { cancel(ErrCeiling) }
	}
	over := newComposer(p.set)
	asked := options.OnSample
	options.OnSample = func(sample Sample) {
		p.sampled(sample, over)
		if asked != nil {
			asked(sample)
		}
	}
	baseline, baselineErr := p.set.breakdown()
	watcher, err := Start(p, options)
	if err != nil {
		return Series{}, false, err
	}
	workErr := work(ctx)
	if crossed = workErr != nil && errors.Is(context.Cause(ctx), ErrCeiling); crossed {
		workErr = nil
	}
	series, err = watcher.Stop()
	end, endErr := p.set.breakdown()
	if baselineErr == nil && endErr == nil {
		series.Parts = Moments{{"baseline", baseline}, {"peak", p.breakdown}, {"end", end}}
	}
	series.Over, series.Settings = over.overTime(series), RaisingSettings(os.Environ())
	return series, crossed, errors.Join(workErr, err)
}
