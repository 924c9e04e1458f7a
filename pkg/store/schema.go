package store

import (
	"fmt"
	"strings"
)

// schemaVersion is raised with every change that an older or newer embecode could not read.
const schemaVersion = 5

// schema lists the statements that make an empty index in the attached database of the given name. There is no key
// and no index: each would be held in memory while writing, and look-ups scan fast enough. Where
// the dimension is 0, the table of vectors stays empty. A chunk's unit is the chunk in which the definition begins that it
// continues, or itself; its terms are what it is found by, and weights how well.
func schema(database string, dimension int) []string {
	_, length := vectorSlices(dimension)
	return []string{
		fmt.Sprintf(`CREATE TABLE %s.metadata (key VARCHAR NOT NULL, value VARCHAR NOT NULL)`, database),
		fmt.Sprintf(`CREATE TABLE %s.files (id BIGINT NOT NULL, path VARCHAR NOT NULL, size BIGINT NOT NULL,
			modified TIMESTAMP NOT NULL, hash VARCHAR NOT NULL, skipped UTINYINT NOT NULL)`, database),
		fmt.Sprintf(`CREATE TABLE %s.chunks (id BIGINT NOT NULL, file_id BIGINT NOT NULL, language VARCHAR NOT NULL,
			first_line INTEGER NOT NULL, last_line INTEGER NOT NULL, content_bytes INTEGER NOT NULL, context_bytes INTEGER NOT NULL,
			hash VARCHAR NOT NULL, unit BIGINT NOT NULL, terms UINTEGER[] NOT NULL, weights UTINYINT[] NOT NULL)`, database),
		// The slices of content, context and names, one after the other.
		fmt.Sprintf(`CREATE TABLE %s.texts (chunk_id BIGINT NOT NULL, slice INTEGER NOT NULL, text VARCHAR NOT NULL)`, database),
		fmt.Sprintf(`CREATE TABLE %s.vectors (chunk_id BIGINT NOT NULL, slice INTEGER NOT NULL, embedding FLOAT[%d] NOT NULL)`, database, length),
	}
}

// literal quotes text for statements that take no bound parameter, such as ATTACH.
func literal(text string) string {
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}
