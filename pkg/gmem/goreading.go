package gmem

import (
	"fmt"
	"runtime/metrics"
)

// GoReading is the memory of this process's Go runtime, by class. The classes from HeapObjects to Other add up to Total,
// which is address space and therefore more than what is resident: HeapReleased has been given back to the system.
type GoReading struct {
	HeapObjects  Bytes // live objects, and dead ones not yet swept; collect first to have only the live
	HeapUnused   Bytes // set aside for objects of some size, without one in it
	HeapFree     Bytes // free and not given back: held
	HeapReleased Bytes // given back to the system
	Stacks       Bytes // of goroutines, and of threads where the runtime makes them
	Metadata     Bytes // the runtime's own records of spans and caches
	Other        Bytes // the profiler's records and whatever else the runtime allocates
	Total        Bytes
	Goroutines   int64
}

// goClasses are the runtime/metrics classes of each field. The set is the runtime's own, complete; ReadGo's spec holds the sum.
var goClasses = []struct {
	name  string
	field func(*GoReading) *Bytes
}{
	{"/memory/classes/heap/objects:bytes", func(r *GoReading) *Bytes { return &r.HeapObjects }},
	{"/memory/classes/heap/unused:bytes", func(r *GoReading) *Bytes { return &r.HeapUnused }},
	{"/memory/classes/heap/free:bytes", func(r *GoReading) *Bytes { return &r.HeapFree }},
	{"/memory/classes/heap/released:bytes", func(r *GoReading) *Bytes { return &r.HeapReleased }},
	{"/memory/classes/heap/stacks:bytes", func(r *GoReading) *Bytes { return &r.Stacks }},
	{"/memory/classes/os-stacks:bytes", func(r *GoReading) *Bytes { return &r.Stacks }},
	{"/memory/classes/metadata/mcache/free:bytes", func(r *GoReading) *Bytes { return &r.Metadata }},
	{"/memory/classes/metadata/mcache/inuse:bytes", func(r *GoReading) *Bytes { return &r.Metadata }},
	{"/memory/classes/metadata/mspan/free:bytes", func(r *GoReading) *Bytes { return &r.Metadata }},
	{"/memory/classes/metadata/mspan/inuse:bytes", func(r *GoReading) *Bytes { return &r.Metadata }},
	{"/memory/classes/metadata/other:bytes", func(r *GoReading) *Bytes { return &r.Metadata }},
	{"/memory/classes/profiling/buckets:bytes", func(r *GoReading) *Bytes { return &r.Other }},
	{"/memory/classes/other:bytes", func(r *GoReading) *Bytes { return &r.Other }},
	{"/memory/classes/total:bytes", func(r *GoReading) *Bytes { return &r.Total }},
}

// ReadGo reads the classes of this process. It takes well under a microsecond besides one small allocation and does not
// collect: call runtime.GC first where only live objects are to count.
func ReadGo() GoReading {
	samples := make([]metrics.Sample, len(goClasses)+1)
	for i, class := range goClasses {
		samples[i].Name = class.name
	}
	samples[len(goClasses)].Name = "/sched/goroutines:goroutines"
	metrics.Read(samples)

	var reading GoReading
	for i, class := range goClasses {
		*class.field(&reading) += Bytes(uintMetric(samples[i]))
	}
	reading.Goroutines = int64(uintMetric(samples[len(goClasses)]))
	return reading
}

// uintMetric is the value of a metric. A metric that this Go does not have would silently read as zero, so it is a panic:
// the set is fixed by the Go that built the program.
func uintMetric(sample metrics.Sample) uint64 {
	if sample.Value.Kind() != metrics.KindUint64 {
		panic(fmt.Sprintf("gmem: this Go runtime has no metric %s", sample.Name))
	}
	return sample.Value.Uint64()
}
