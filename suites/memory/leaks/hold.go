package leaks

import "sync"

// held keeps what has leaked reachable for the rest of the process, as the real leaks did.
var held struct {
	mu     sync.Mutex
	things []any
}

func hold(thing any) {
	held.mu.Lock()
	defer held.mu.Unlock()
	held.things = append(held.things, thing)
}

// The parts of memory that other packages register.
const (
	partDuckDB     = "DuckDB buffers (jemalloc)"
	partTreeSitter = "tree-sitter"
	partCPlusPlus  = "C++ objects"
)
