package run

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// archiveSchema is the number of memory.json's form. Fields are only ever added to it.
const archiveSchema = 1

// Archive is the content of memory.json.
type Archive struct {
	Schema     int      `json:"schema"` // archiveSchema
	Outcome    string   `json:"outcome,omitempty"`
	MeasuredOn *Machine `json:"measured_on,omitempty"`
	Runs       []Record `json:"runs"`
}

// archiveIn is memory.json in an output folder.
func archiveIn(out string) string { return filepath.Join(out, "memory.json") }

// ReadArchive reads a memory.json. Fields that it doesn't know are passed over, since a later version may have added them.
func ReadArchive(path string) (Archive, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Archive{}, err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	var archive Archive
	if err := decoder.Decode(&archive); err != nil {
		return Archive{}, fmt.Errorf("read %s: not a memory.json: %w", path, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Archive{}, fmt.Errorf("read %s: not a memory.json: there is something after it", path)
	}
	if archive.Schema != archiveSchema {
		return Archive{}, fmt.Errorf("read %s: schema %d, want %d", path, archive.Schema, archiveSchema)
	}
	return archive, nil
}

// Amend changes the memory.json in out. Like Collect it leaves either the old file or the new one, never half of it.
func Amend(out string, change func(*Archive)) error {
	archive, err := ReadArchive(archiveIn(out))
	if err != nil {
		return err
	}
	change(&archive)
	return archive.write(out)
}

func (a Archive) write(out string) error {
	draft, err := os.CreateTemp(out, "memory-*.draft") // another suite may be writing its own
	if err != nil {
		return fmt.Errorf("write memory.json: %w", err)
	}
	err = errors.Join(json.NewEncoder(draft).Encode(a), draft.Close())
	if err == nil {
		err = os.Rename(draft.Name(), archiveIn(out))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write memory.json: %w", err), os.Remove(draft.Name()))
	}
	return nil
}
