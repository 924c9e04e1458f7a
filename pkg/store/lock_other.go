//go:build !unix

package store

// noFollow has no equivalent here.
const noFollow = 0
