package gmem

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
)

// canary is a known amount that is made on purpose before anything is measured, and given back. A meter that doesn't see its
// canary, no less of it and no more, would see no leak either: it is left out.
type canary struct {
	meter          string
	planted, slack int64 // slack is how far off the reading may be, since a process does other things too
	plant          func() (giveBack func() error, err error)
	read           func(*meterSet) (int64, error)
}

const (
	canaryBytes = 4 << 20
	canaryCount = 16
)

// canaries are those of the meters that this package has by itself. Registered meters check themselves.
var canaries = []canary{
	{
		meter: PartGoInUse, planted: canaryBytes, slack: canaryBytes / 10, plant: plantSlice,
		read: func(*meterSet) (int64, error) { return int64(ReadGo().HeapObjects), nil },
	},
	{
		meter: HandleGoroutine, planted: canaryCount, slack: canaryCount / 4, plant: plantGoroutines,
		read: func(*meterSet) (int64, error) { return ReadGo().Goroutines, nil },
	},
	{
		meter: HandleDescriptor, planted: canaryCount, slack: canaryCount / 4, plant: plantDescriptors,
		read: func(set *meterSet) (int64, error) {
			count, err := set.self.countDescriptors()
			return int64(count), err
		},
	},
	{
		meter: "resident memory", planted: 4 * canaryBytes, slack: canaryBytes, plant: plantPages,
		read: func(set *meterSet) (int64, error) {
			rss, err := set.self.RSS()
			return int64(rss), err
		},
	},
	{
		// It is over before it is read: only the kernel's mark has seen it.
		meter: highWaterMark, planted: 4 * canaryBytes, slack: canaryBytes,
		plant: func() (func() error, error) {
			giveBack, err := plantPages()
			if err != nil {
				return nil, err
			}
			return func() error { return nil }, giveBack()
		},
		read: func(set *meterSet) (int64, error) {
			mark, err := set.self.HighWater()
			return int64(mark), err
		},
	},
}

const highWaterMark = "high-water mark"

// CheckMeters makes known amounts of everything that is measured in this process and gives them back. It returns the meters
// that this process doesn't have or that failed their own check, each with its reason, and those that did not see what was
// made: with one of these no reading is to be trusted. Repeat does so by itself.
func CheckMeters() (leftOut, dead []LeftOut, err error) {
	set, err := newMeterSet()
	if err != nil {
		return nil, nil, err
	}
	dead, err = set.checkMeters()
	return set.leftOut, dead, err
}

// checkMeters plants one canary after the other and returns the meters that did not see theirs.
func (m *meterSet) checkMeters() ([]LeftOut, error) {
	var dead []LeftOut
	for _, c := range canaries {
		if !m.has(c.meter) {
			continue
		}
		seen, err := c.seen(m)
		if err != nil {
			return nil, fmt.Errorf("check the meter of %s: %w", c.meter, err)
		}
		if off := seen - c.planted; off < -c.slack || off > c.slack {
			dead = append(dead, LeftOut{c.meter, fmt.Sprintf("it read %d more where %d more were made", seen, c.planted)})
		}
	}
	return dead, nil
}

// has reports whether this system has the meter at all.
func (m *meterSet) has(meter string) bool {
	switch meter {
	case HandleDescriptor:
		return m.kernel
	case highWaterMark:
		return m.self.ResetHighWater() == nil
	}
	return true
}

// seen returns how much more the meter read while the canary was there: of a few tries that which is nearest to it, since
// others may work in this process at the same time.
func (c canary) seen(m *meterSet) (int64, error) {
	const tries = 5
	var nearest int64
	for try := range tries {
		seen, err := c.try(m)
		if err != nil {
			return 0, err
		}
		if try == 0 || distanceOf(seen, c.planted) < distanceOf(nearest, c.planted) {
			nearest = seen
		}
		if distanceOf(nearest, c.planted) <= c.slack {
			break
		}
	}
	return nearest, nil
}

func distanceOf(a, b int64) int64 { return max(a-b, b-a) }

func (c canary) try(m *meterSet) (int64, error) {
	debug.FreeOSMemory() // or the runtime gives back megabytes of its own meanwhile
	before, err := c.read(m)
	if err != nil {
		return 0, err
	}
	giveBack, err := c.plant()
	if err != nil {
		return 0, err
	}
	after, err := c.read(m)
	return after - before, errors.Join(err, giveBack())
}

func plantSlice() (func() error, error) {
	slice := make([]byte, canaryBytes)
	return func() error { runtime.KeepAlive(slice); return nil }, nil
}

func plantGoroutines() (func() error, error) {
	gate := make(chan struct{})
	for range canaryCount {
		go func() { <-gate }()
	}
	return func() error { close(gate); return nil }, nil
}

func plantDescriptors() (func() error, error) {
	var opened []*os.File
	giveBack := func() error {
		var problems []error
		for _, file := range slices.Backward(opened) {
			problems = append(problems, file.Close())
		}
		return errors.Join(problems...)
	}
	for range canaryCount {
		file, err := os.Open(os.DevNull)
		if err != nil {
			return nil, errors.Join(err, giveBack())
		}
		opened = append(opened, file)
	}
	return giveBack, nil
}
