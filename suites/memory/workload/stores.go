package workload

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/embecode/embecode/pkg/store"
)

// stores are small indexes of one round, which are asked, written, interrupted, damaged and recovered. They lie below a folder
// of their own.
type stores struct {
	folder string
	round  int
}

// small is how many numbers the vectors of most indexes have.
const small = 8

// turns is in how many rounds everything has had its turn that is too long for one: each does as much, and other things.
const turns = 5

// turn reports whether a number has its turn in this round.
func (s *stores) turn(number int) bool { return number%turns == s.round%turns }

// moments are those at which longer work is interrupted in this round.
func (s *stores) moments() (first, step int) { return 1 + s.round%turns, turns }

// stores are asked, written and so on in each round.
func (l *life) stores(ctx context.Context) (err error) {
	s := &stores{folder: filepath.Join(l.aside, fmt.Sprintf("stores-%d", l.round)), round: l.round}
	if err := os.Mkdir(s.folder, 0o700); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(s.folder)) }()
	for _, step := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"ask", s.asked},
		{"write", s.written},
		{"use what is closed", s.closed},
		{"open what can't be opened", s.refused},
		{"recover", s.recovered},
		{"write what is obstructed", s.obstructed},
	} {
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	return nil
}

func (s *stores) at(name string) string { return filepath.Join(s.folder, name) }

func (s *stores) options(dimension int) store.Options {
	return store.Options{Model: fmt.Sprintf("model-%d", s.round), Dimension: dimension}
}

// file is one with that name, and its chunks with vectors of so many numbers. The texts are long, in many scripts.
func (s *stores) file(name string, chunks, dimension int) (store.File, []store.Chunk) {
	file := store.File{Path: fmt.Sprintf("round-%d/%s", s.round, name), Size: 10, ModTime: time.Unix(int64(s.round), 0), Hash: fmt.Sprintf("%040d", s.round)}
	all := make([]store.Chunk, chunks)
	for i := range all {
		vector := make([]float32, max(dimension, 0))
		for j := range vector {
			vector[j] = float32((i+j*7+s.round)%13) - 6
		}
		all[i] = store.Chunk{
			Language: "python", FirstLine: i + 1, LastLine: i + 2, Hash: file.Hash, Vector: vector, Context: "in: " + name,
			Content: fmt.Sprintf("HTTPServers userIDs parse_config%d 漢字かな Größe ЮНИКОД ١٢ x%s\n", s.round, strings.Repeat("y", 70)),
		}
		if i%2 == 0 {
			all[i].Names = []string{fmt.Sprintf("name%d", i)}
		} else {
			all[i].Continues = true
		}
		if i == 2 {
			all[i].Content += strings.Repeat("ü words and more ", 300)
		}
	}
	return file, all
}

// rewrite writes a new index of so many files.
func (s *stores) rewrite(ctx context.Context, index *store.Store, files, chunks, dimension int) error {
	w, err := index.Replace(ctx)
	if err != nil {
		return err
	}
	for i := 0; i < files && err == nil; i++ {
		file, all := s.file(fmt.Sprintf("%d.py", i), chunks, dimension)
		if err = w.Append(ctx, file, all[:chunks/2]); err == nil {
			err = w.AppendMore(ctx, all[chunks/2:])
		}
	}
	if err == nil {
		err = w.Commit(ctx)
	}
	return errors.Join(err, w.Discard())
}

// update makes the index hold files with those names, of which each but the first has changed.
func (s *stores) update(ctx context.Context, index *store.Store, chunks, dimension int, names ...string) error {
	u, err := index.Update(ctx)
	if err != nil {
		return err
	}
	err = s.changes(ctx, u, chunks, dimension, names...)
	if err == nil {
		err = u.Commit(ctx)
	}
	return errors.Join(err, u.Discard())
}

