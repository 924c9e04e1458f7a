package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// results are those in a file, one in each line. Several goroutines may use them.
type results struct {
	path  string
	mutex sync.Mutex
	all   []result
}

// openResults reads the file; there may be none yet.
func openResults(path string) (*results, error) {
	kept := &results{path: path}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return kept, os.MkdirAll(filepath.Dir(path), 0o700)
	} else if err != nil {
		return nil, err
	}
	for line := range bytes.Lines(data) {
		var r result
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		kept.all = append(kept.all, r)
	}
	return kept, nil
}

// find is what a mutant of this program has shown.
func (r *results) find(of, key string) (result, bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, known := range r.all {
		if known.Of == of && known.Key == key {
			return known, true
		}
	}
	return result{}, false
}

// add writes one to the end of the file.
func (r *results) add(one result) error {
	data, err := json.Marshal(one)
	if err != nil {
		return err
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	file, err := os.OpenFile(r.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(append(data, '\n'))
	r.all = append(r.all, one)
	return errors.Join(err, file.Close())
}
