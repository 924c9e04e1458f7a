package workload

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/embecode/embecode/pkg/store"
)

// asked asks indexes with vectors of each kind, and with none, everything; one of them, in turn, is interrupted everywhere.
func (s *stores) asked(ctx context.Context) error {
	dimensions := []int{small, 1_100, store.NoVectors}
	for i, dimension := range dimensions {
		options := s.options(dimension)
		if dimension == store.NoVectors {
			options.MemoryLimit = store.MinMemoryLimit
		}
		index, err := s.lastingAt(ctx, fmt.Sprintf("asked?%d.duckdb", dimension), options)
		if err != nil {
			return err
		}
		vector := make([]float32, max(dimension, 3))
		for i := range vector {
			vector[i] = float32(i%5) - 1
		}
		err = s.rewrite(ctx, index, 3, 6, dimension)
		if err == nil {
			err = s.lookUps(ctx, index, vector, dimension, s.round%len(dimensions) == i)
		}
		if err := errors.Join(err, s.rewrite(ctx, index, 1, 2, dimension)); err != nil {
			return err
		}
	}
	return nil
}

func (s *stores) lookUps(ctx context.Context, index *store.Store, vector []float32, dimension int, interrupt bool) error {
	file, _ := s.file("1.py", 0, dimension)
	folder := filepath.Dir(file.Path)
	questions := []func(context.Context) error{
		func(ctx context.Context) error { _, err := index.Stats(ctx); return err },
		func(ctx context.Context) error { _, err := index.Skipped(ctx, 3); return err },
		func(ctx context.Context) error { _, err := index.FileAt(ctx, file.Path, nil); return err },
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
	first, step := s.moments(turns)
	for _, question := range questions {
		ask := question
		if interrupt {
			ask = func(ctx context.Context) error { return interruptedEach(ctx, first, step, question) }
		}
		if err := ask(ctx); err != nil {
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
