// Command gmem watches the memory of any process, and fails when it takes too much or keeps growing.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Exit statuses, beside the watched command's own.
const (
	exitTooMuch   = 123 // too much memory, or growth that is certain
	exitBroken    = 125 // gmem itself could not do what was asked
	exitNotRun    = 126 // the command could not be started
	exitNotFound  = 127 // there is no such command
	exitBySignal  = 128 // and the number of the signal that ended the command
	exitSucceeded = 0
)

const usage = `gmem watches the memory of any process.

  gmem run [flags] -- COMMAND ARG…      run a command and hold it and its descendants to a ceiling
  gmem watch -pid N [flags]             watch a process that runs, and tell whether it grows
  gmem compare OLD.json NEW.json…       compare what was measured with what was measured before
  gmem report memory.json               write report.html and charts beside a memory.json

gmem COMMAND -h tells the flags of each. For example:

  gmem run -ceiling 2GB -out artifacts -- python3 train.py
  gmem watch -pid 4711 -for 10m
  gmem compare -fail-on-increase 10% baseline/memory.json artifacts/memory.json

Exit status: of run, the command's own, 128+N when signal N ended it, 126 or 127 when it could not be started or found; of
all, 123 for too much memory or certain growth, 125 when gmem failed, and 0.
`

func main() {
	if !signal.Ignored(syscall.SIGPIPE) { // or whoever stops reading would take the command's exit status with them
		signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run does what the arguments say and returns the exit status.
func run(ctx context.Context, args []string, out, problems io.Writer) int {
	commands := map[string]func(context.Context, []string, io.Writer, io.Writer) (int, error){
		"run": runCommand, "watch": watchProcess, "compare": compareFiles, "report": writeReport,
	}
	if len(args) == 0 {
		say(problems, "%s", usage)
		return exitBroken
	}
	if args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		say(out, "%s", usage)
		return exitSucceeded
	}
	command, known := commands[args[0]]
	if !known {
		say(problems, "gmem: there is no command %q\n\n%s", args[0], usage)
		return exitBroken
	}
	status, err := command(ctx, args[1:], out, problems)
	if errors.Is(err, flag.ErrHelp) {
		return exitSucceeded
	}
	if err != nil {
		say(problems, "gmem %s: %v\n", args[0], err)
		if status == exitSucceeded {
			status = exitBroken
		}
	}
	return status
}

// flags are those of a command, which problems shows beside a mistake in them. The mistake itself is the error of Parse.
func flags(name, arguments string, problems io.Writer) *flag.FlagSet {
	set := flag.NewFlagSet("gmem "+name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.Usage = func() {
		set.SetOutput(problems)
		say(problems, "gmem %s %s\n", name, arguments)
		set.PrintDefaults()
	}
	return set
}

// say prints a text. Whoever has closed the stream doesn't want it.
func say(to io.Writer, format string, values ...any) {
	fmt.Fprintf(to, format, values...) //nolint:errcheck // there is nobody left to tell
}
