package store

import (
	"context"
	"fmt"
	"os"
)

// Stats describes the current index.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	var stats Stats
	if err := s.read(ctx, func() error { return s.readStats(ctx, &stats) }); err != nil {
		return Stats{}, explain(fmt.Errorf("read statistics of index %s: %w", s.path, err))
	}
	return stats, nil
}

func (s *Store) readStats(ctx context.Context, stats *Stats) error {
	err := s.db.QueryRowContext(ctx, "SELECT coalesce(sum(memory_usage_bytes), 0)::BIGINT FROM duckdb_memory()").Scan(&stats.BufferBytes)
	if err != nil || !s.attached {
		return err
	}
	info, err := os.Stat(s.path)
	if err != nil {
		return err
	}
	log, err := s.logSize()
	if err != nil {
		return err
	}
	stats.FileBytes = info.Size() + log
	err = s.db.QueryRowContext(ctx, `SELECT count(*) FILTER (skipped = 0), count(*) FILTER (skipped <> 0),
		(SELECT count(*) FROM `+current+`.chunks) FROM `+current+`.files`).Scan(&stats.Files, &stats.Skipped, &stats.Chunks)
	if err != nil {
		return err
	}
	meta, err := s.readMetadata(ctx)
	stats.Model, stats.Dimension, stats.LastUpdated, stats.Incomplete = meta.model, meta.dimension, meta.lastUpdated, meta.incomplete
	return err
}
