package retrieval

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/embecode/embecode/pkg/indexer/chunk"
	"github.com/embecode/embecode/pkg/store"
)

// Quality is how well questions were answered.
type Quality struct {
	Questions int
	MRR       float64 // mean reciprocal rank among the first ten
	Found     float64 // share of the answers among the first ten
}

// ranks is how many answers are looked at.
const ranks = 10

// Index makes each function a chunk of the index, under its name.
func Index(ctx context.Context, s *store.Store, all []Function) (err error) {
	w, err := s.Replace(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Discard()) }()
	var chunks []store.Chunk
	for i, f := range all {
		chunks = append(chunks, store.Chunk{
			Language: f.Language, FirstLine: f.Line, LastLine: f.Line + strings.Count(f.Source, "\n"), Content: f.Source,
			Names: []string{f.QualifiedName()},
		})
		if i+1 == len(all) || all[i+1].Path != f.Path {
			if err := w.Append(ctx, store.File{Path: f.Path, ModTime: time.Unix(0, 0)}, chunks); err != nil {
				return err
			}
			chunks = nil
		}
	}
	return w.Commit(ctx)
}

// IndexChunks indexes the files of the functions in chunks as the indexer does, after it has blanked the functions' comments.
func IndexChunks(ctx context.Context, s *store.Store, root string, all []Function) (err error) {
	w, err := s.Replace(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Discard()) }()
	chunker := chunk.New(chunk.Budgets{}, chunk.Limits{})
	for first := 0; first < len(all); {
		end := first
		for end < len(all) && all[end].Path == all[first].Path {
			end++
		}
		source, err := uncommented(root, all[first:end])
		if err != nil {
			return err
		}
		split, err := chunker.Split(ctx, all[first].Path, source)
		if err != nil {
			return fmt.Errorf("chunk %s: %w", all[first].Path, err)
		}
		var chunks []store.Chunk
		for c := range split {
			chunks = append(chunks, store.Chunk(c))
		}
		if err := w.Append(ctx, store.File{Path: all[first].Path, ModTime: time.Unix(0, 0)}, chunks); err != nil {
			return err
		}
		first = end
	}
	return w.Commit(ctx)
}

// uncommented is the file of these functions with line breaks alone where their comments are.
func uncommented(root string, functions []Function) ([]byte, error) {
	source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(functions[0].Path)))
	if err != nil {
		return nil, err
	}
	for _, f := range functions {
		for at := f.CommentFrom; at < f.CommentTo; at++ {
			if source[at] != '\n' {
				source[at] = ' '
			}
		}
	}
	return source, nil
}

// Measure asks for each function. It is answered by a match that its first line lies in.
func Measure(ctx context.Context, s *store.Store, asked []*Function) (Quality, error) {
	q := Quality{Questions: len(asked)}
	for _, f := range asked {
		matches, err := s.Search(ctx, store.Query{Text: f.Question(), K: ranks})
		if err != nil {
			return q, fmt.Errorf("ask for %s of %s: %w", f.QualifiedName(), f.Path, err)
		}
		for rank, match := range matches {
			if match.Path == f.Path && match.FirstLine <= f.Line && f.Line <= match.LastLine {
				q.MRR += 1 / float64(rank+1) / float64(len(asked))
				q.Found += 1 / float64(len(asked))
				break
			}
		}
	}
	return q, nil
}
