package run

import (
	"fmt"
	"os"
	"time"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/duckdb"
	"github.com/embecode/embecode/pkg/gmem/native/treesitter"
)

// Composition is what resident memory was made of while a run went on, as far as meters tell that take microseconds. What
// the allocators keep of freed memory takes milliseconds to count; it is in what the parts leave of RSS.
type Composition struct {
	Parts   []string `json:"parts"`   // names, in the order of each moment's bytes
	Moments []Made   `json:"moments"` // in order of time, at most momentsKept and the end
}

// Made is what resident memory was made of at one sample.
type Made struct {
	ElapsedSeconds float64      `json:"elapsed_seconds"` // since the start of the series
	RSS            gmem.Bytes   `json:"rss_bytes"`
	Bytes          []gmem.Bytes `json:"part_bytes"`
}

// composedParts are the parts that are cheap to read. Go's are those of its runtime's own count.
var composedParts = [...]string{
	gmem.PartFiles, gmem.PartGoInUse, gmem.PartGoHeld, gmem.PartGoRuntime,
	gmem.PartDuckDB, gmem.PartTreeSitter, gmem.PartCPlusPlus, gmem.PartNative,
}

// momentsKept is about as many as a picture can show: each is a pixel of it.
const momentsKept = 600

// made is a moment in room that was set aside before the run.
type made struct {
	elapsed time.Duration
	rss     gmem.Bytes
	parts   [len(composedParts)]gmem.Bytes
}

// composer reads the parts with each sample of a watch. What it holds does not grow: when its room is full, it keeps the
// larger of each two neighbours, and from then on the largest of twice as many samples.
type composer struct {
	kept    []made
	stride  int // samples that one kept moment stands for
	waiting int // samples since the last one that was kept
	largest made
}

// composing is a composer, or nil where native memory can't be counted. All its room is written to at once, so that it
// is no part of what grows during a run.
func composing() *composer {
	if counted, _ := native.Available(); !counted {
		return nil
	}
	room := make([]made, momentsKept)
	clear(room)
	return &composer{kept: room[:0], stride: 1}
}

// sampled takes the parts along with a sample; a moment whose mapped files can't be read is left out.
func (c *composer) sampled(sample gmem.Sample) {
	if c == nil {
		return
	}
	if now, err := readParts(sample); err == nil {
		c.add(now)
	}
}

func readParts(sample gmem.Sample) (made, error) {
	files, err := mappedFiles()
	if err != nil {
		return made{}, err
	}
	now := made{elapsed: sample.Elapsed, rss: sample.RSS}
	heap, reading, trees := goClasses(gmem.ReadGo()), native.Read(), treesitter.Live()
	now.parts = [...]gmem.Bytes{
		files, heap[0].Bytes, heap[1].Bytes, heap[2].Bytes,
		0, footprint(trees), footprint(reading.CXX), footprint(other(reading, trees)),
	}
	if buffers, present := duckdb.ReadBuffers(); present {
		now.parts[4] = gmem.Bytes(buffers.Allocated)
	}
	return now, nil
}

func (c *composer) add(now made) {
	if c.waiting == 0 || now.rss > c.largest.rss {
		c.largest = now
	}
	if c.waiting++; c.waiting < c.stride {
		return
	}
	c.kept, c.waiting = append(c.kept, c.largest), 0
	if len(c.kept) == momentsKept {
		for i := range momentsKept / 2 {
			larger := 2 * i
			if c.kept[larger+1].rss > c.kept[larger].rss {
				larger++
			}
			c.kept[i] = c.kept[larger]
		}
		c.kept, c.stride = c.kept[:momentsKept/2], 2*c.stride
	}
}

// overTime is what was read, with a last moment at the end of the series; nil without a moment.
func (c *composer) overTime(series gmem.Series) *Composition {
	if c == nil {
		return nil
	}
	if c.waiting > 0 {
		c.kept, c.waiting = append(c.kept, c.largest), 0
	}
	if len(c.kept) == 0 {
		return nil
	}
	if end, err := readParts(gmem.Sample{Elapsed: series.Duration, RSS: series.Final}); err == nil {
		c.kept = append(c.kept, end)
	}
	all := &Composition{Parts: composedParts[:]}
	for i := range c.kept {
		moment := &c.kept[i]
		all.Moments = append(all.Moments, Made{moment.elapsed.Seconds(), moment.rss, moment.parts[:]})
	}
	return all
}

// mappedFiles is what is resident of mapped files and shared memory: the third field of statm, in pages.
func mappedFiles() (gmem.Bytes, error) {
	const path = "/proc/self/statm"
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	var size, resident, shared gmem.Bytes
	if _, err := fmt.Sscan(string(data), &size, &resident, &shared); err != nil {
		return 0, fmt.Errorf("read %s: %w", path, err)
	}
	return shared * gmem.Bytes(os.Getpagesize()), nil
}
