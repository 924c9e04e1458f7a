package judge

import (
	"fmt"

	"github.com/embecode/embecode/pkg/gmem"
)

// Disk is what lies in a folder.
type Disk struct {
	Files int   `json:"files"`
	Bytes int64 `json:"bytes"`
	// Left counts the files that indexes have left beside them, where nothing but themselves and their locks belongs.
	Left int `json:"left"`
}

// What a folder holds too much of, in the verdict's evidence.
const (
	DiskFiles = "files on disk"
	DiskBytes = "bytes on disk"
)

// OnDisk judges what lies on disk at the end of each round: from the second one on there may be no more files, and a tenth more
// bytes, since a database reuses what it has freed and not at once. Nothing may be left behind in any round.
func OnDisk(rounds []Disk) gmem.Verdict {
	verdict := gmem.Verdict{Name: VerdictDisk, Unit: "bytes"}
	if len(rounds) < 3 {
		return inconclusive(verdict, "%d rounds, want 3", len(rounds))
	}
	first, last := rounds[1], rounds[len(rounds)-1]
	verdict.Value, verdict.Limit = float64(last.Bytes-first.Bytes), float64(first.Bytes/10)
	verdict.Detail = fmt.Sprintf("%d files of %s at the end of round 2, %d of %s at the end",
		first.Files, gmem.Bytes(first.Bytes), last.Files, gmem.Bytes(last.Bytes))
	files := float64(last.Files - first.Files)
	for _, round := range rounds {
		files += float64(round.Left)
	}
	if files > 0 {
		verdict.Evidence = append(verdict.Evidence, gmem.Growth{What: DiskFiles, Amount: files, Unit: "open"})
	}
	if verdict.Value > verdict.Limit {
		verdict.Evidence = append(verdict.Evidence, gmem.Growth{What: DiskBytes, Amount: verdict.Value, Unit: "bytes"})
	}
	if verdict.OK = len(verdict.Evidence) == 0; !verdict.OK {
		verdict.Fault, verdict.Advice = gmem.Leak, "rows that are not deleted, and files that are not removed"
	}
	return verdict
}
