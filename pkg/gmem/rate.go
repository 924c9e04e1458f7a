package gmem

import (
	"fmt"
	"math"
)

// BytesPerFile is a rate of growth: bytes of memory gained for each file processed. It is negative where memory falls.
type BytesPerFile float64

// String gives the rate with its sign: "+32 B/file", "+1,030 B/file", "+65.1 KB/file". Below ten bytes it has one decimal.
func (r BytesPerFile) String() string {
	size := math.Abs(float64(r))
	switch {
	case math.IsNaN(size) || math.IsInf(size, 0):
		return fmt.Sprintf("%+f B/file", float64(r))
	case size < 9.95:
		return fmt.Sprintf("%+.1f B/file", float64(r))
	case size < 9_999.5:
		return signed(group(int64(math.Round(float64(r)))), r) + " B/file"
	case size >= math.MaxInt64:
		return fmt.Sprintf("%+.3g B/file", float64(r))
	}
	return signed(Bytes(math.Round(float64(r))).Short(), r) + "/file"
}

// Over is what the rate adds up to over a number of files, capped at what Bytes can hold.
func (r BytesPerFile) Over(files int64) Bytes {
	total := float64(r) * float64(files)
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
func signed[N Bytes | BytesPerFile](text string, amount N) string {
	if amount < 0 {
		return text
	}
	return "+" + text
}
