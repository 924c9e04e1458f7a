// Package selftest holds what the memory suite knows of itself: which verdict sees which leak (the kill matrix), and the
// smallest leak that is seen (the detection limit).
package selftest
