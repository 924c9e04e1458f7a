package judge

import (
	"fmt"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
)

// Kinds of rows of an index that belong to nothing, in the verdict's evidence.
const (
	FilesTwice    = "files that are there twice"
	FilesGone     = "files that are gone"
	ChunksAlone   = "chunks without a file"
	TextsAlone    = "texts without a chunk"
	VectorsAlone  = "vectors without a chunk"
	MetadataTwice = "metadata that is there twice"
	OtherTables   = "rows of tables that nobody reads"
)

// OrphanKinds returns all of them.
func OrphanKinds() []string {
	return []string{FilesTwice, FilesGone, ChunksAlone, TextsAlone, VectorsAlone, MetadataTwice, OtherTables}
}

// Orphans are rows of an index that belong to nothing.
type Orphans struct {
	What string `json:"what"`
	Rows int64  `json:"rows"`
}

// NoOrphans fails when an index ends with rows that belong to nothing. It is inconclusive where nobody looked for any.
func NoOrphans(kinds []Orphans) gmem.Verdict {
	verdict := gmem.Verdict{Name: VerdictOrphans, Unit: "kinds", OK: true, Detail: "every row belongs to something"}
	if len(kinds) == 0 {
		return inconclusive(verdict, "nobody looked for rows that belong to nothing")
	}
	var lines []string
	for _, kind := range kinds {
		if kind.Rows > 0 {
			lines = append(lines, fmt.Sprintf("%s: %d", kind.What, kind.Rows))
			verdict.Evidence = append(verdict.Evidence, gmem.Growth{What: kind.What, Amount: float64(kind.Rows), Unit: "rows"})
		}
	}
	if verdict.Value = float64(len(lines)); len(lines) > 0 {
		verdict.OK, verdict.Fault, verdict.Detail = false, gmem.Leak, strings.Join(lines, "\n")
		verdict.Advice = "the tables that are written to and not deleted from"
	}
	return verdict
}
