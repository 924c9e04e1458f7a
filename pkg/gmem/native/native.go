package native

import "github.com/embecode/embecode/pkg/gmem"

// Count is an amount of live native memory: usable bytes, and the blocks they are in. Only differences between two
// readings mean anything: the counters start a little after the process does.
type Count struct {
	Bytes, Blocks int64
}

// Sub is what was added since an earlier reading; negative where memory was freed.
func (c Count) Sub(earlier Count) Count {
	return Count{Bytes: c.Bytes - earlier.Bytes, Blocks: c.Blocks - earlier.Blocks}
}

// Live is the same amount as gmem takes it.
func (c Count) Live() gmem.Live { return gmem.Live{Bytes: gmem.Bytes(c.Bytes), Blocks: c.Blocks} }

// Reading is what this process holds in native memory now.
type Reading struct {
	Malloc Count // every live block of the malloc family
	CXX    Count // of these, blocks from operator new
}

// HandleCount is how many handles of one kind have been opened and closed since the process began.
type HandleCount struct {
	Kind           string
	Opened, Closed int64
}

// Available reports whether this package counts in this process, and if not, why. It is Check for a test that is to skip.
func Available() (bool, string) {
	if err := Check(); err != nil {
		return false, err.Error()
	}
	return true, ""
}

func init() {
	gmem.RegisterNative(gmem.NativeMeter{
		Check:    Check,
		Live:     func() gmem.Live { return Read().Malloc.Live() },
		Resident: ReadResident,
		Sites:    Sites,
	})
	gmem.RegisterPart(gmem.PartMeter{
		Name: "C++ objects", OfNative: true, Check: checkCXX,
		Advice: "Objects of C++ are not deleted, or the handle that owns them is not closed.",
		Live:   func() (gmem.Live, error) { return Read().CXX.Live(), nil },
	})
}
