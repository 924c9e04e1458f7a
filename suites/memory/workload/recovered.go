package workload

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/embecode/embecode/pkg/store"
)

// recovered recovers indexes that are sound, and such as are damaged in the file, in its log and in both.
func (s *stores) recovered(ctx context.Context) error {
	folder := s.at("recovered")
	path := filepath.Join(folder, "index.duckdb")
	if err := errors.Join(os.Mkdir(folder, 0o700), s.sound(ctx, path)); err != nil {
		return err
	}
	if _, err := store.Recover(ctx, path); err != nil {
		return err
	}
	index, err := store.Open(ctx, path, s.options(3))
	if err != nil {
		return err
	}
	err = s.update(ctx, index, 4, 3, "0.py", "1.py", "2.py")
	log, logErr := os.ReadFile(path + ".wal")
	file, fileErr := os.ReadFile(path)
	if err := errors.Join(err, logErr, fileErr, index.Close()); err != nil {
		return err
	}
	damagedLog := spoiled(log, len(log)/2)
	for i, one := range []struct{ file, log []byte }{
		{file, log},
		{file, damagedLog},
		{spoiled(file, len(file)*3/4), damagedLog},
		{spoiled(file, len(file)/3), nil},
		{spoiled(file, len(file)/2), nil},
		{[]byte("garbage"), nil},
		{file[:len(file)/2], log},
	} {
		if !s.turn(2*i) && !s.turn(2*i+1) {
			continue
		}
		again := filepath.Join(folder, fmt.Sprintf("%d.duckdb", i))
		if err := errors.Join(os.WriteFile(again, one.file, 0o600), os.WriteFile(again+".damaged1", nil, 0o600)); err != nil {
			return err
		}
		// Its lock tells that garbage was an index.
		if err := os.WriteFile(again+".lock", nil, 0o600); err != nil {
			return err
		}
		if len(one.log) > 0 {
			if err := os.WriteFile(again+".wal", one.log, 0o600); err != nil {
				return err
			}
		}
		if _, err := store.Recover(ctx, again); err != nil {
			return fmt.Errorf("number %d: %w", i, err)
		}
		index, err := store.Open(ctx, again, s.options(3))
		if err != nil {
			return err
		}
		_, err = index.Stats(ctx)
		if err := errors.Join(err, index.Close()); err != nil {
			return err
		}
	}
	_, lost := store.Recover(ctx, filepath.Join(folder, "no", "such"))
	if lost == nil {
		return errors.New("what isn't there is recovered")
	}
	return nil
}

// spoiled is data with other bytes in its midst.
func spoiled(data []byte, at int) []byte {
	bad := append([]byte(nil), data...)
	for i := at; i < min(at+4096, len(bad)); i++ {
		bad[i] ^= 0xff
	}
	return bad
}
