package gmem

import "fmt"

// LiveParts collects garbage, waits for what finalizers free, and returns what is alive in this process then, to the byte: Go's
// objects, each registered part, and what else is alive in native memory. A part whose own check failed is left out. It is for
// readings in the midst of work that stands still, and gives up all of Go's processors but one meanwhile.
func LiveParts() ([]Part, error) {
	set, err := newMeterSet()
	if err != nil {
		return nil, fmt.Errorf("read what is alive: %w", err)
	}
	row := make([]int64, set.width())
	set.level()
	if err := set.settle(); err != nil {
		return nil, fmt.Errorf("read what is alive: %w", err)
	}
	if err := set.read(row); err != nil {
		return nil, fmt.Errorf("read what is alive: %w", err)
	}
	return set.round(row).Parts, nil
}
