package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// FileName is the name of the file in an output folder.
const FileName = "memory.json"

// Schema is the version of the file's form that this package writes, and the only one that it reads. Fields may be added
// without a new version.
const Schema = 2

// File is the content of memory.json.
type File struct {
	Schema     int      `json:"schema"`            // set by Write
	Outcome    string   `json:"outcome,omitempty"` // of all runs, in a word
	MeasuredOn *Machine `json:"measured_on,omitempty"`
	Runs       []Run    `json:"runs"`
}

// Read reads the file at path. It fails when the file is of another schema, is cut off, or has something after its end;
// fields that it doesn't know are passed over.
func Read(path string) (File, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return File{}, err
	}
	var version struct{ Schema int }
	var file File
	switch err := json.Unmarshal(data, &version); {
	case err != nil:
		return File{}, fmt.Errorf("read %s: not a memory.json: %w", path, err)
	case version.Schema == 0:
		return File{}, fmt.Errorf("read %s: not a memory.json: it names no schema", path)
	case version.Schema < Schema:
		return File{}, fmt.Errorf("read %s: schema %d is of an earlier version, want %d: measure it again", path, version.Schema, Schema)
	case version.Schema > Schema:
		return File{}, fmt.Errorf("read %s: schema %d is of a later version, want %d: read it with that", path, version.Schema, Schema)
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return File{}, fmt.Errorf("read %s: %w", path, err)
	}
	return file, nil
}

// Write writes the file at path, whose folder it makes where there is none. Readers see the old file or the new one, never
// half of it, also while another process writes the same. Nobody but its owner can read it: it names paths.
func (f File) Write(path string) error {
	f.Schema = Schema
	if f.Runs == nil {
		f.Runs = []Run{}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return writeWhole(path, func(to io.Writer) error { return json.NewEncoder(to).Encode(f) })
}

// writeWhole writes a draft, of a name that no other process has, and moves it to path.
func writeWhole(path string, write func(io.Writer) error) error {
	draft, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+"-*.draft")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	err = errors.Join(write(draft), draft.Close())
	if err == nil {
		err = os.Rename(draft.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(draft.Name()))
	}
	return nil
}
