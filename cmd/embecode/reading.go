package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/embecode/embecode/pkg/store"
)

// waitForIndex is how long a reader waits for another process to be done with the index: a search takes it for less than a
// second, indexing for as long as it takes.
const waitForIndex = 10 * time.Second

// openForReading opens an index that is there. Readers take turns, since DuckDB lets one process at a time open a file.
func (p *program) openForReading(ctx context.Context, at place) (*store.Store, error) {
	kept, err := backoff.Retry(ctx, func() (*store.Store, error) {
		kept, err := store.Open(ctx, at.index, store.Options{Dimension: store.NoVectors, MemoryLimit: p.budget.Store()})
		if err != nil && !errors.Is(err, store.ErrInUse) {
			err = backoff.Permanent(err)
		}
		return kept, err
	}, backoff.WithMaxElapsedTime(waitForIndex), backoff.WithBackOff(&backoff.ExponentialBackOff{
		InitialInterval: 20 * time.Millisecond, Multiplier: 1.5, RandomizationFactor: 0.5, MaxInterval: 500 * time.Millisecond,
	}))
	if errors.Is(err, store.ErrInUse) {
		return nil, fmt.Errorf("%w; it may be indexed right now", err)
	}
	return kept, err
}

// advised is an error of reading with what to do about an index in the cache folder that can't be read.
func (p *program) advised(err error) error {
	if p.flags.index == "" && (errors.Is(err, store.ErrSchema) || errors.Is(err, store.ErrDamaged)) {
		return fmt.Errorf("%w; embecode index --full builds it anew", err)
	}
	return err
}

// onOneLine is a path as it is shown: as it is, unless it holds what is not to be printed, such as a line feed.
func onOneLine(path string) string {
	if strings.ContainsFunc(path, func(r rune) bool { return !strconv.IsPrint(r) }) {
		return strconv.Quote(path)
	}
	return path
}