func (s *stores) changes(ctx context.Context, u *store.Update, chunks, dimension int, names ...string) error {
	for i, name := range names {
		file, _ := s.file(name, 0, dimension)
		file.Size += int64(i)
		if err := u.Found(ctx, file); err != nil {
			return err
		}
	}
	number := 0
	return u.Changed(ctx, func(found, old store.File) error {
		number++
		if number == 1 && old.Path != "" {
			found.Hash = old.Hash
			return u.Touch(ctx, found)
		}
		_, all := s.file(found.Path, chunks, dimension)
		if err := u.Append(ctx, found, all[:chunks/2]); err != nil {
			return err
		}
		if number == 2 { // again, which needs another transaction
			if err := u.Append(ctx, found, all[:chunks/2]); err != nil {
				return err
			}
		}
		return u.AppendMore(ctx, all[chunks/2:])
	})
}

// asked asks indexes with vectors of each kind, and with none, everything; and is interrupted everywhere.
func (s *stores) asked(ctx context.Context) error {
	for _, dimension := range []int{small, 1_100, store.NoVectors} {
		options := s.options(dimension)
		if dimension == store.NoVectors {
			options.MemoryLimit = store.MinMemoryLimit
		}
		index, err := store.Open(ctx, s.at(fmt.Sprintf("asked?%d.duckdb", dimension)), options)
		if err != nil {
			return err
		}
		vector := make([]float32, max(dimension, 3))
		for i := range vector {
			vector[i] = float32(i%5) - 1
		}
		err = s.rewrite(ctx, index, 3, 6, dimension)
		if err == nil {
			err = s.lookUps(ctx, index, vector, dimension)
		}
		if err := errors.Join(err, index.Close()); err != nil {
			return err
		}
	}
	return nil
}

func (s *stores) lookUps(ctx context.Context, index *store.Store, vector []float32, dimension int) error {
	file, _ := s.file("1.py", 0, dimension)
	folder := filepath.Dir(file.Path)
	questions := []func(context.Context) error{
		func(ctx context.Context) error { _, err := index.Stats(ctx); return err },
		func(ctx context.Context) error { _, err := index.Skipped(ctx, 3); return err },
		func(ctx context.Context) error { _, _, err := index.FileAt(ctx, file.Path); return err },
		func(ctx context.Context) error { _, err := index.FilesByHash(ctx, file.Hash, 1); return err },
		func(ctx context.Context) error { _, err := index.ChunksByHash(ctx, file.Hash, 3); return err },
		func(ctx context.Context) error {
			_, err := index.Search(ctx, store.Query{Text: fmt.Sprintf("is the server %d 漢字 of words", s.round), Path: folder, K: 2})
			return err
		},
	}
	if dimension > 0 {
		questions = append(questions,
			func(ctx context.Context) error { _, err := index.Nearest(ctx, vector, 5); return err },
			func(ctx context.Context) error {
				_, err := index.Search(ctx, store.Query{Text: "server", Vector: vector, Path: folder})
				return err
			})
	}
	first, step := s.moments()
	for _, question := range questions {
		if err := interruptedEach(ctx, first, step, question); err != nil {
			return err
		}
	}
	var words []string
	for i := range 50 {
		words = append(words, fmt.Sprintf("word%cx%d", 'a'+i%26, i))
	}
	nan := make([]float32, len(vector))
	nan[0] = float32(math.NaN())
	if _, err := index.Search(ctx, store.Query{Text: strings.Join(words, " ")}); err != nil {
		return err
	}
	wrong := []store.Query{
		{}, {Text: "a", K: -1}, {Text: "a", Path: "../b"}, {Text: "a", Path: "/b"}, {Text: "a", Path: "b\x00"}, {Vector: vector[:2]}, {Vector: nan}, {Vector: make([]float32, len(vector))},
	}
	for _, query := range wrong {
		if _, err := index.Search(ctx, query); err == nil {
			return fmt.Errorf("%.200v is answered", query)
		}
	}
	_, k := index.Nearest(ctx, vector, 0)
	_, short := index.Nearest(ctx, vector[:2], 1)
	_, files := index.FilesByHash(ctx, "", 0)
	_, chunks := index.ChunksByHash(ctx, "", 0)
	groups, err := index.Skipped(ctx, 1)
	for _, group := range append(groups, store.SkippedFiles{Reason: 200}) {
		_ = group.Reason.String()
	}
	if err != nil {
		return err
	}
	_, vague := index.Search(ctx, store.Query{Text: "how is it", Path: "."})
	if k == nil || short == nil || files == nil || chunks == nil || vague != nil || index.Path() == "" {
		return fmt.Errorf("what makes no sense is answered, or what does isn't: %w", vague)
	}
	return nil
}

