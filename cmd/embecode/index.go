package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/store"
)

func (p *program) indexCommand() *cobra.Command {
	var full, allowEmpty bool
	command := &cobra.Command{
		Use:   "index [TREE]",
		Short: "Bring the index of a tree up to date, or build it",
		Long: `Bring the index of a tree up to date: what has changed is read again, and what is gone is removed. Where there is no index,
or one of another model or other settings, a new one is built beside it and takes its place when it is complete.

Interrupted with Ctrl-C, a new index leaves the former one in place; what was embedded is not embedded again.`,
		Example: `  embecode index                    the current folder
  embecode index ~/src/linux        another tree
  embecode index --full             all anew, also what seems unchanged
  embecode index --provider ollama --model nomic-embed-text`,
		Args:              atMostOneTree,
		ValidArgsFunction: onlyTrees,
		RunE: func(command *cobra.Command, args []string) error {
			return p.index(command.Context(), slices.Concat(args, []string{"."})[0], full, allowEmpty)
		},
	}
	command.Flags().BoolVar(&full, "full", false, "index all anew instead of what has changed")
	command.Flags().BoolVar(&allowEmpty, "allow-empty", false, "empty an index that holds files where the tree has none to index")
	return command
}

func (p *program) index(ctx context.Context, path string, full, allowEmpty bool) (err error) {
	at, err := p.placeOf(path)
	if err != nil {
		return err
	}
	cfg, err := p.configOf(at.tree)
	if err != nil {
		return err
	}
	embedder, err := p.embedder(ctx, cfg, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, embedder.Close()) }()
	if p.flags.index == "" {
		if err := at.cache.prepare(at.tree); err != nil {
			return err
		}
	}
	kept, err := p.openForWriting(ctx, at, indexer.StoreOptions(cfg, p.budget, embedder))
	if err != nil {
		return err
	}
	err = p.indexInto(ctx, at, cfg, embedder, kept, full, allowEmpty)
	if err := errors.Join(err, kept.Close()); err != nil || p.flags.index != "" {
		return err
	}
	return p.holdLimit(ctx, at)
}

// indexInto indexes a tree into an open index, and tells how it went.
func (p *program) indexInto(
	ctx context.Context, at place, cfg config.Config, embedder embedder, kept *store.Store, full, allowEmpty bool,
) error {
	walker, err := indexer.NewWalker(at.tree, cfg)
	if err != nil {
		return err
	}
	ix, err := indexer.New(at.tree, indexer.Parts{
		Walker: walker, Chunker: indexer.NewChunker(cfg, p.budget), Embedder: embedder, Store: indexer.InStore(kept),
	}, indexer.Options{Budget: p.budget, AllowEmpty: allowEmpty})
	if err != nil {
		return err
	}
	shown := progress{out: p.err, status: ix.Status, budget: indexer.DefaultBudget, width: terminalWidth(p.err)}
	began := time.Now()
	if full {
		err = shown.during(ctx, walker, func() error { return ix.FullIndex(ctx) })
	} else if err = shown.during(ctx, walker, func() error { return ix.Update(ctx) }); errors.Is(err, store.ErrDamaged) {
		p.say("the former index is damaged, and is built anew: %v", err)
		err = shown.during(ctx, walker, func() error { return ix.FullIndex(ctx) })
	}
	stats, statsErr := kept.Stats(context.WithoutCancel(ctx))
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %s", errInterrupted, afterwards(stats, statsErr))
	case errors.Is(err, indexer.ErrNothingFound):
		return fmt.Errorf("%w with --allow-empty; %s", err, afterwards(stats, statsErr))
	case err != nil:
		return fmt.Errorf("%w; %s", err, afterwards(stats, statsErr))
	case statsErr != nil:
		return statsErr
	}
	p.tell(ix.Status(), stats, time.Since(began))
	if shortened := embedder.Shortened(); shortened > 0 {
		_, _ = fmt.Fprintf(p.out, "%s too long for the model: embedded by the beginning\n", counted(shortened, "chunk"))
	}
	return nil
}

