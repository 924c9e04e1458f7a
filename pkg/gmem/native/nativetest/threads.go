//go:build linux && cgo

package nativetest

/*
#include "threads.h"
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Thread is a thread of the operating system that Go knows nothing of. It sleeps until it is unparked.
type Thread struct {
	thread *C.struct_nativetest_thread
}

// Park starts a thread, for Unpark. It holds a stack of 64 KB and a block of memory, and has allocated once.
func Park() Thread { return parked(0) }

// ParkDeep starts a thread with a stack of the usual size that has used so many bytes of it, at least 4 KB, for Unpark.
func ParkDeep(depth int) Thread { return parked(depth) }

func parked(depth int) Thread {
	thread := C.nativetest_park(C.size_t(depth))
	if thread == nil {
		panic("nativetest: start a thread: the system has no more threads or memory")
	}
	return Thread{thread}
}

// Unpark ends the thread and waits until it is gone.
func (t Thread) Unpark() { C.nativetest_unpark(t.thread) }

// AllocateInThreads has each of so many new threads, at most 64, allocate so many blocks of size bytes and a little
// more each, and returns the blocks when the threads are gone, for FreeInThreads.
func AllocateInThreads(threads, each, size int) []unsafe.Pointer {
	blocks := make([]unsafe.Pointer, threads*each)
	ran(C.nativetest_allocate_in_threads(C.int(threads), &blocks[0], C.int(each), C.size_t(size)), threads)
	return blocks
}

// FreeInThreads has so many new threads, at most 64, free the blocks, each its part. The number of blocks must be a
// multiple of the number of threads.
func FreeInThreads(threads int, blocks []unsafe.Pointer) {
	ran(C.nativetest_free_in_threads(C.int(threads), &blocks[0], C.int(len(blocks)/threads)), threads)
}

// FreeAtExit has a new thread free a block from Malloc as the very last thing it does, in the last round of thread-exit
// destructors.
func FreeAtExit(block unsafe.Pointer) { ran(C.nativetest_free_at_exit(block), 1) }

// Churn has each of so many new threads, at most 64, allocate, resize and free a block so many times.
func Churn(threads, rounds int) { ran(C.nativetest_churn(C.int(threads), C.long(rounds)), threads) }

// Pairs allocates and frees a block of size bytes so many times.
func Pairs(pairs, size int) { C.nativetest_pairs(C.long(pairs), C.size_t(size)) }

// UncountedPairs does as Pairs, but goes to glibc's allocator directly, past any that stands in front of it.
func UncountedPairs(pairs, size int) { C.nativetest_uncounted_pairs(C.long(pairs), C.size_t(size)) }

func ran(all C.int, threads int) {
	if all == 0 {
		panic(fmt.Sprintf("nativetest: start %d threads: the limit is 64, or the system's", threads))
	}
}
