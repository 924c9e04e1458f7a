package run

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/embecode/embecode/pkg/gmem/native"
)

// Job is what a child process is asked to do: cycles of a full index in a process that has nothing else in its memory.
type Job struct {
	Setup  Setup  `json:"setup"`
	Task   Task   `json:"task,omitempty"`
	Cycles int    `json:"cycles"`
	WarmUp int    `json:"warm_up"`
	Report string `json:"report"` // where the child writes its CyclesReport

	Shown bool `json:"shown,omitempty"` // whether samples are sent through the pipe that the child finds open

	Loud      bool `json:"loud,omitempty"`      // to leave the allocators at their default settings, as users have them
	Survivors bool `json:"survivors,omitempty"` // to index once more, and say where what is left alive was allocated
}

// ChildProcessors are the processors that a child's Go code runs on, and with them the indexer's workers, however many the
// machine has: each further one costs about 2 MB of peak, in threads' arenas and Go's caches for each processor.
const ChildProcessors = 2

// dumpGrace is how long a child gets to print its goroutines after SIGQUIT before it is killed.
const dumpGrace = 5 * time.Second

// InChild runs a job in a child, on two processors and under the quiet allocator settings unless the job says otherwise: binary,
// started with the given arguments and the job's path behind them. Cancelling ctx makes the child print its goroutines, then kills it, and so
// does a watchdog, with ErrWatchdog. An error holds the end of what the child printed.
func InChild(ctx context.Context, binary string, args []string, scratch string, job Job) (CyclesReport, error) {
	samples, err := newSamplePipe(job.Setup.Show)
	if err != nil {
		return CyclesReport{}, err
	}
	defer samples.close()
	job.Shown = samples != nil
	job.Report = filepath.Join(scratch, "report.json")
	path := filepath.Join(scratch, "job.json")
	if err := writeJSON(path, job); err != nil {
		return CyclesReport{}, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var output tail
	command := exec.CommandContext(ctx, binary, append(args, path)...)
	command.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", ChildProcessors)) // the last of a name counts
	if !job.Loud {
		command.Env = native.QuietEnviron(command.Env)
	}
	command.Stdout, command.Stderr = &output, &output
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGQUIT) }
	command.WaitDelay = dumpGrace
	// The kernel ends a child whose parent's thread ends: it must be one that stays.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	dieWithParent(command)
	dog := &watchdog{ceiling: job.Setup.Ceiling, stop: cancel, grace: guardGrace}
	err = samples.run(command, dog.watch)
	if highest := dog.end(); err != nil {
		return CyclesReport{}, fmt.Errorf("run %d cycles in a child, which went up to %s: %w\n%s",
			job.Cycles, highest.Short(), errors.Join(err, context.Cause(ctx)), output.String())
	}
	var report CyclesReport
	if err := readJSON(job.Report, &report); err != nil {
		return CyclesReport{}, fmt.Errorf("read the report of a child: %w\n%s", err, output.String())
	}
	return report, nil
}

// Child does the job at path; it is the whole of a child's work.
func Child(ctx context.Context, path string) error {
	var job Job
	if err := readJSON(path, &job); err != nil {
		return err
	}
	if job.Shown {
		job.Setup.Show = sendSamples(os.NewFile(samplesDescriptor, "samples"))
	}
	report, err := Cycles(ctx, job.Setup, job.Task, job.Cycles, job.WarmUp)
	if err != nil {
		return err
	}
	if job.Survivors && report.Stopped == "" {
		if report.Survivors, err = survivors(ctx, job.Setup); err != nil {
			return err
		}
	}
	return writeJSON(job.Report, report)
}

func writeJSON(path string, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return os.WriteFile(path, data, 0o600)
}

func readJSON(path string, value any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, value); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

// tailSize is how much of a child's output is kept: a dump of goroutines and what led to it.
const tailSize = 64 << 10

// tail keeps the end of what is written to it.
type tail struct{ kept bytes.Buffer }

// Write implements io.Writer.
func (t *tail) Write(data []byte) (int, error) {
	t.kept.Write(data)
	if surplus := t.kept.Len() - tailSize; surplus > 0 {
		t.kept.Next(surplus)
	}
	return len(data), nil
}

func (t *tail) String() string { return t.kept.String() }
