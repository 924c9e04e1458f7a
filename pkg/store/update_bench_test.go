//go:build linux

package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/embecode/embecode/pkg/store"
)

// BenchmarkUpdate writes an index of one file per iteration, with five chunks each, and updates it. The peak is that of the
// update alone, in a process that has written the index before. Each case and size wants a process of its own:
//
//	go test ./pkg/store -run '^$' -bench 'Update/1_in_100' -benchtime 20000x
func BenchmarkUpdate(b *testing.B) {
	every := func(n int) func(i int) bool { return func(i int) bool { return n > 0 && i%n == n/2 } }
	for _, c := range []struct {
		name          string
		changed, gone func(i int) bool
		touch         bool
	}{
		{"nothing", every(0), every(0), false},
		{"1_in_100", every(100), every(0), false},
		{"1_in_10", every(10), every(0), false},
		{"all_touched", every(1), every(0), true},
		{"all", every(1), every(0), false},
		{"half_gone", every(0), every(2), false},
	} {
		b.Run(c.name, func(b *testing.B) { benchmarkUpdate(b, c.changed, c.gone, c.touch) })
	}
}

func benchmarkUpdate(b *testing.B, changed, gone func(i int) bool, touch bool) {
	runtime.LockOSThread() // as Writer advises
	defer runtime.UnlockOSThread()
	ctx := b.Context()
	random := newRandomChunks(b.N)
	s := storeOf(ctx, b, random)
	defer func() { _ = s.Close() }()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil { // the peak begins anew
		b.Skip(err)
	}

	b.ResetTimer()
	u, err := s.Update(ctx)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = u.Discard() }()
	for i := range b.N {
		if gone(i) {
			continue
		}
		file := benchmarkFile(i)
		if changed(i) {
			file.ModTime = file.ModTime.Add(time.Second)
		}
		if err := u.Found(ctx, file); err != nil {
			b.Fatal(err)
		}
	}
	err = u.Changed(ctx, func(found, _ store.File) error {
		if touch {
			return u.Touch(ctx, found)
		}
		return u.Append(ctx, found, random.next(5))
	})
	if err != nil {
		b.Fatal(err)
	}
	if err := u.Commit(ctx); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	b.ReportMetric(procField(b, "/proc/self/status", "VmHWM:")/1e3*1.024, "peak-MB")
	b.ReportMetric(b.Elapsed().Seconds(), "s")
	b.ReportMetric(0, "ns/op") // what an update costs doesn't follow the number of files
}

// storeOf opens an index of b.N files.
func storeOf(ctx context.Context, b *testing.B, random *randomChunks) *store.Store {
	b.Helper()
	s, err := store.Open(ctx, filepath.Join(b.TempDir(), "index.duckdb"), store.Options{Dimension: *flagDimension})
	if err != nil {
		b.Fatal(err)
	}
	w, err := s.Replace(ctx)
	if err != nil {
		b.Fatal(err)
	}
	for i := range b.N {
		if err := w.Append(ctx, benchmarkFile(i), random.next(5)); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Commit(ctx); err != nil {
		b.Fatal(err)
	}
	return s
}

func benchmarkFile(i int) store.File {
	return fileNamed(fmt.Sprintf("src/package_%d/module_%d/file_%d.py", i%100, i%1000, i))
}
