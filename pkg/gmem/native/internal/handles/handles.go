// Package handles reads and registers the handles that linker wraps count in C. The wrappers are in the packages of their
// libraries; handles.h has the macros that they are made of.
package handles

import (
	"errors"
	"sync/atomic"
	"unsafe"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
)

// Table is the counts of a library's kinds of handles, as C keeps them. It may be read at any time.
type Table []handle

// handle is struct gmem_handles of handles.h.
type handle struct {
	name           *byte
	opened, closed int64
}

// At returns the table of so many kinds that begins at an address of C.
func At(address unsafe.Pointer, kinds int) Table { return unsafe.Slice((*handle)(address), kinds) }

func (h *handle) kind() string {
	length := 0
	for *(*byte)(unsafe.Add(unsafe.Pointer(h.name), length)) != 0 {
		length++
	}
	return unsafe.String(h.name, length)
}

// count reads the closed ones first: a handle that is opened and closed in between must not look closed before it was
// opened.
func (h *handle) count() (opened, closed int64) {
	closed = atomic.LoadInt64(&h.closed)
	return atomic.LoadInt64(&h.opened), closed
}

// Counts returns the counts of all kinds, in the order of the table.
func (t Table) Counts() []native.HandleCount {
	counts := make([]native.HandleCount, len(t))
	for i := range t {
		opened, closed := t[i].count()
		counts[i] = native.HandleCount{Kind: t[i].kind(), Opened: opened, Closed: closed}
	}
	return counts
}

// Register registers every kind with gmem. Their check is that of the library, and that the linker wraps calls rightly.
func (t Table) Register(check func() error, advice string) {
	for i := range t {
		gmem.RegisterHandle(gmem.HandleMeter{
			Name: t[i].kind(), Advice: advice, Count: t[i].count,
			Check: func() error { return errors.Join(check(), CheckLinker()) },
		})
	}
}
