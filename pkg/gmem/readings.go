package gmem

import (
	"fmt"
	"time"
)

// Count is how many of one kind are open: handles, goroutines, descriptors.
type Count struct {
	Name string `json:"name"`
	Open int64  `json:"open"`
}

// Names of what is counted without registration.
const (
	HandleGoroutine  = "goroutine"
	HandleDescriptor = "file descriptor"
)

// mappingsName is told where mappings are left out.
const mappingsName = "mappings"

// meterSet is every meter of this process, in a fixed order. One reading of all of them is a row of numbers, so that
// readings take room that was set aside before the first.
type meterSet struct {
	self    *Process
	trusted meters
	kernel  bool // the kernel counts threads, mappings and descriptors
	leftOut []LeftOut

	variables variables // of packages that were asked for

	threads      int   // of the Go runtime when it was last levelled
	threadRecord Bytes // that the Go runtime keeps of each thread, and what is alive leaves out; 0 when nothing was weighed
}

// The columns of a row; those of registered parts and handles follow, then the same once more as they were before the
// collection.
const (
	columnUnits = iota
	columnNanoseconds
	columnEnded
	columnRSS
	columnLive
	columnGo
	columnNative
	columnThreads
	columnMappings
	columnGoroutines
	columnDescriptors
	columnsFixed
)

// The columns of the second part of a row.
const (
	beforeNative = iota
	beforeDescriptors
	beforeFixed // then handles, and parts
)

// newMeterSet opens the meters of this process. Those that fail their own check are left out.
func newMeterSet() (*meterSet, error) {
	self, err := Self()
	if err != nil {
		return nil, err
	}
	set := &meterSet{self: self, trusted: registered.trusted()}
	set.leftOut = append(set.leftOut, set.trusted.leftOut...)
	if set.trusted.native == nil && len(set.leftOut) == 0 {
		set.leftOut = append(set.leftOut, LeftOut{nativeName, `no meter is registered: import _ "github.com/embecode/embecode/pkg/gmem/native"`})
	}
	if sanitized {
		const why = "the records of -race, -asan and -msan grow in it"
		set.leftOut = append(set.leftOut, LeftOut{VerdictResident, why}, LeftOut{mappingsName, why})
	}
	if _, err := self.Kernel(); err != nil {
		set.leftOut = append(set.leftOut, LeftOut{"threads, mappings, file descriptors", err.Error()})
	} else {
		set.kernel = true
	}
	return set, nil
}

func (m *meterSet) parts() int   { return len(m.trusted.parts) }
func (m *meterSet) handles() int { return len(m.trusted.handles) }

func (m *meterSet) partAt(i int) int         { return columnsFixed + i }
func (m *meterSet) handleAt(i int) int       { return columnsFixed + m.parts() + i }
func (m *meterSet) beforeAt(i int) int       { return columnsFixed + m.parts() + m.handles() + i }
func (m *meterSet) beforeHandleAt(i int) int { return m.beforeAt(beforeFixed + i) }
func (m *meterSet) beforePartAt(i int) int   { return m.beforeHandleAt(m.handles() + i) }
func (m *meterSet) variableAt(i int) int     { return m.beforePartAt(m.parts() + i) }
func (m *meterSet) width() int               { return m.variableAt(len(m.variables)) }

// watchVariables has what the variables of packages reach be read with each row.
func (m *meterSet) watchVariables(packages []string) {
	if len(packages) == 0 {
		return
	}
	all, err := variablesOf(packages)
	if err != nil {
		m.leftOut = append(m.leftOut, LeftOut{variablesName, err.Error()})
	}
	m.variables = all
}

// readBefore reads what a collection may change: what is left to finalizers is still there.
func (m *meterSet) readBefore(row []int64) error {
	if m.trusted.native != nil {
		row[m.beforeAt(beforeNative)] = int64(m.trusted.native.Live().Bytes)
	}
	for i, handle := range m.trusted.handles {
		row[m.beforeHandleAt(i)] = open(handle)
	}
	for i, part := range m.trusted.parts {
		now, err := part.Live()
		if err != nil {
			return fmt.Errorf("read %s: %w", part.Name, err)
		}
		row[m.beforePartAt(i)] = int64(now.Bytes)
	}
	if !m.kernel {
		return nil
	}
	descriptors, err := m.self.countDescriptors()
	row[m.beforeAt(beforeDescriptors)] = int64(descriptors)
	return err
}

