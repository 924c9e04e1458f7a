package indexer_test

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/store"
	"github.com/embecode/embecode/pkg/synth"
)

// states are an index of a tree as it was, and what an index of the tree as it is now has to hold.
type states struct {
	tree     string
	former   string // the database of the tree as it was
	old, now content
}

// content is what an index holds of each path, in a form that can be compared. Under "" it counts what belongs to nothing.
type content map[string]string

// manyFiles is how many small files the tree has beside the generated ones: more than the store exchanges in one
// transaction.
const manyFiles = 2800

// newStates generates a tree, indexes it, and changes, removes and adds files.
func newStates(ctx SpecContext) *states {
	GinkgoHelper()
	folder := GinkgoT().TempDir()
	s := &states{tree: filepath.Join(folder, "tree"), former: filepath.Join(folder, "old.duckdb")}
	Expect(os.Mkdir(s.tree, 0o700)).To(Succeed())
	_, err := synth.Generate(ctx, s.tree, synth.Options{Seed: 1, Scale: 0.02})
	Expect(err).NotTo(HaveOccurred())
	s.writeMany(0, manyFiles, 1)
	index := onDisk{tree: s.tree, path: s.former, embedder: embed.Random{}}
	Expect(index.run(ctx, false, func() {})).To(Succeed())
	s.old = contentOf(ctx, s.former)

	s.editGenerated()
	s.writeMany(100, manyFiles+100, 2)
	for i := range 50 {
		Expect(os.Remove(s.small(i))).To(Succeed())
	}
	clean := onDisk{tree: s.tree, path: filepath.Join(folder, "clean.duckdb"), embedder: embed.Random{}}
	Expect(clean.run(ctx, false, func() {})).To(Succeed())
	s.now = contentOf(ctx, clean.path)
	Expect(s.now).NotTo(Equal(s.old))
	return s
}

func (s *states) small(i int) string {
	return filepath.Join(s.tree, "many", fmt.Sprintf("f%04d.py", i))
}

func (s *states) writeMany(from, to, version int) {
	GinkgoHelper()
	Expect(os.MkdirAll(filepath.Join(s.tree, "many"), 0o700)).To(Succeed())
	for i := from; i < to; i++ {
		text := fmt.Sprintf("version = %d%s\n", version, strings.Repeat(" ", version))
		Expect(os.WriteFile(s.small(i), []byte(text), 0o600)).To(Succeed())
	}
}

// editGenerated changes every other generated file and removes some.
func (s *states) editGenerated() {
	GinkgoHelper()
	n := 0
	Expect(filepath.WalkDir(s.tree, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".py" || filepath.Base(filepath.Dir(path)) == "many" {
			return err
		}
		n++
		switch {
		case n%10 == 0:
			return os.Remove(path)
		case n%2 == 0:
			return os.WriteFile(path, []byte("edited = True\n\ndef f():\n    return edited\n"), 0o600)
		}
		return nil
	})).To(Succeed())
}

// copyFormer lays a copy of the former index into a new folder and returns its path.
func (s *states) copyFormer() string {
	GinkgoHelper()
	path := filepath.Join(GinkgoT().TempDir(), "index.duckdb")
	data, err := os.ReadFile(s.former)
	Expect(err).NotTo(HaveOccurred())
	Expect(os.WriteFile(path, data, 0o600)).To(Succeed())
	return path
}

