package leaks

import (
	"context"
	"database/sql"
	"time"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/python"

	"github.com/embecode/embecode/pkg/gmem"
)

// HeldOut leak through paths that the Catalogue doesn't name. They are injected like its entries and are in no list: a
// diagnosis that was fitted to the Catalogue would misplace them.
var HeldOut = append([]Leak{
	{
		Name: "timers", Verdict: gmem.VerdictLive, Place: gmem.PartGoInUse,
		inject: func(parts *Parts, _ gmem.Bytes) {
			parts.perFile(func(string, []byte) error { time.AfterFunc(24*time.Hour, func() {}); return nil })
		},
	},
	{
		Name: "open-queries", Verdict: gmem.VerdictHandles, Place: "tree-sitter query",
		inject: func(parts *Parts, _ gmem.Bytes) {
			parts.perFile(func(string, []byte) error {
				query, err := sitter.NewQuery([]byte("(function_definition) @f"), python.GetLanguage())
				hold(query)
				return err
			})
		},
	},
	{
		Name: "side-rows", Verdict: gmem.VerdictLive, Place: partDuckDB,
		inject: func(parts *Parts, _ gmem.Bytes) {
			onSide(parts, func(ctx context.Context, db *sql.DB) error {
				_, err := db.ExecContext(ctx, "INSERT INTO chunks SELECT range, NULL FROM range(4)")
				return err
			})
		},
	},
}, nativeHeldOut...)
