package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/embecode/embecode/pkg/indexer"
	_ "github.com/embecode/embecode/pkg/store/arenas"
)

// Exit codes.
const (
	exitFound       = 0
	exitNothing     = 1
	exitError       = 2
	exitInterrupted = 130 // as of a program that SIGINT ended
)

var (
	errNothing     = errors.New("nothing found")
	errInterrupted = errors.New("interrupted")
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(run(ctx, os.Args[1:], surroundings{out: os.Stdout, err: os.Stderr, getenv: os.Getenv}))
}

// surroundings are what a run has to do with beside its arguments.
type surroundings struct {
	out, err io.Writer
	getenv   func(string) string
}

// program is one run of the command.
type program struct {
	surroundings
	flags  flags
	budget indexer.Budget
}

// run runs one command line and returns its exit code.
func run(ctx context.Context, args []string, around surroundings) int {
	p := &program{surroundings: around}
	command := p.command()
	command.SetArgs(args)
	command.SetOut(around.out)
	command.SetErr(around.err)
	err := command.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitFound
	case errors.Is(err, errNothing):
		p.say("%v", err)
		return exitNothing
	case errors.Is(err, errInterrupted):
		p.say("%v", err)
		return exitInterrupted
	case ctx.Err() != nil:
		p.say("%v: %v", errInterrupted, err)
		return exitInterrupted
	}
	p.say("%v", err)
	return exitError
}

// say tells the user something that is not the answer itself.
func (p *program) say(format string, arguments ...any) {
	_, _ = fmt.Fprintf(p.err, "embecode: "+format+"\n", arguments...)
}
