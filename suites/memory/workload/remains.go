package workload

import (
	"io/fs"
	"path/filepath"
	"regexp"

	"github.com/embecode/embecode/suites/memory/judge"
)

// remains are what is left on disk by the rounds of a life.
type remains struct {
	folder string // of its indexes, and nothing else
	left   int    // files that indexes have left behind elsewhere in this round
	disk   []judge.Disk
}

// belonging matches the names of what may lie in the index's folder.
var belonging = regexp.MustCompile(`^(\w+\.duckdb(\.lock|\.wal)?|vectors\.sqlite)$`)

// note counts what lies in the folder at the end of a round.
func (r *remains) note() error {
	disk := judge.Disk{Left: r.left}
	r.left = 0
	err := filepath.WalkDir(r.folder, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			disk.Files++
			disk.Bytes += info.Size()
			if !belonging.MatchString(entry.Name()) {
				disk.Left++
			}
		}
		return err
	})
	r.disk = append(r.disk, disk)
	return err
}
