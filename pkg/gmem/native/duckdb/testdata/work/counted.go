//go:build !uncounted

package main

import (
	_ "github.com/embecode/embecode/pkg/gmem/native/duckdb"
	_ "github.com/embecode/embecode/pkg/gmem/native/treesitter"
)