// read reads every meter. What is alive comes first: the other readings leave garbage of their own.
func (m *meterSet) read(row []int64) error {
	live, goLive, native, err := m.live()
	if err != nil {
		return err
	}
	row[columnLive], row[columnGo], row[columnNative] = int64(live), int64(goLive), int64(native)
	for i, part := range m.trusted.parts {
		now, err := part.Live()
		if err != nil {
			return fmt.Errorf("read %s: %w", part.Name, err)
		}
		row[m.partAt(i)] = int64(now.Bytes)
	}
	rss, err := m.self.exactRSS()
	if err != nil {
		return err
	}
	row[columnRSS] = int64(rss)
	m.readHandles(row)
	if !m.kernel {
		return nil
	}
	kernel, err := m.self.Kernel()
	if err != nil {
		return err
	}
	row[columnThreads], row[columnMappings] = int64(kernel.Threads), int64(kernel.Mappings)
	row[columnDescriptors] = int64(kernel.Descriptors)
	return nil
}

// readVariables reads what variables reach. It comes last: it takes more memory than all there is.
func (m *meterSet) readVariables(row []int64) error {
	if len(m.variables) == 0 {
		return nil
	}
	return m.variables.read(row[m.variableAt(0):])
}

// readHandles counts what is open, goroutines and descriptors at their lowest of a few readings: a watch opens a file
// for each of its samples, and a goroutine that has done its work ends a little later.
func (m *meterSet) readHandles(row []int64) {
	const readings = 4
	for i, handle := range m.trusted.handles {
		row[m.handleAt(i)] = open(handle)
	}
	row[columnGoroutines] = ReadGo().Goroutines
	for range readings - 1 {
		time.Sleep(100 * time.Microsecond)
		row[columnGoroutines] = min(row[columnGoroutines], ReadGo().Goroutines)
	}
}

func open(handle HandleMeter) int64 {
	opened, closed := handle.Count()
	return opened - closed
}

// live returns what is alive of all that is counted exactly, to the byte: Go objects, which are exact after a collection,
// without the runtime's records of threads, the malloc family, and allocators of their own.
func (m *meterSet) live() (total, goLive, native Bytes, err error) {
	goLive = ReadGo().HeapObjects - Bytes(goThreads())*m.threadRecord
	total = goLive
	if m.trusted.native != nil {
		native = m.trusted.native.Live().Bytes
		total += native
	}
	for _, part := range m.trusted.parts {
		if part.OfNative {
			continue
		}
		now, err := part.Live()
		if err != nil {
			return 0, 0, 0, fmt.Errorf("read %s: %w", part.Name, err)
		}
		total += now.Bytes
	}
	return total, goLive, native, nil
}

// round returns a row as a round.
func (m *meterSet) round(row []int64) Round {
	round := Round{
		Units: row[columnUnits], Seconds: time.Duration(row[columnNanoseconds]).Seconds(), Ended: time.Duration(row[columnEnded]).Seconds(),
		RSS: Bytes(row[columnRSS]), Live: Bytes(row[columnLive]),
		Threads: int(row[columnThreads]), Mappings: int(row[columnMappings]),
	}
	round.Parts = append(round.Parts, Part{PartGoInUse, Bytes(row[columnGo])})
	other := Bytes(row[columnNative])
	for i, part := range m.trusted.parts {
		amount := Bytes(row[m.partAt(i)])
		round.Parts = append(round.Parts, Part{part.Name, amount})
		round.Before = append(round.Before, Part{part.Name, Bytes(row[m.beforePartAt(i)])})
		if part.OfNative {
			other -= amount
		}
	}
	if m.trusted.native != nil {
		round.Parts = append(round.Parts, Part{PartNative, other})
		round.Unreleased = append(round.Unreleased, Growth{
			What: nativeName, Unit: "bytes", Amount: float64(row[m.beforeAt(beforeNative)] - row[columnNative]),
		})
	}
	round.Handles = append(round.Handles, Count{HandleGoroutine, row[columnGoroutines]})
	if m.kernel {
		round.Handles = append(round.Handles, Count{HandleDescriptor, row[columnDescriptors]})
		round.Unreleased = append(round.Unreleased, Growth{
			What: HandleDescriptor, Unit: "open", Amount: float64(row[m.beforeAt(beforeDescriptors)] - row[columnDescriptors]),
		})
	}
	for i, handle := range m.trusted.handles {
		round.Handles = append(round.Handles, Count{handle.Name, row[m.handleAt(i)]})
		round.Unreleased = append(round.Unreleased, Growth{
			What: handle.Name, Unit: "open", Amount: float64(row[m.beforeHandleAt(i)] - row[m.handleAt(i)]),
		})
	}
	for i, v := range m.variables {
		if reached := Bytes(row[m.variableAt(i)]); reached > 0 {
			round.Variables = append(round.Variables, Part{v.name, reached})
		}
	}
	return round
}