// afterwards says what a run that has not ended well has left.
func afterwards(stats store.Stats, err error) string {
	switch {
	case err != nil:
		return fmt.Sprintf("what it has left can't be told: %v", err)
	case stats.Incomplete:
		return "the index holds some of the changes, each file whole; the next embecode index completes it"
	case stats.LastUpdated.IsZero():
		return "there is no index yet"
	}
	return fmt.Sprintf("the former index, of %s, is still in place", stats.LastUpdated.Local().Format(time.DateTime))
}

// tell prints what was indexed.
func (p *program) tell(s indexer.Status, stats store.Stats, took time.Duration) {
	_, _ = fmt.Fprintf(p.out, "indexed %s (%s) in %s", counted(s.Indexed, "file"), counted(s.Chunks, "chunk"), rounded(took))
	if s.Unchanged > 0 {
		_, _ = fmt.Fprintf(p.out, ", %s unchanged", humanize.Comma(s.Unchanged))
	}
	if _, peak := residentBytes(); peak > 0 {
		_, _ = fmt.Fprintf(p.out, "; peak memory %s", megabytes(peak))
	}
	_, _ = fmt.Fprintln(p.out)
	if s.TotalSkipped() > 0 {
		_, _ = fmt.Fprintf(p.out, "skipped %s: %s\n", counted(s.TotalSkipped(), "file"), byReason(s.Skipped))
	}
	_, _ = fmt.Fprintf(p.out, "the index holds %s and %s, %s\n",
		counted(stats.Files, "file"), counted(stats.Chunks, "chunk"), humanize.Bytes(uint64(stats.FileBytes)))
	if stats.Files == 0 {
		p.say("no file was indexed; check the tree, and include and exclude in its configuration")
	}
}

// counted is a number of things in words: "1 file", "2,000 files".
func counted(number int64, thing string) string {
	return humanize.Comma(number) + " " + english.PluralWord(int(number), thing, "")
}

// byReason lists counts by reason, the largest first.
func byReason(counts map[store.SkipReason]int64) string {
	reasons := slices.SortedFunc(maps.Keys(counts), func(a, b store.SkipReason) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	var out []string
	for _, reason := range reasons {
		out = append(out, fmt.Sprintf("%s %s", reason, humanize.Comma(counts[reason])))
	}
	return strings.Join(out, ", ")
}

func rounded(d time.Duration) time.Duration {
	if d < time.Second {
		return d.Round(time.Millisecond)
	}
	return d.Round(100 * time.Millisecond)
}

// openForWriting opens an index to write it. In the cache folder, one that can't be used any more makes room for a new one: of a
// damaged one what is whole stays, and the rest is set aside until embecode clean. A file that the user has named is left alone.
func (p *program) openForWriting(ctx context.Context, at place, options store.Options) (*store.Store, error) {
	kept, err := store.Open(ctx, at.index, options)
	switch {
	case p.flags.index != "":
		return kept, err
	case errors.Is(err, store.ErrDamaged):
		aside, recoverErr := store.Recover(ctx, at.index)
		if recoverErr != nil {
			return nil, errors.Join(err, recoverErr)
		}
		p.say("the former index is damaged, and what can't be read of it is built anew: %v", err)
		for _, damaged := range aside {
			p.say("set aside %s, which embecode clean removes", onOneLine(damaged))
		}
	case errors.Is(err, store.ErrSchema):
		p.say("the former index can't be read any more and is built anew: %v", err)
		if err := errors.Join(removeIfThere(at.index), removeIfThere(at.index+".wal")); err != nil {
			return nil, fmt.Errorf("remove the former index: %w", err)
		}
	default:
		return kept, err
	}
	return store.Open(ctx, at.index, options)
}

func removeIfThere(path string) error {
	if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
