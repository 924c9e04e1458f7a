// Command work does the native part of an index: it parses a source text again and again, walks each tree, and appends
// vectors to a DuckDB file in the folder it is given. With the tag uncounted the meters stay out.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/marcboeker/go-duckdb/v2"
	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/golang"
)

const (
	files         = 1_000
	functions     = 60 // in each file
	chunksPerFile = 3
	dimensions    = 768
)

func main() {
	ctx := context.Background()
	connector, err := duckdb.NewConnector(filepath.Join(os.Args[1], "work.duckdb"), nil)
	check(err)
	conn, err := connector.Connect(ctx)
	check(err)
	statement, err := conn.Prepare("CREATE TABLE chunks (text VARCHAR, v FLOAT[768])")
	check(err)
	_, err = statement.Exec(nil)
	check(err)
	check(statement.Close())
	appender, err := duckdb.NewAppenderFromConn(conn, "", "chunks")
	check(err)

	var text strings.Builder
	text.WriteString("package p\n")
	for i := range functions {
		fmt.Fprintf(&text, "func f%d(a, b int) (string, error) {\n", i)
		fmt.Fprintf(&text, "\tif a > %d {\n\t\treturn g(a, b*%d)\n\t}\n\treturn \"\", nil\n}\n", i, i)
	}
	vector := make([]float32, dimensions)
	for range files {
		parse(ctx, []byte(text.String()))
		for range chunksPerFile {
			check(appender.AppendRow(text.String()[:500], vector))
		}
	}
	check(appender.Close())
	check(conn.Close())
	check(connector.Close())
}

func parse(ctx context.Context, text []byte) {
	parser := sitter.NewParser()
	defer parser.Close()
	parser.SetLanguage(golang.GetLanguage())
	tree, err := parser.ParseCtx(ctx, nil, text)
	check(err)
	defer tree.Close()
	cursor := sitter.NewTreeCursor(tree.RootNode())
	defer cursor.Close()
	for found := cursor.GoToFirstChild(); found; found = cursor.GoToNextSibling() {
	}
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
