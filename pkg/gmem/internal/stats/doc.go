// Package stats fits slopes to few, noisy readings, with exact bounds.
package stats
