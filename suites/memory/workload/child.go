package workload

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

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/pkg/gmem/native/treesitter"
)

// Job is what a child process is asked to do, in a process that has nothing else in its memory.
type Job struct {
	Setup Setup `json:"setup"`
	Task  Task  `json:"task,omitempty"`

	// Repeat says how the task is repeated and judged; nil means that it is done once.
	Repeat *gmem.RepeatOptions `json:"repeat,omitempty"`

	// Counters is a folder for the coverage counters of the judged rounds, in a program that was built with them; empty for
	// none. Nothing is measured beside them.
	Counters string `json:"counters,omitempty"`

	Default bool   `json:"default,omitempty"` // to leave the allocators at their default settings, as users have them
	Report  string `json:"report"`            // where the child writes its Result
}

// ChildProcessors are the processors that a child's Go code runs on, and with them the indexer's workers, however many the
// machine has: each further one costs about 2 MB of peak, in threads' arenas and Go's caches for each processor.
const ChildProcessors = 2

// InChild runs a job in a child, on two processors and under the quiet allocator settings unless the job says otherwise:
// binary, started with the given arguments and the job's path behind them. Cancelling ctx, or a watchdog, makes the child
// print its goroutines and then kills it. An error holds the end of what the child printed.
func InChild(ctx context.Context, binary string, args []string, scratch string, job Job) (Result, error) {
	job.Report = filepath.Join(scratch, "report.json")
	path := filepath.Join(scratch, "job.json")
	if err := writeJSON(path, job); err != nil {
		return Result{}, err
	}
	program, err := copied(scratch, binary)
	if err != nil {
		return Result{}, err
	}
	var output tail
	command := exec.CommandContext(ctx, program, append(args, path)...)
	command.Env = append(gmem.PlainEnviron(os.Environ()), fmt.Sprintf("GOMAXPROCS=%d", ChildProcessors)) // the last of a name counts
	if !job.Default {
		command.Env = native.QuietEnviron(command.Env)
	}
	command.Stdout, command.Stderr = &output, &output
	if highest, err := gmem.Supervise(ctx, command, job.Setup.Ceiling); err != nil {
		return Result{}, fmt.Errorf("run a child, which went up to %s: %w\n%s", highest.Short(), err, output.String())
	}
	var result Result
	if err := readJSON(job.Report, &result); err != nil {
		return Result{}, fmt.Errorf("read the report of a child: %w\n%s", err, output.String())
	}
	return result, nil
}

// Child does the job at path; it is the whole of a child's work.
func Child(ctx context.Context, path string) error {
	var job Job
	if err := readJSON(path, &job); err != nil {
		return err
	}
	result, err := do(ctx, job)
	if err != nil {
		return err
	}
	return writeJSON(job.Report, result)
}

// do does a job in this process.
func do(ctx context.Context, job Job) (result Result, err error) {
	result = Result{Quiet: native.Quiet(), Processors: runtime.GOMAXPROCS(0)}
	worker, work, err := newWorker(ctx, job.Setup, job.Task)
	if err != nil {
		return Result{}, err
	}
	defer func() { err = errors.Join(err, worker.end(ctx, &result)) }()
	watch := job.Setup.watch(worker.progress)
	switch {
	case job.Counters != "":
		err = covered(ctx, work, job)
	case job.Repeat == nil:
		err = result.once(ctx, work, watch)
	default:
		options := *job.Repeat
		options.Done, options.Watch = worker.doneSoFar, watch
		result.Rounds, err = gmem.Repeat(ctx, work, options)
	}
	result.Found, result.Chunks, result.Files = worker.found, worker.chunks, worker.doneSoFar()
	return result, err
}

// once does the work once.
func (r *Result) once(ctx context.Context, work func(context.Context) error, watch gmem.WatchOptions) (err error) {
	if r.Rounds.LeftOut, r.Rounds.Dead, err = gmem.CheckMeters(); err != nil {
		return err
	}
	r.Rounds.Series, err = gmem.Watch(ctx, work, watch)
	r.Unreleased = gmem.Bytes(treesitter.Live().Bytes)
	if r.Rounds.Series.Peak() >= watch.Ceiling {
		r.Rounds.Stopped = gmem.ErrCeiling.Error()
	}
	return err
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
