package gmem

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
)

// KernelReading is what the kernel counts for a process. The three kinds of resident memory add up to its RSS, give or
// take the pages that change meanwhile.
type KernelReading struct {
	RSSAnon     Bytes // heaps and stacks
	RSSFile     Bytes // pages of files: code, libraries, mapped data
	RSSShmem    Bytes // shared memory
	Mappings    int   // regions of address space; at about 65,530 the next mmap fails while RSS looks fine
	Descriptors int   // open files, sockets and pipes, without the one that counts them
	Threads     int
}

// Kernel reads the kernel's counts. It takes tens of microseconds and more with many mappings: it is for the ends of a
// cycle, not for polling. It needs Linux's /proc and the right to look into the process.
func (p *Process) Kernel() (KernelReading, error) {
	var reading KernelReading
	fields, err := p.status()
	if err != nil {
		return reading, fmt.Errorf("read kernel counts of process %d: %w", p.pid, err)
	}
	var problems []error
	for name, amount := range map[string]*Bytes{
		"RssAnon": &reading.RSSAnon, "RssFile": &reading.RSSFile, "RssShmem": &reading.RSSShmem,
	} {
		if *amount, err = parseStatusBytes(fields[name]); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", name, err))
		}
	}
	if reading.Threads, err = strconv.Atoi(fields["Threads"]); err != nil {
		problems = append(problems, fmt.Errorf("threads: %w", err))
	}
	if reading.Mappings, err = countLines(p.path("maps")); err != nil {
		problems = append(problems, err)
	}
	if reading.Descriptors, err = p.countDescriptors(); err != nil {
		problems = append(problems, err)
	}
	if err := errors.Join(problems...); err != nil {
		return KernelReading{}, fmt.Errorf("read kernel counts of process %d: %w", p.pid, err)
	}
	return reading, nil
}

// countDescriptors counts the entries of /proc/PID/fd. Reading our own folder takes a descriptor, which is not ours to count.
func (p *Process) countDescriptors() (int, error) {
	folder, err := os.Open(p.path("fd"))
	if err != nil {
		return 0, err
	}
	names, err := folder.Readdirnames(-1)
	if err = errors.Join(err, folder.Close()); err != nil {
		return 0, err
	}
	if p.pid == os.Getpid() {
		return len(names) - 1, nil
	}
	return len(names), nil
}

// countLines counts a file's lines through a fixed buffer: a list of mappings can be megabytes long.
func countLines(path string) (int, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close() //nolint:errcheck // opened for reading: closing it loses nothing
	buffer, lines := make([]byte, 32*1024), 0
	for {
		n, err := file.Read(buffer)
		lines += bytes.Count(buffer[:n], []byte{'\n'})
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return 0, err
		}
	}
}

// mappedFiles is what is resident of mapped files and shared memory.
func (p *Process) mappedFiles() (Bytes, error) { return p.statm(2) }

// statm reads a field of statm, counted from 0: 1 is what is resident, 2 what is resident of files and shared memory.
func (p *Process) statm(field int) (Bytes, error) {
	data, err := os.ReadFile(p.path("statm"))
	if err != nil {
		return 0, err
	}
	fields := bytes.Fields(data)
	if len(fields) <= field {
		return 0, fmt.Errorf("read %s: %q is too short", p.path("statm"), data)
	}
	pages, err := strconv.ParseInt(string(fields[field]), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", p.path("statm"), err)
	}
	return Bytes(pages) * Bytes(os.Getpagesize()), nil
}

// pss is what is resident, a page that several processes share counted by its share: from 0.3 ms on.
func (p *Process) pss() (Bytes, error) { return p.rollup("Pss:") }

// exactRSS is what is resident, by the page: from 0.3 ms on, and 1 ms for 16 MB. Cheaper figures are off where the kernel
// adds up what its processors have counted by themselves only roughly (6.2 to 6.15: by 128 KB for each of a few processors,
// and by 32 MB with 64 of them), or its threads (before: by 256 KB each). They serve where there is no exact one.
func (p *Process) exactRSS() (Bytes, error) {
	if rss, err := p.rollup("Rss:"); err == nil {
		return rss, nil
	}
	return p.RSS()
}

// rollup reads an amount of all mappings together.
func (p *Process) rollup(name string) (Bytes, error) {
	data, err := os.ReadFile(p.path("smaps_rollup"))
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(data) {
		if amount, found := bytes.CutPrefix(line, []byte(name)); found {
			return parseStatusBytes(string(bytes.TrimSpace(amount)))
		}
	}
	return 0, fmt.Errorf("read %s: it tells no %s", p.path("smaps_rollup"), name)
}
