// Draw lives through one random use of indexer and store, drawn from a seed, and prints what came of it as JSON: a program with no
// more in it than indexes, so that its resident memory is what such a program takes.
//
//	go run ./suites/memory/draw 1000
//
// What follows the seed takes the place of what is drawn:
//
//	go run ./suites/memory/draw 1000 -budget=118000000 -processors=2 -files=60000 -path=1000 -size=1 -changed=200 -steps=full,update,search
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
	_ "github.com/embecode/embecode/pkg/store/arenas"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "draw:", err)
		os.Exit(1)
	}
}

// outcome is what became of a draw.
type outcome struct {
	Draw    string
	Budget  gmem.Bytes
	Refused string `json:",omitempty"` // by what is asked first, before anything is written
	Failed  string `json:",omitempty"` // with the step
	Peaks   []step // the highest resident memory during each
}

type step struct {
	Step  string
	Bytes gmem.Bytes
}

func run(ctx context.Context, arguments []string) (err error) {
	if len(arguments) == 0 {
		return errors.New("want a seed")
	}
	seed, err := strconv.ParseUint(arguments[0], 10, 64)
	if err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	d := newDraw(seed)
	if err := d.replace(arguments[1:]); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "draw")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	runtime.GOMAXPROCS(d.processors)
	return json.NewEncoder(os.Stdout).Encode(d.live(ctx, folder))
}

// replace reads flags that take the place of what was drawn.
func (d *draw) replace(arguments []string) error {
	flags := flag.NewFlagSet("draw", flag.ContinueOnError)
	flags.Int64Var((*int64)(&d.budget), "budget", int64(d.budget), "of memory, in bytes")
	steps := flags.String("steps", "", "what is done, separated by commas")
	for name, field := range map[string]*int{
		"processors": &d.processors, "dimension": &d.dimension, "limit": &d.limit, "k": &d.k,
		"files": &d.files, "size": &d.size, "path": &d.path, "changed": &d.changed,
	} {
		flags.IntVar(field, name, *field, "")
	}
	flags.StringVar(&d.shape, "shape", d.shape, "of the files")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	if *steps != "" {
		d.steps = strings.Split(*steps, ",")
	}
	return nil
}
