package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strconv"
	"time"
)

// Stats describes the index in force.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var stats Stats
	if s.closed {
		return stats, fmt.Errorf("read statistics of index %s: %w", s.path, ErrClosed)
	}
	if err := s.readStats(ctx, &stats); err != nil {
		return Stats{}, fmt.Errorf("read statistics of index %s: %w", s.path, err)
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
	stats.FileBytes = info.Size()
	err = s.db.QueryRowContext(ctx, `SELECT count(*) FILTER (skipped = ''), count(*) FILTER (skipped <> ''),
		(SELECT count(*) FROM `+current+`.chunks) FROM `+current+`.files`).Scan(&stats.Files, &stats.Skipped, &stats.Chunks)
	if err != nil {
		return err
	}
	return s.readMetadata(ctx, stats)
}

func (s *Store) readMetadata(ctx context.Context, stats *Stats) (err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT key, value FROM "+current+".metadata")
	if err != nil {
		return err
	}
	defer func() { err = joinClose(err, rows) }()
	for rows.Next() {
		var key, value string
		if err := rows.Scan(&key, &value); err != nil {
			return err
		}
		switch key {
		case "model":
			stats.Model = value
		case "dimension":
			stats.Dimension, err = strconv.Atoi(value)
		case "last_updated":
			stats.LastUpdated, err = time.Parse(time.RFC3339Nano, value)
		}
		if err != nil {
			return fmt.Errorf("metadata %s: %w", key, err)
		}
	}
	return rows.Err()
}

func joinClose(err error, rows *sql.Rows) error {
	if closed := rows.Close(); err == nil {
		return closed
	}
	return err
}