// expectSane opens what a run that ended early has left: it must be whole, and nothing else may lie beside it then. It
// says which of the states it found.
func (s *states) expectSane(ctx context.Context, path string, update bool) string {
	GinkgoHelper()
	index, err := store.Open(ctx, path, store.Options{Model: "fake-random"})
	Expect(err).NotTo(HaveOccurred())
	stats, err := index.Stats(ctx)
	Expect(err).NotTo(HaveOccurred())
	Expect(index.Close()).To(Succeed())
	expectAlone(path)
	left := contentOf(ctx, path)
	switch {
	case stats.Incomplete:
	case maps.Equal(left, s.old):
		return "former"
	default:
		Expect(left).To(Equal(s.now))
		return "new"
	}
	Expect(update).To(BeTrue(), "only an update leaves an index incomplete")
	for name, held := range left {
		Expect(held).To(BeElementOf(s.old[name], s.now[name]), name)
	}
	for name := range s.old {
		_, stays := s.now[name]
		if _, held := left[name]; stays && !held { // HaveKey would look at every key, for every name
			Fail(name + " is lost")
		}
	}
	return "incomplete"
}

// expectCompleted runs once more, and expects the index to hold what a clean one does.
func (s *states) expectCompleted(ctx context.Context, path string, update bool) {
	GinkgoHelper()
	index := onDisk{tree: s.tree, path: path, embedder: embed.Random{}}
	Expect(index.run(ctx, update, func() {})).To(Succeed())
	expectAlone(path)
	Expect(contentOf(ctx, path)).To(Equal(s.now))
}

// expectAlone expects nothing beside an index but its lock.
func expectAlone(path string) {
	GinkgoHelper()
	entries, err := os.ReadDir(filepath.Dir(path))
	Expect(err).NotTo(HaveOccurred())
	Expect(entries).To(HaveLen(2))
	Expect(entries[0].Name() + ".lock").To(Equal(entries[1].Name()))
}

// contentOf reads a closed index without the store.
func contentOf(ctx context.Context, path string) content {
	GinkgoHelper()
	db, err := sql.Open("duckdb", ":memory:")
	Expect(err).NotTo(HaveOccurred())
	defer func() { Expect(db.Close()).To(Succeed()) }()
	db.SetMaxOpenConns(1) // USE holds for one connection
	for _, statement := range []string{"ATTACH '" + path + "' AS x (READ_ONLY)", "USE x"} {
		_, err = db.ExecContext(ctx, statement)
		Expect(err).NotTo(HaveOccurred())
	}
	rows, err := db.QueryContext(ctx, `SELECT f.path, hash(f.size, f.modified, f.hash, f.skipped)::VARCHAR || ' ' ||
			count(c.id) || ' ' || count(v.chunk_id) || ' ' || coalesce(sum(hash(c.language, c.first_line, c.last_line, c.content_bytes,
			c.context_bytes, c.hash, t.text, v.embedding)::HUGEINT), 0)
		FROM files f LEFT JOIN chunks c ON c.file_id = f.id LEFT JOIN vectors v ON v.chunk_id = c.id
		LEFT JOIN (SELECT chunk_id, string_agg(text, '' ORDER BY slice) AS text FROM texts GROUP BY chunk_id) t ON t.chunk_id = c.id
		GROUP BY f.id, f.path, f.size, f.modified, f.hash, f.skipped
		UNION ALL SELECT '', (SELECT count(*) FROM chunks ANTI JOIN files ON file_id = files.id) || ' chunks of no file, ' ||
			(SELECT count(*) FROM vectors ANTI JOIN chunks ON chunk_id = chunks.id) || ' vectors of no chunk, ' ||
			(SELECT count(*) FROM texts ANTI JOIN chunks ON chunk_id = chunks.id) || ' texts of no chunk'`)
	Expect(err).NotTo(HaveOccurred())
	defer func() { Expect(rows.Close()).To(Succeed()) }()
	all := content{}
	for rows.Next() {
		var name, held string
		Expect(rows.Scan(&name, &held)).To(Succeed())
		if _, twice := all[name]; twice { // HaveKey would look at every key, for every row
			Fail(name + " is twice in the index")
		}
		all[name] = held
	}
	Expect(rows.Err()).NotTo(HaveOccurred())
	Expect(all).To(HaveKeyWithValue("", "0 chunks of no file, 0 vectors of no chunk, 0 texts of no chunk"))
	return all
}
