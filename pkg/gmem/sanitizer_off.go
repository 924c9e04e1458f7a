//go:build !race && !asan && !msan

package gmem

// sanitized says that a detector of races or of bad memory is built in. It keeps records of its own for all that happens,
// which have no end: work on SQLite that leaves nothing behind grew by 2,700 bytes a call.
const sanitized = false
