package store

import (
	"context"
	"errors"
	"fmt"
)

// logLimit is the size of the write-ahead log, in bytes, from which on an update empties it into the file. Emptying it
// merges row groups in which rows were deleted and reads the records of all others: with a log that was emptied after each
// update, an update of one file took three to four times as long.
const logLimit = 4_000_000

// checkpointNeeds is the least memory limit of a checkpoint, in bytes, for vectors of up to 768 numbers. It must not be too
// low: 16 MB always sufficed, 12 MB did not, and a checkpoint that runs out of memory makes DuckDB unusable until it is
// restarted.
const checkpointNeeds = 20_000_000

// checkpointLimit is DuckDB's memory limit during a checkpoint, in bytes: five eighths of the usual one. With 20 MB instead of
// 32 the peak is 15 MB lower where every second file is gone.
func (o Options) checkpointLimit() int64 {
	needs := checkpointNeeds * max(768, int64(o.Dimension)) / 768
	return min(max(needs, o.MemoryLimit*5/8), o.MemoryLimit)
}

// checkpoint completes an attached file. DuckDB then holds a record of every column segment and of every row group with
// deleted rows, beyond its limit. It isn't cancelled half-way: that would end DuckDB.
func (s *Store) checkpoint(ctx context.Context, name string) error {
	ctx = context.WithoutCancel(ctx)
	if err := s.makeRoom(ctx, s.options.checkpointLimit()); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, "CHECKPOINT "+name)
	if _, raised := s.db.ExecContext(ctx, memoryLimit(s.options.MemoryLimit)); !stopped(raised) {
		err = errors.Join(err, raised)
	}
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	return nil
}

// makeRoom has DuckDB give up the blocks that it caches, and its allocator what it holds of freed memory, up to 40 MB: it
// does both when its limit is set. Blocks in use stay, which does no harm. It leaves the limit at the given one.
func (s *Store) makeRoom(ctx context.Context, limit int64) error {
	_, _ = s.db.ExecContext(ctx, memoryLimit(s.options.MemoryLimit/8))
	if _, err := s.db.ExecContext(ctx, memoryLimit(limit)); err != nil {
		_, err = s.db.ExecContext(ctx, memoryLimit(s.options.MemoryLimit))
		return err
	}
	return nil
}
