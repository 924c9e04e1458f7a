package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"github.com/embecode/embecode/pkg/store"
)

func (p *program) statusCommand() *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:   "status [TREE]",
		Short: "Say what is in the index of a tree",
		Example: `  embecode status
  embecode status --json | jq .files`,
		Args:              atMostOneTree,
		ValidArgsFunction: onlyTrees,
		RunE: func(command *cobra.Command, args []string) error {
			return p.status(command.Context(), append(args, ".")[0], asJSON)
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return command
}

// report is what status prints as JSON.
type report struct {
	Tree        string    `json:"tree"`
	Index       string    `json:"index"`
	Bytes       int64     `json:"bytes"`
	LastUpdated time.Time `json:"last_updated"`
	Complete    bool      `json:"complete"`
	Model       string    `json:"model"`
	Dimension   int       `json:"dimension"`
	Files       int64     `json:"files"`
	Chunks      int64     `json:"chunks"`
	Skipped     []skipped `json:"skipped"`
}

type skipped struct {
	Reason   string   `json:"reason"`
	Files    int64    `json:"files"`
	Examples []string `json:"examples"`
}

// skipExamples is how many files are named for each reason.
const skipExamples = 3

func (p *program) status(ctx context.Context, path string, asJSON bool) error {
	at, err := p.nearestPlace(path)
	if err != nil {
		return err
	}
	r, err := p.report(ctx, at)
	if err != nil {
		return p.advised(err)
	}
	if asJSON {
		out := json.NewEncoder(p.out)
		out.SetIndent("", "  ")
		return out.Encode(r)
	}
	p.print(r)
	return nil
}

func (p *program) report(ctx context.Context, at place) (r report, err error) {
	kept, err := p.openForReading(ctx, at)
	if err != nil {
		return report{}, err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	stats, err := kept.Stats(ctx)
	if err != nil {
		return report{}, err
	}
	if stats.LastUpdated.IsZero() {
		return report{}, store.ErrNoIndex
	}
	r = report{
		Tree: at.tree, Index: at.index, Bytes: stats.FileBytes, LastUpdated: stats.LastUpdated, Complete: !stats.Incomplete,
		Model: stats.Model, Dimension: stats.Dimension, Files: stats.Files, Chunks: stats.Chunks, Skipped: []skipped{},
	}
	groups, err := kept.Skipped(ctx, skipExamples)
	for _, group := range groups {
		r.Skipped = append(r.Skipped, skipped{group.Reason.String(), group.Files, group.Examples})
	}
	return r, err
}

func (p *program) print(r report) {
	c := p.painting()
	line := func(label, format string, arguments ...any) {
		_, _ = fmt.Fprintf(p.out, "%s%s\n", c.bold(fmt.Sprintf("%-9s", label)), fmt.Sprintf(format, arguments...))
	}
	line("tree", "%s", r.Tree)
	line("index", "%s, %s", r.Index, humanize.Bytes(uint64(r.Bytes)))
	complete := "complete"
	if !r.Complete {
		complete = "incomplete: an update was interrupted, the next embecode index completes it"
	}
	line("updated", "%s, %s", humanize.Time(r.LastUpdated), complete)
	if r.Dimension == 0 {
		line("model", "none: it is searched by keyword")
	} else {
		line("model", "%s, %d numbers for each chunk", r.Model, r.Dimension)
	}
	line("files", "%s", humanize.Comma(r.Files))
	line("chunks", "%s", humanize.Comma(r.Chunks))
	for _, s := range r.Skipped {
		line("skipped", "%s, %s: %s", humanize.Comma(s.Files), s.Reason, c.faint(shown(s.Examples, s.Files)))
	}
}

// shown lists examples, with a mark where there are more.
func shown(examples []string, of int64) string {
	var out []string
	for _, example := range examples {
		out = append(out, onOneLine(example))
	}
	if of > int64(len(examples)) {
		out = append(out, "…")
	}
	return strings.Join(out, ", ")
}