// written writes indexes and updates of them, small and large, and is interrupted at other moments in each round.
func (s *stores) written(ctx context.Context) error {
	const dimension = small
	index, err := store.Open(ctx, s.at("written.duckdb"), s.options(dimension))
	if err != nil {
		return err
	}
	defer func() { _ = index.Close() }() // again
	first, step := s.moments()
	if err := interruptedEach(ctx, first, step, func(ctx context.Context) error { return s.rewrite(ctx, index, 1, 4, dimension) }); err != nil {
		return err
	}
	version := 0
	err = interruptedEach(ctx, first, step, func(ctx context.Context) error {
		version++
		return s.update(ctx, index, 4, dimension, "0.py", "1.py", fmt.Sprintf("new-%d.py", version))
	})
	if err != nil {
		return err
	}
	if err := s.large(ctx, index); err != nil {
		return err
	}
	many := make([]string, 2_100) // more than are exchanged at once
	for i := range many {
		many[i] = fmt.Sprintf("%d.py", i)
	}
	if err := errors.Join(s.update(ctx, index, 4, dimension, many...), s.misused(ctx, index, dimension)); err != nil {
		return err
	}
	return index.Close()
}

// large writes an index of more chunks than a transaction holds.
func (s *stores) large(ctx context.Context, index *store.Store) error {
	w, err := index.Replace(ctx)
	if err != nil {
		return err
	}
	file, few := s.file("0.py", 2, small)
	chunks := make([]store.Chunk, 8_500)
	for i := range chunks {
		chunks[i] = few[0]
		chunks[i].Content, chunks[i].Names = "word\n", nil
	}
	return errors.Join(w.Append(ctx, file, chunks), w.Commit(ctx))
}

// misused writes what can't be written.
func (s *stores) misused(ctx context.Context, index *store.Store, dimension int) error {
	file, chunks := s.file("a.py", 2, dimension)
	odd := file
	odd.Path = "a\x00"
	text := []store.Chunk{chunks[0]}
	text[0].Content = "\xff"
	wrong := []func(*store.Writer) error{
		func(w *store.Writer) error { return w.AppendMore(ctx, chunks) }, func(w *store.Writer) error { return w.Append(ctx, odd, nil) },
		func(w *store.Writer) error { return w.Append(ctx, file, text) }, func(w *store.Writer) error { return w.Append(ctx, file, make([]store.Chunk, 1)) },
	}
	for _, do := range wrong {
		w, err := index.Replace(ctx)
		if err != nil {
			return err
		}
		_, second := index.Replace(ctx)
		_, update := index.Update(ctx)
		failed, again, closed := do(w), do(w), index.Close()
		committed := w.Commit(ctx)
		if failed == nil || again == nil || committed == nil || second == nil || update == nil || closed == nil {
			return errors.New("what can't be written is")
		}
		if do(w) == nil || w.Commit(ctx) == nil {
			return errors.New("what is done goes on")
		}
	}
	w, err := index.Replace(ctx)
	if err != nil {
		return err
	}
	chunks[0].Content, chunks[0].Names = "+", nil
	if err := errors.Join(w.Append(ctx, store.File{Path: "-"}, chunks[:1]), w.Discard()); err != nil { // there is no word in it
		return err
	}
	u, err := index.Update(ctx)
	if err != nil {
		return err
	}
	more, found := u.AppendMore(ctx, chunks), u.Found(ctx, file)
	if more == nil || found == nil || u.Commit(ctx) == nil || u.Discard() != nil || u.Found(ctx, file) == nil || u.Commit(ctx) == nil {
		return errors.New("an update goes on after its fault")
	}
	if u, err = index.Update(ctx); err != nil {
		return err
	}
	pass := func(_, _ store.File) error { return nil }
	err = errors.Join(u.Changed(ctx, pass), u.Changed(ctx, pass))
	late := u.Found(ctx, file)
	if err != nil || late == nil {
		return fmt.Errorf("a file is found once the changes are listed: %w", err)
	}
	return u.Discard()
}

