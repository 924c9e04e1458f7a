package run

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"time"

	"github.com/embecode/embecode/pkg/gmem"
)

// samplesDescriptor is where a child finds the pipe open: behind input, output and errors.
const samplesDescriptor = 3

// sendEvery is the time between two samples that a child sends: often enough to look at.
const sendEvery = 500 * time.Millisecond

// samplePipe is how a parent sees the samples of its child. It is nil when nobody looks, and where a child can't be
// given a pipe.
type samplePipe struct {
	read, write *os.File
	show        func(gmem.Sample)
	done        chan struct{}
}

func newSamplePipe(show func(gmem.Sample)) (*samplePipe, error) {
	if show == nil || runtime.GOOS == "windows" {
		return nil, nil
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe for a child's samples: %w", err)
	}
	return &samplePipe{read: read, write: write, show: show, done: make(chan struct{})}, nil
}

// run runs the command with the pipe, and calls started once it runs. When it is back, every sample has been shown.
func (p *samplePipe) run(command *exec.Cmd, started func(*os.Process)) error {
	if p != nil {
		command.ExtraFiles = []*os.File{p.write}
	}
	if err := command.Start(); err != nil {
		return err
	}
	started(command.Process)
	if p == nil {
		return command.Wait()
	}
	p.write.Close() //nolint:errcheck // the child has its own; while this one is open, reading does not end
	go func() {
		defer close(p.done)
		showSamples(p.read, p.show)
	}()
	err := command.Wait()
	p.read.SetReadDeadline(time.Now().Add(time.Second)) //nolint:errcheck // if a child of the child still holds the pipe
	<-p.done
	return err
}

func (p *samplePipe) close() {
	if p != nil {
		p.read.Close()  //nolint:errcheck // nothing is lost
		p.write.Close() //nolint:errcheck // it may be closed already
	}
}

// showSamples reads lines of files and bytes until there are no more.
func showSamples(from io.Reader, show func(gmem.Sample)) {
	for lines := bufio.NewScanner(from); lines.Scan(); {
		var sample gmem.Sample
		if _, err := fmt.Sscan(lines.Text(), &sample.Files, &sample.RSS); err == nil {
			show(sample)
		}
	}
}

// sendSamples writes a sample each half second. All that it needs is there from the start, so that it is no part of what
// grows in a child.
func sendSamples(to io.Writer) func(gmem.Sample) {
	line := make([]byte, 0, 64)
	var next time.Duration
	return func(sample gmem.Sample) {
		if sample.Elapsed < next {
			return
		}
		next = sample.Elapsed + sendEvery
		line = strconv.AppendInt(line[:0], sample.Files, 10)
		line = append(line, ' ')
		line = strconv.AppendInt(line, int64(sample.RSS), 10)
		line = append(line, '\n')
		if _, err := to.Write(line); err != nil {
			next = 1<<63 - 1 // nobody reads any more
		}
	}
}
