package run

import "path/filepath"

// Records are those of the memory.json that a suite left in its output folder.
func Records(out string) ([]Record, error) {
	var all memoryJSON
	err := readJSON(filepath.Join(out, "memory.json"), &all)
	return all.Runs, err
}
