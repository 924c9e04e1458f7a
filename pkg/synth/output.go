package synth

import (
	"bufio"
	"errors"
	"fmt"
	"os"
)

const (
	dirMode  = 0o700
	fileMode = 0o600
)

// output is the one writer that every file of the tree goes through, one after the other.
type output struct{ buffer *bufio.Writer }

func newOutput() *output {
	return &output{buffer: bufio.NewWriterSize(nil, 32<<10)}
}

// create writes the file at path, which must not exist, with what compose writes through o.
func (o *output) create(path string, compose func()) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, fileMode)
	if err != nil {
		return fmt.Errorf("create file %s: %w", path, err)
	}
	return o.fill(file, compose)
}

// fill writes what compose writes to file and closes it, also after an error. The buffer keeps the first write error
// until it is flushed, so compose need not look for one.
func (o *output) fill(file *os.File, compose func()) error {
	o.buffer.Reset(file)
	compose()
	if err := errors.Join(o.buffer.Flush(), file.Close()); err != nil {
		return fmt.Errorf("write file %s: %w", file.Name(), err)
	}
	return nil
}

// write adds text to the current file.
func (o *output) write(text []byte) {
	_, _ = o.buffer.Write(text) // the error stays in the buffer for fill
}
