package retrieval

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

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

// Measure asks for each function.
func Measure(ctx context.Context, s *store.Store, asked []*Function) (Quality, error) {
	q := Quality{Questions: len(asked)}
	for _, f := range asked {
		matches, err := s.Search(ctx, store.Query{Text: f.Question(), K: ranks})
		if err != nil {
			return q, fmt.Errorf("ask for %s of %s: %w", f.QualifiedName(), f.Path, err)
		}
		for rank, match := range matches {
			if match.Path == f.Path && match.FirstLine == f.Line {
				q.MRR += 1 / float64(rank+1) / float64(len(asked))
				q.Found += 1 / float64(len(asked))
			}
		}
	}
	return q, nil
}
