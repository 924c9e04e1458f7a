//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package duckdb_test

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkWork is the CPU time of a program that parses and stores as an index does, with the meters in it and without.
// Run it with -benchtime=20x or more; what the meters cost is the difference of cpu-ms/op.
func BenchmarkWork(b *testing.B) {
	programs := map[string]string{"counted": "", "uncounted": "uncounted"}
	for name, tags := range programs {
		program := filepath.Join(b.TempDir(), name)
		build := exec.CommandContext(b.Context(), "go", "build", "-tags", tags, "-o", program, "./testdata/work")
		if output, err := build.CombinedOutput(); err != nil {
			b.Fatalf("build %s: %v\n%s", name, err, output)
		}
		programs[name] = program
	}
	// Turn and turn about, so that whatever else the machine does falls on both.
	spent := map[string]time.Duration{}
	for b.Loop() {
		for name, program := range programs {
			run := exec.CommandContext(b.Context(), program, b.TempDir())
			if output, err := run.CombinedOutput(); err != nil {
				b.Fatalf("run %s: %v\n%s", name, err, output)
			}
			spent[name] += run.ProcessState.UserTime() + run.ProcessState.SystemTime()
		}
	}
	for name, cpu := range spent {
		b.ReportMetric(float64(cpu.Milliseconds())/float64(b.N), name+"-cpu-ms/op")
	}
}
