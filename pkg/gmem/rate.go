package gmem

import (
	"fmt"
	"math"

	"github.com/dustin/go-humanize"
)

// Rate is growth for each unit of work, in bytes. It is negative where memory falls.
type Rate struct {
	Bytes float64 `json:"bytes"`
	Unit  string  `json:"unit"` // what the work counts: "call", "file", "request"
}

// String returns the rate with its sign: "+32 B/call", "+1,030 B/file", "+65.1 KB/file". Below ten bytes it has one
// decimal, below a twentieth of a byte two digits that count.
func (r Rate) String() string {
	size := math.Abs(r.Bytes)
	switch {
	case math.IsNaN(size) || math.IsInf(size, 0):
		return fmt.Sprintf("%+f B/%s", r.Bytes, r.Unit)
	case size > 0 && size < 0.05:
		return fmt.Sprintf("%+.2g B/%s", r.Bytes, r.Unit)
	case size < 9.95:
		return fmt.Sprintf("%+.1f B/%s", r.Bytes, r.Unit)
	case size < 9_999.5:
		return signed(humanize.Comma(int64(math.Round(r.Bytes))), r.Bytes) + " B/" + r.Unit
	case size >= math.MaxInt64:
		return fmt.Sprintf("%+.3g B/%s", r.Bytes, r.Unit)
	}
	return signed(Bytes(math.Round(r.Bytes)).Short(), r.Bytes) + "/" + r.Unit
}

// Over returns what the rate adds up to over a number of units, capped at what Bytes can hold.
func (r Rate) Over(units int64) Bytes {
	total := r.Bytes * float64(units)
	switch {
	case math.IsNaN(total):
		return 0
	case total >= math.MaxInt64:
		return math.MaxInt64
	case total <= math.MinInt64:
		return math.MinInt64
	}
	return Bytes(math.Round(total))
}

// signed puts a plus sign before the text of an amount that is not negative.
func signed[N Bytes | float64](text string, amount N) string {
	if amount < 0 {
		return text
	}
	return "+" + text
}