// closed asks and writes an index that is closed, and one that holds nothing.
func (s *stores) closed(ctx context.Context) error {
	index, err := store.Open(ctx, s.at("empty.duckdb"), s.options(3))
	if err != nil {
		return err
	}
	_, none := index.Nearest(ctx, []float32{1, 2, 3}, 1)
	_, stats := index.Stats(ctx)
	_, full := index.Update(ctx)
	err = errors.Join(index.Close(), index.Close(), stats)
	_, asked := index.Stats(ctx)
	_, replaced := index.Replace(ctx)
	if none == nil || full == nil || asked == nil || replaced == nil {
		return errors.New("an index that is closed or empty answers")
	}
	return err
}

// refused opens what can't be opened: each obstacle has a folder of its own.
func (s *stores) refused(ctx context.Context) error {
	path := func(name string) string { return filepath.Join(s.at("refused-"+name), "index.duckdb") }
	sound := func(path string) error { return s.sound(ctx, path) }
	changed := func(statement string) func(string) error {
		return func(path string) error { return errors.Join(sound(path), execute(ctx, path, statement)) }
	}
	obstacles := map[string]func(path string) error{
		"building":  func(path string) error { return plant(path+".building", map[string]string{"a": ""}) },
		"spill":     func(path string) error { return os.WriteFile(path+".tmp", nil, 0o600) },
		"spilled":   func(path string) error { return plant(path+".tmp", map[string]string{"duckdb_temp_x/a": ""}) },
		"lock":      func(path string) error { return os.Mkdir(path+".lock", 0o700) },
		"garbage":   func(path string) error { return os.WriteFile(path, []byte(strings.Repeat("garbage ", 2_000)), 0o600) },
		"dangling":  func(path string) error { return os.Symlink("nowhere", path) },
		"loop":      func(path string) error { return os.Symlink("index.duckdb", path) },
		"folder":    func(path string) error { return os.Mkdir(path, 0o700) },
		"foreign":   func(path string) error { return execute(ctx, path, "CREATE TABLE a (b INT)") },
		"version":   changed("UPDATE metadata SET value = '0' WHERE key = 'schema_version'"),
		"dimension": changed("UPDATE metadata SET value = 'many' WHERE key = 'dimension'"),
		"log": func(path string) error {
			return errors.Join(sound(path), os.WriteFile(path+".wal", []byte("garbage, but not little"), 0o600))
		},
	}
	for i, name := range slices.Sorted(maps.Keys(obstacles)) {
		if !s.turn(2*i) && !s.turn(2*i+1) {
			continue
		}
		plantObstacle := obstacles[name]
		if err := errors.Join(os.Mkdir(filepath.Dir(path(name)), 0o700), plantObstacle(path(name))); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		index, err := store.Open(ctx, path(name), s.options(3))
		if err != nil {
			_ = err.Error() // as the user reads it
			continue
		}
		_, stats := index.Stats(ctx)
		_, _, found := index.FileAt(ctx, fmt.Sprintf("round-%d/0.py", s.round))
		_ = errors.Join(stats, found)
		if err := index.Close(); err != nil {
			return err
		}
	}
	for _, options := range []store.Options{{Dimension: -5}, {MemoryLimit: 1}} {
		if _, err := store.Open(ctx, path("options"), options); err == nil {
			return errors.New("an index opens with options that make no sense")
		}
	}
	return s.elsewhere(ctx, path("other"))
}

