package run

import (
	"context"
	"fmt"
)

const (
	// neighbours is how many chunks a search asks for.
	neighbours = 10
	// sameDirection is the largest cosine distance of a vector to itself, by rounding.
	sameDirection = 1e-5
)

// searches is one cycle of searches: each looks a file up by its path, and then for the chunks nearest to its first one,
// which has to be found first. It counts the searches.
func (s *session) searches(ctx context.Context) (done int64, err error) {
	for done < PerCycle {
		if err := s.search(ctx); err != nil {
			return done, fmt.Errorf("search %d: %w", s.done, err)
		}
		done++
	}
	return done, nil
}

func (s *session) search(ctx context.Context) error {
	s.done++
	name := editedName(s.done)
	file, chunks, err := s.index.FileAt(ctx, name)
	if err != nil {
		return err
	}
	if file.Path != name || len(chunks) == 0 {
		return fmt.Errorf("looked up %s and got %s with %d chunks", name, file.Path, len(chunks))
	}
	vectors, err := embedderOf(s.setup).Embed(ctx, []string{chunks[0].Context + "\n" + chunks[0].Content})
	if err != nil {
		return err
	}
	matches, err := s.index.Nearest(ctx, vectors[0], neighbours)
	if err != nil {
		return err
	}
	if len(matches) != neighbours {
		return fmt.Errorf("asked for %d chunks and got %d", neighbours, len(matches))
	}
	if nearest := matches[0]; nearest.Path != name || nearest.Hash != chunks[0].Hash || nearest.Distance > sameDirection {
		return fmt.Errorf("the chunk nearest to the first of %s is at line %d of %s, at a distance of %g",
			name, nearest.FirstLine, nearest.Path, nearest.Distance)
	}
	return nil
}
