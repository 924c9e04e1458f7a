package main

import (
	"context"
	"fmt"
	"io"

	"github.com/embecode/embecode/suites/memory/mutants/mutate"
)

// tryAll tries mutants in their order, some at once, until enough have shown something that counts: those that it tried are the first
// of the order, however long each took. What was tried before is taken from there. Results that it had come with an error too.
func tryAll(ctx context.Context, s *memorySuite, o options, mutants []mutate.Mutant, out io.Writer) (results []result, err error) {
	kept, err := openResults(o.results)
	if err != nil {
		return nil, err
	}
	of, err := s.baseline(ctx, kept, out)
	if err != nil {
		return nil, err
	}
	linked, err := s.packages(ctx)
	if err != nil {
		return nil, err
	}
	return inOrder(ctx, o, mutants, func(ctx context.Context, m mutate.Mutant) (result, error) {
		if r, known := kept.find(of, m.Key); known {
			return r, nil
		}
		r, err := s.mutant(ctx, m, of, linked)
		if err == nil {
			err = kept.add(r)
		}
		return r, err
	}, func(counted int, r result) error {
		_, err := fmt.Fprintf(out, "%d  %s\n", counted, r.line())
		return err
	})
}

// inOrder starts a trial of each mutant, at most o.parallel at once, and no more than may be needed for the sample. It hands on each result as
// it comes, with how many count so far. The first error ends it, once the trials at hand have ended.
func inOrder(ctx context.Context, o options, mutants []mutate.Mutant, try func(context.Context, mutate.Mutant) (result, error),
	show func(counted int, r result) error,
) (results []result, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type trial struct {
		result
		err error
	}
	ended := make(chan trial)
	for running, counted := 0, 0; ; {
		for len(mutants) > 0 && running < o.parallel && err == nil && (o.sample == 0 || counted+running < o.sample) {
			m := mutants[0]
			mutants = mutants[1:]
			running++
			go func() {
				r, err := try(ctx, m)
				ended <- trial{r, err}
			}()
		}
		if running == 0 {
			return results, err
		}
		one := <-ended
		running--
		if one.err == nil {
			results = append(results, one.result)
			if one.Outcome.counts() {
				counted++
			}
			one.err = show(counted, one.result)
		}
		if one.err != nil && err == nil {
			err = one.err
			cancel()
		}
	}
}
