// Command debugbindings, built with the tag debug_bindings, works with DuckDB in the ways an indexer does, leaves some
// handles open, and prints how many are open according to the bindings and according to the meters.
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"os"

	bindings "github.com/duckdb/duckdb-go-bindings/linux-amd64"
	"github.com/marcboeker/go-duckdb/v2"

	meters "github.com/embecode/embecode/pkg/gmem/native/duckdb"
)

func main() {
	ctx := context.Background()
	connector, err := duckdb.NewConnector("", nil)
	check(err)
	db := sql.OpenDB(connector)
	conn, err := db.Conn(ctx)
	check(err)
	_, err = conn.ExecContext(ctx, "CREATE TABLE t (s VARCHAR, v FLOAT[3])")
	check(err)
	_, err = conn.ExecContext(ctx, "INSERT INTO t VALUES (?, ?)", "bound", []float32{1, 2, 3})
	check(err)
	if _, err = conn.ExecContext(ctx, "INSERT INTO missing VALUES (1)"); err == nil {
		panic("a table that isn't there took a row")
	}

	driver, err := connector.Connect(ctx)
	check(err)
	appender, err := duckdb.NewAppenderFromConn(driver, "", "t")
	check(err)
	check(appender.AppendRow("appended", []float32{4, 5, 6}))
	check(appender.Flush())

	statement, err := conn.PrepareContext(ctx, "SELECT s, v FROM t WHERE s <> ?")
	check(err)
	rows, err := statement.QueryContext(ctx, "nothing")
	check(err)
	rows.Next()

	report(os.Stdout)

	check(rows.Close())
	check(statement.Close())
	check(appender.Close())
	check(driver.Close())
	check(conn.Close())
	check(db.Close())
	report(os.Stdout)
}

// The bindings' names of their kinds, against ours.
var kinds = map[string]string{
	"db":             "DuckDB database",
	"conn":           "DuckDB connection",
	"ctx":            "DuckDB client context",
	"config":         "DuckDB config",
	"extractedStmts": "DuckDB extracted statements",
	"preparedStmt":   "DuckDB statement",
	"pendingRes":     "DuckDB pending result",
	"res":            "DuckDB result",
	"chunk":          "DuckDB data chunk",
	"appender":       "DuckDB appender",
	"tableDesc":      "DuckDB table description",
	"v":              "DuckDB value",
	"logicalType":    "DuckDB logical type",
	"errorData":      "DuckDB error data",
	"cache":          "DuckDB instance cache",
	"vec":            "DuckDB vector",
	"sel":            "DuckDB selection vector",
	"scalarFunc":     "DuckDB scalar function",
	"scalarFuncSet":  "DuckDB scalar function set",
	"tableFunc":      "DuckDB table function",
	"expr":           "DuckDB expression",
	"arrow":          "DuckDB arrow result",
	"arrowOptions":   "DuckDB arrow options",
}

func report(out *os.File) {
	var counts struct{ Bindings, Meters map[string]int64 }
	counts.Bindings, counts.Meters = map[string]int64{}, map[string]int64{}
	for theirs, ours := range kinds {
		if open, known := bindings.GetAllocationCount(theirs); known {
			counts.Bindings[ours] = int64(open)
		}
	}
	for _, handles := range meters.Handles() {
		if open := handles.Opened - handles.Closed; open != 0 {
			counts.Meters[handles.Kind] = open
		}
	}
	check(json.NewEncoder(out).Encode(counts))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
