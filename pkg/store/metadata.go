package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"
)

// metadata is what an index says about itself: one row for each entry.
type metadata struct {
	model, fingerprint string
	dimension          int
	lastUpdated        time.Time
	holes              int64 // ids below the highest that no file had when the index was written
	incomplete         bool  // an update has begun to change it, and has not ended
}

// incompleteKey names the metadata entry that an update writes with its first change and removes with its last.
const incompleteKey = "incomplete"

// holesKey names the metadata entry of an index that an update has written anew.
const holesKey = "holes"

// holesOfIDs counts them among files.
const holesOfIDs = "coalesce(max(id) + 1, 0) - count(*)"

// readMetadata reads the metadata of the current index. Entries that it doesn't know are ignored.
func (s *Store) readMetadata(ctx context.Context) (found metadata, err error) {
	err = queryEach(ctx, s.db, func(row *sql.Rows) error {
		var key, value string
		if err := row.Scan(&key, &value); err != nil {
			return err
		}
		if err := found.set(key, value); err != nil {
			return fmt.Errorf("metadata %s: %w", key, err)
		}
		return nil
	}, "SELECT key, value FROM "+current+".metadata")
	return found, err
}

func (m *metadata) set(key, value string) (err error) {
	switch key {
	case "model":
		m.model = value
	case "fingerprint":
		m.fingerprint = value
	case "dimension":
		m.dimension, err = strconv.Atoi(value)
	case "last_updated":
		m.lastUpdated, err = time.Parse(time.RFC3339Nano, value)
	case holesKey:
		m.holes, err = strconv.ParseInt(value, 10, 64)
	case incompleteKey:
		m.incomplete = true
	}
	return err
}

func timestamp() string { return time.Now().UTC().Format(time.RFC3339Nano) }

// writeMetadata completes the index that is being built.
func (s *Store) writeMetadata(ctx context.Context, conn *sql.Conn) error {
	for _, entry := range [][2]string{
		{"schema_version", strconv.Itoa(schemaVersion)},
		{"model", s.options.Model},
		{"fingerprint", s.options.Fingerprint},
		{"dimension", strconv.Itoa(s.options.Dimension)},
		{"last_updated", timestamp()},
	} {
		if _, err := conn.ExecContext(ctx, "INSERT INTO "+building+".metadata VALUES (?, ?)", entry[0], entry[1]); err != nil {
			return fmt.Errorf("write metadata: %w", err)
		}
	}
	return nil
}
