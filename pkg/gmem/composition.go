package gmem

import (
	"slices"
	"time"
)

// Composition is what resident memory was made of while a run went on, as far as meters tell that take microseconds. What
// the allocators keep of freed memory takes milliseconds to count; it is in what the parts leave of RSS.
type Composition struct {
	// Parts are names, in the order of each moment's bytes: mapped files first, and last those with an allocator of their
	// own, of which some may be allocated and not resident.
	Parts   []string `json:"parts"`
	Moments []Made   `json:"moments"` // in order of time: at most 600, and the end
}

// Made is what resident memory was made of at one sample.
type Made struct {
	ElapsedSeconds float64 `json:"elapsed_seconds"` // since the start of the series
	RSS            Bytes   `json:"rss_bytes"`
	Bytes          []Bytes `json:"part_bytes"`
}

// momentsKept is about as many as a picture can show: each is a pixel of it.
const momentsKept = 600

// composer reads the parts with each sample of a watch.
type composer struct {
	set    *meterSet
	parts  []PartMeter       // those of the malloc family first
	shares int               // how many those are
	rows   *thinned[[]int64] // of elapsed time, RSS and parts
	now    []int64
}

// The columns of a composer's row; registered parts follow.
const (
	madeElapsed = iota
	madeRSS
	madeFiles
	madeGoInUse
	madeGoHeld
	madeGoRuntime
	madeNative
	madeFixed
)

// newComposer sets all its room aside and writes to it, so that it is no part of what grows during a run. It is nil where
// native memory isn't counted: most of what there is would be missing.
func newComposer(set *meterSet) *composer {
	if set.trusted.native == nil {
		return nil
	}
	c := &composer{set: set}
	for _, meter := range set.trusted.parts {
		if meter.OfNative {
			c.parts = slices.Insert(c.parts, c.shares, meter)
			c.shares++
		} else {
			c.parts = append(c.parts, meter)
		}
	}
	rows := newRows(momentsKept+2, madeFixed+set.parts())
	c.rows = newThinned(rows[:momentsKept], rows[momentsKept], func(row []int64) Bytes { return Bytes(row[madeRSS]) })
	c.now = rows[momentsKept+1]
	return c
}

// newRows sets room for so many rows of numbers aside, and writes to its pages.
func newRows(count, width int) [][]int64 {
	room := make([]int64, count*width)
	clear(room)
	return slices.Collect(slices.Chunk(room, width))
}

// sampled takes the parts along with a sample; one whose parts can't be read is left out.
func (c *composer) sampled(sample Sample) {
	if c != nil && c.read(sample) == nil {
		c.now = c.rows.add(c.now)
	}
}

func (c *composer) read(sample Sample) error {
	files, err := c.set.self.mappedFiles()
	if err != nil {
		return err
	}
	heap, native := ReadGo(), c.set.trusted.native.Live().footprint()
	for i, meter := range c.parts {
		live, err := meter.Live()
		if err != nil {
			return err
		}
		amount := live.Bytes
		if meter.OfNative {
			amount = live.footprint()
			native -= amount
		}
		c.now[madeFixed+i] = int64(amount)
	}
	c.now[madeElapsed], c.now[madeRSS], c.now[madeFiles] = int64(sample.Elapsed), int64(sample.RSS), int64(files)
	c.now[madeGoInUse], c.now[madeGoHeld] = int64(heap.HeapObjects), int64(heap.HeapUnused+heap.HeapFree)
	c.now[madeGoRuntime], c.now[madeNative] = int64(heap.Stacks+heap.Metadata+heap.Other), int64(native)
	return nil
}

// overTime returns what was read, with a last moment at the end of the series; nil without a moment.
func (c *composer) overTime(series Series) *Composition {
	if c == nil {
		return nil
	}
	all := &Composition{Parts: []string{PartFiles, PartGoInUse, PartGoHeld, PartGoRuntime}}
	for _, meter := range c.parts {
		all.Parts = append(all.Parts, meter.Name)
	}
	all.Parts = slices.Insert(all.Parts, madeNative-madeFiles+c.shares, PartNative)
	for row := range c.rows.all() {
		all.Moments = append(all.Moments, c.made(row))
	}
	if len(all.Moments) == 0 {
		return nil
	}
	if c.read(Sample{Elapsed: series.Duration, RSS: series.Final}) == nil {
		all.Moments = append(all.Moments, c.made(c.now))
	}
	return all
}

// made returns a row as a moment, its parts in their order.
func (c *composer) made(row []int64) Made {
	made := Made{ElapsedSeconds: time.Duration(row[madeElapsed]).Seconds(), RSS: Bytes(row[madeRSS])}
	shared := madeFixed + c.shares
	for _, amounts := range [][]int64{row[madeFiles:madeNative], row[madeFixed:shared], {row[madeNative]}, row[shared:]} {
		for _, amount := range amounts {
			made.Bytes = append(made.Bytes, Bytes(amount))
		}
	}
	return made
}
