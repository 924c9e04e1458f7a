package store

import (
	"fmt"
	"strings"
)

// schemaVersion is raised with every change that an older or newer embecode could not read.
const schemaVersion = 3

// schema lists the statements that make an empty index in the attached database of the given name. There is no key
// and no index: each would be held in memory while writing, and look-ups scan fast enough. Where
// the dimension is 0, the table of vectors stays empty; DuckDB has no arrays of no elements.
func schema(database string, dimension int) []string {
	return []string{
		fmt.Sprintf(`CREATE TABLE %s.metadata (key VARCHAR NOT NULL, value VARCHAR NOT NULL)`, database),
		fmt.Sprintf(`CREATE TABLE %s.files (id BIGINT NOT NULL, path VARCHAR NOT NULL, size BIGINT NOT NULL,
			modified TIMESTAMP NOT NULL, hash VARCHAR NOT NULL, skipped UTINYINT NOT NULL)`, database),
		fmt.Sprintf(`CREATE TABLE %s.chunks (id BIGINT NOT NULL, file_id BIGINT NOT NULL, language VARCHAR NOT NULL,
			first_line INTEGER NOT NULL, last_line INTEGER NOT NULL, content VARCHAR NOT NULL, context VARCHAR NOT NULL,
			names VARCHAR NOT NULL, hash VARCHAR NOT NULL)`, database),
		fmt.Sprintf(`CREATE TABLE %s.vectors (chunk_id BIGINT NOT NULL, embedding FLOAT[%d] NOT NULL)`, database, max(1, dimension)),
	}
}

// literal quotes text for statements that take no bound parameter, such as ATTACH.
func literal(text string) string {
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}