// elsewhere opens an index that is open already, by a link, and with options that it was not written with.
func (s *stores) elsewhere(ctx context.Context, path string) error {
	if err := errors.Join(os.Mkdir(filepath.Dir(path), 0o700), s.sound(ctx, path), os.Symlink(filepath.Base(path), path+".link")); err != nil {
		return err
	}
	index, err := store.Open(ctx, path+".link", s.options(3))
	if err != nil {
		return err
	}
	_, inUse := store.Open(ctx, path, s.options(3))
	if err := index.Close(); err != nil || inUse == nil {
		return fmt.Errorf("an index is opened twice: %w", err)
	}
	for _, options := range []store.Options{{Model: "another", Dimension: 3}, {Model: s.options(3).Model, Dimension: 4}, {Model: s.options(3).Model, Dimension: 3, Fingerprint: "another"}} {
		if index, err = store.Open(ctx, path, options); err != nil {
			return err
		}
		_, full := index.Update(ctx)
		if err := index.Close(); err != nil || full == nil {
			return fmt.Errorf("an index is updated with other options: %w", err)
		}
	}
	first, step := s.moments()
	return interruptedEach(ctx, first, step, func(ctx context.Context) error {
		index, err := store.Open(ctx, path, s.options(3))
		if err != nil {
			return err
		}
		return index.Close()
	})
}

// sound writes a small index and closes it.
func (s *stores) sound(ctx context.Context, path string) error {
	index, err := store.Open(ctx, path, s.options(3))
	if err != nil {
		return err
	}
	return errors.Join(s.rewrite(ctx, index, 2, 4, 3), index.Close())
}

// execute runs a statement in a database that no store has open. It is attached: DuckDB remembers each path that it was started
// with.
func execute(ctx context.Context, path, statement string) (err error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1) // each knows for itself what is in use
	for _, one := range []string{"ATTACH '" + path + "' AS other", "USE other", statement} {
		if _, err := db.ExecContext(ctx, one); err != nil {
			return err
		}
	}
	return nil
}

// recovered recovers indexes that are sound, and such as are damaged in the file, in its log and in both.
func (s *stores) recovered(ctx context.Context) error {
	folder := s.at("recovered")
	path := filepath.Join(folder, "index.duckdb")
	if err := errors.Join(os.Mkdir(folder, 0o700), s.sound(ctx, path)); err != nil {
		return err
	}
	if _, err := store.Recover(ctx, path); err != nil {
		return err
	}
	index, err := store.Open(ctx, path, s.options(3))
	if err != nil {
		return err
	}
	err = s.update(ctx, index, 4, 3, "0.py", "1.py", "2.py")
	log, logErr := os.ReadFile(path + ".wal")
	file, fileErr := os.ReadFile(path)
	if err := errors.Join(err, logErr, fileErr, index.Close()); err != nil {
		return err
	}
	damagedLog := spoiled(log, len(log)/2)
	for i, one := range []struct{ file, log []byte }{
		{file, log},
		{file, damagedLog},
		{spoiled(file, len(file)*3/4), damagedLog},
		{spoiled(file, len(file)/3), nil},
		{spoiled(file, len(file)/2), nil},
		{[]byte("garbage"), nil},
		{file[:len(file)/2], log},
	} {
		if !s.turn(2*i) && !s.turn(2*i+1) {
			continue
		}
		again := filepath.Join(folder, fmt.Sprintf("%d.duckdb", i))
		if err := errors.Join(os.WriteFile(again, one.file, 0o600), os.WriteFile(again+".damaged1", nil, 0o600)); err != nil {
			return err
		}
		if len(one.log) > 0 {
			if err := os.WriteFile(again+".wal", one.log, 0o600); err != nil {
				return err
			}
		}
		if _, err := store.Recover(ctx, again); err != nil {
			return fmt.Errorf("number %d: %w", i, err)
		}
		index, err := store.Open(ctx, again, s.options(3))
		if err != nil {
			return err
		}
		_, err = index.Stats(ctx)
		if err := errors.Join(err, index.Close()); err != nil {
			return err
		}
	}
	_, lost := store.Recover(ctx, filepath.Join(folder, "no", "such"))
	if lost == nil {
		return errors.New("what isn't there is recovered")
	}
	return nil
}

// spoiled is data with other bytes in its midst.
func spoiled(data []byte, at int) []byte {
	bad := append([]byte(nil), data...)
	for i := at; i < min(at+4096, len(bad)); i++ {
		bad[i] ^= 0xff
	}
	return bad
}
