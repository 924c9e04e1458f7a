package indexer

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/indexer/config"
)

// Budget is the memory budget: the resident memory that a program which indexes may take, in bytes; 0 means DefaultBudget.
// It is split between the store's buffer pool (Store), the parsers (Parsers) and the files between reading and writing
// (InFlight). The rest is the program's own: its code, the Go runtime, and what allocators keep for reuse.
// docs/performance.md shows what was measured.
type Budget int64

const (
	// DefaultBudget suffices for trees of any size.
	DefaultBudget Budget = 128_000_000
	// MinBudget is what an update of the smallest index needs, 111 MB, most of it while DuckDB completes the file, and a margin.
	MinBudget Budget = 118_000_000

	// programShare doesn't depend on the budget: pages of the executable (40 to 55 MB), Go's runtime.
	programShare Budget = 64_000_000

	// bytesPerWorker is a worker's part of the parsers' share.
	bytesPerWorker = 4_000_000
)

// Store returns the share of the store's buffer pool: half of what the program leaves.
func (b Budget) Store() int64 { return int64(b.toSplit()) / 2 }

// Parsers returns the share of native memory that parsers and syntax trees may hold together: a quarter of what the program
// leaves.
func (b Budget) Parsers() int { return int(b.toSplit()) / 4 }

// workers returns how many workers there are at most: one for each 4 MB of the parsers' share, 4 by default. Each has a thread of
// its own with what malloc keeps for it, and one writer takes what they make: more of them would wait for it.
func (b Budget) workers() int { return max(1, b.Parsers()/bytesPerWorker) }

// InFlight returns the share of the files between reading and writing, in bytes. It is a seventh of what the program leaves: as much
// again is taken until Go's next collection. A file that is larger takes all of it.
func (b Budget) InFlight() int64 { return int64(b.toSplit()) / 7 }

// toSplit returns what the memory budget leaves to split into shares. The shares of one that New refuses are those of the least, so that
// whoever is made with them first doesn't refuse it with less to say.
func (b Budget) toSplit() Budget {
	if b == 0 {
		b = DefaultBudget
	}
	return max(b, MinBudget) - programShare
}

func (b Budget) check() error {
	if b != 0 && b < MinBudget {
		return fmt.Errorf("a memory budget of %d bytes: want at least %d, or 0 for %d", b, MinBudget, DefaultBudget)
	}
	return nil
}

// Fingerprint stands for everything but the sources that decides how they are cut. An index with another one can't be
// updated: its unchanged files would be cut otherwise by now.
func Fingerprint(cfg config.Config, budget Budget) string {
	parts := []string{fmt.Sprint(chunk.Version), fmt.Sprint(budget.Parsers()), fmt.Sprint(cfg.Index.Generated)}
	for _, name := range slices.Sorted(maps.Keys(cfg.Index.Encodings)) {
		parts = append(parts, fmt.Sprintf("%s=%q", name, cfg.Index.Encodings[name]))
	}
	for _, language := range slices.Sorted(maps.Keys(cfg.Index.Languages)) {
		parts = append(parts, fmt.Sprintf("%s=%d", language, cfg.Index.Languages[language]))
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, " ")))
	return hex.EncodeToString(sum[:])
}
