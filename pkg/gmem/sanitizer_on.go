//go:build race || asan || msan

package gmem

const sanitized = true
