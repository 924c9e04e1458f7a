package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"github.com/embecode/embecode/pkg/indexer/config"
	"github.com/embecode/embecode/pkg/store"
)

func (p *program) cleanCommand() *cobra.Command {
	var dryRun, forget bool
	command := &cobra.Command{
		Use:   "clean",
		Short: "Remove the indexes of trees that are gone, and what exceeds the cache's limit",
		Long: `Remove from the cache folder what was set aside of damaged indexes, the indexes of trees that are gone, and then those
that were not used for the longest time, until the cache is within its limit: max_gb in section [cache] of your own
configuration, 10 by default. The cache also holds the vectors of what was embedded before, so that it is not paid for
twice; they take half of the limit at most.`,
		Example: `  embecode clean --dry-run   what would be removed
  embecode clean`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error { return p.clean(command.Context(), dryRun, forget) },
	}
	command.Flags().BoolVar(&dryRun, "dry-run", false, "remove nothing, say what would be")
	command.Flags().BoolVar(&forget, "vectors", false, "also remove all vectors that are remembered, at the price of embedding again")
	command.MarkFlagsMutuallyExclusive("dry-run", "vectors")
	return command
}

func (p *program) clean(ctx context.Context, dryRun, forget bool) error {
	c, err := openCache()
	if err != nil {
		return err
	}
	if _, err := os.Stat(c.folder); errors.Is(err, fs.ErrNotExist) {
		_, _ = fmt.Fprintf(p.out, "there is no cache %s\n", c.folder)
		return nil
	}
	limit, err := p.cacheLimit(c)
	if err != nil {
		return err
	}
	if !dryRun {
		if err := c.cleanVectors(ctx, limit, forget); err != nil {
			return err
		}
	}
	return p.cleanIndexes(ctx, c, limit, dryRun)
}

// cleanVectors removes the remembered vectors, or those that exceed their part of the limit: half of it.
func (c cache) cleanVectors(ctx context.Context, limit int64, all bool) error {
	if all {
		return errors.Join(removeIfThere(c.vectors()), removeIfThere(c.vectors()+"-wal"), removeIfThere(c.vectors()+"-shm"))
	}
	_, err := c.trimVectors(ctx, limit/2)
	return err
}

func (p *program) cleanIndexes(ctx context.Context, c cache, limit int64, dryRun bool) error {
	entries, err := c.entries()
	if err != nil {
		return err
	}
	total, err := folderSize(c.folder)
	if err != nil {
		return err
	}
	var problems []error
	gone, left := withoutTree(entries)
	for i := range left {
		freed, err := p.cleanDamaged(&left[i], dryRun)
		total -= freed
		problems = append(problems, err)
	}
	beside := total
	for _, e := range gone {
		beside -= e.bytes
	}
	for _, e := range left {
		beside -= e.bytes
	}
	for _, out := range append(gone, leastUsed(left, limit-beside)...) {
		if !dryRun {
			if err := out.remove(ctx); err != nil {
				problems = append(problems, err)
				continue
			}
		}
		total -= out.bytes
		_, _ = fmt.Fprintf(p.out, "%s %s (%s): %s\n", verb(dryRun), onOneLine(out.tree), humanize.Bytes(uint64(out.bytes)), out.why)
	}
	_, _ = fmt.Fprintf(p.out, "the cache %s holds %s, its limit is %s\n", c.folder, humanize.Bytes(uint64(total)), humanize.Bytes(uint64(limit)))
	return errors.Join(problems...)
}

// cleanDamaged removes what store.Recover has set aside of an index, and returns how many bytes that frees.
func (p *program) cleanDamaged(e *entry, dryRun bool) (freed int64, err error) {
	aside, err := filepath.Glob(filepath.Join(e.folder, "*.damaged[0-9]*"))
	for _, damaged := range aside {
		info, err := os.Stat(damaged)
		if err == nil && !dryRun {
			err = os.Remove(damaged)
		}
		if err != nil {
			return freed, err
		}
		freed += info.Size()
		e.bytes -= info.Size()
		_, _ = fmt.Fprintf(p.out, "%s %s (%s): set aside of a damaged index\n", verb(dryRun), onOneLine(damaged), humanize.Bytes(uint64(info.Size())))
	}
	return freed, err
}

func verb(dryRun bool) string {
	if dryRun {
		return "would remove"
	}
	return "removed"
}

// removal is an index that is to go.
type removal struct {
	entry
	why string
}

// withoutTree are the indexes of trees that are gone, and all others.
func withoutTree(entries []entry) (gone []removal, left []entry) {
	for _, e := range entries {
		if _, err := os.Stat(e.tree); errors.Is(err, fs.ErrNotExist) {
			gone = append(gone, removal{e, "its tree is gone"})
		} else {
			left = append(left, e)
		}
	}
	return gone, left
}

// leastUsed are the indexes that were not used for the longest time, as many as exceed the limit in bytes.
func leastUsed(entries []entry, limit int64) (out []removal) {
	var total int64
	for _, e := range entries {
		total += e.bytes
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Or(a.used.Compare(b.used), cmp.Compare(a.folder, b.folder)) })
	for _, e := range entries {
		if total <= limit {
			break
		}
		out = append(out, removal{e, "used last " + humanize.Time(e.used) + ", and the cache is over its limit"})
		total -= e.bytes
	}
	return out
}

// holdLimit removes what exceeds the cache's limit after a tree was indexed, but never that tree's index.
func (p *program) holdLimit(ctx context.Context, at place) error {
	limit, err := p.cacheLimit(at.cache)
	if err != nil {
		return err
	}
	taken, err := at.cache.trimVectors(ctx, limit/2)
	if err != nil {
		return err
	}
	entries, err := at.cache.entries()
	if err != nil {
		return err
	}
	for _, out := range leastUsed(entries, limit-taken) {
		if out.tree == at.tree {
			continue
		}
		if err := out.remove(ctx); err != nil {
			p.say("%v", err) // the tree is indexed all the same
			continue
		}
		p.say("removed the index of %s (%s): %s", onOneLine(out.tree), humanize.Bytes(uint64(out.bytes)), out.why)
	}
	return nil
}

// remove removes an index that nobody has open.
func (e entry) remove(ctx context.Context) error {
	index := filepath.Join(e.folder, indexName)
	kept, err := store.Open(ctx, index, store.Options{})
	if err == nil {
		err = kept.Close()
	}
	if errors.Is(err, store.ErrInUse) {
		return fmt.Errorf("remove the index of %s: %w", onOneLine(e.tree), err)
	}
	if err := os.RemoveAll(e.folder); err != nil { // also what can't be opened
		return fmt.Errorf("remove the index of %s: %w", onOneLine(e.tree), err)
	}
	return nil
}

// cacheLimit is the size that the user's own configuration allows the cache, in bytes.
func (p *program) cacheLimit(c cache) (int64, error) {
	cfg, err := config.Load(c.folder, "") // no tree, so no file of a tree's
	if err != nil {
		return 0, err
	}
	return int64(cfg.Cache.MaxGB * 1e9), nil
}
