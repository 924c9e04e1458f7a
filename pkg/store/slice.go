package store

import "unicode/utf8"

// DuckDB scans, writes and rewrites 2,048 rows of a table together, and holds them all meanwhile. So that these fit any
// memory limit that Open accepts, no row holds more than this: longer texts and vectors are sliced into several rows.
const (
	textSlice = 2000 // bytes
	// wholeVector is how many numbers of a vector are held in one row; a longer vector is sliced into rows of at most
	// vectorSlice. Comparing slices needs more memory for each number.
	wholeVector = 768
	vectorSlice = 512
)

// vectorSlices returns into how many rows a vector is sliced, and how many numbers each holds. What is missing at the end of the
// last one is filled with zeros. DuckDB has no arrays of no elements.
func vectorSlices(dimension int) (count, length int) {
	if dimension <= wholeVector {
		return 1, max(1, dimension)
	}
	count = (dimension + vectorSlice - 1) / vectorSlice
	return count, (dimension + count - 1) / count
}

// cutSlice splits valid UTF-8 into its first slice and the rest.
func cutSlice(text []byte) (slice, rest []byte) {
	if len(text) <= textSlice {
		return text, nil
	}
	end := textSlice
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end], text[end:]
}
