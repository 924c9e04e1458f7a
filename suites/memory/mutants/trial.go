package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/mutants/mutate"
)

// outcome is what became of a mutant.
type outcome string

// The outcomes. The first two count.
const (
	caught   outcome = "caught"
	survived outcome = "survived"
	notBuilt outcome = "does not compile"
	same     outcome = "same program"
	fails    outcome = "fails" // the work, or another check of the suite, and no verdict on memory: it is no leak alone
	tooLong  outcome = "took too long"
)

func (o outcome) counts() bool { return o == caught || o == survived }

// result is what one mutant has shown.
type result struct {
	mutate.Mutant
	Of      string  `json:"of"` // the checksum of the program without it
	Outcome outcome `json:"outcome"`
	Seconds float64 `json:"seconds"`

	Spec     string   `json:"spec,omitempty"`     // the first that was red
	Verdicts []string `json:"verdicts,omitempty"` // that failed, by name
	Named    []string `json:"named,omitempty"`    // the parts and kinds of handle that they name
	Sites    []string `json:"sites,omitempty"`    // the functions that they name first
	Right    bool     `json:"right,omitempty"`    // a part is named that the rule expects
	Note     string   `json:"note,omitempty"`     // why there is no more to tell
}

// baseline is the checksum of the suite without a mutant, which has to be green.
func (s *memorySuite) baseline(ctx context.Context, kept *results, out io.Writer) (sum string, err error) {
	binary := filepath.Join(s.scratch, "memory.test")
	if sum, err = s.build(ctx, "", binary); err != nil {
		return "", fmt.Errorf("build the suite: %w", err)
	}
	key := "without a mutant"
	if s.quick {
		key += ", the first containers"
	}
	if _, known := kept.find(sum, key); known {
		return sum, nil
	}
	started := time.Now()
	shown, err := s.try(ctx, binary, firstFor(mutate.Mutant{})) // whatever the order: all of them
	if err != nil {
		return "", err
	}
	if shown.Red != "" {
		err := fmt.Errorf("the suite is red without a mutant, so that nothing can be told: %s", shown.Red)
		for _, verdict := range shown.Verdicts {
			err = fmt.Errorf("%w\n%s: %s", err, verdict.Name, verdict.Text())
		}
		return "", err
	}
	r := result{Mutant: mutate.Mutant{Key: key}, Of: sum, Outcome: survived, Seconds: time.Since(started).Seconds()}
	if _, err := fmt.Fprintf(out, "green without a mutant, in %.0f s\n", r.Seconds); err != nil {
		return "", err
	}
	return sum, kept.add(r)
}

// mutant tries one. A package that is not linked into the suite can't be seen there.
func (s *memorySuite) mutant(ctx context.Context, m mutate.Mutant, of string, linked map[string]bool) (r result, err error) {
	started := time.Now()
	r = result{Mutant: m, Of: of}
	defer func() { r.Seconds = time.Since(started).Seconds() }()
	if !linked[path.Dir(m.File)] {
		r.Outcome, r.Note = survived, "the suite does not link this package"
		return r, nil
	}
	folder, err := os.MkdirTemp(s.scratch, "mutant-*")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // of a temporary folder
	overlay, err := m.Overlay(folder)
	if err != nil {
		return r, err
	}
	limited, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	binary := filepath.Join(folder, "memory.test")
	sum, err := s.build(limited, overlay, binary)
	var shown shown
	if err == nil && sum != of {
		shown, err = s.try(limited, binary, firstFor(m))
	}
	switch {
	case ctx.Err() != nil:
		return r, ctx.Err()
	case errors.Is(err, errNotBuilt):
		r.Outcome, r.Note = notBuilt, err.Error()
	case limited.Err() != nil:
		r.Outcome = tooLong
	case err != nil:
		r.Outcome, r.Note = fails, err.Error()
	case sum == of:
		r.Outcome = same
	default:
		r.judge(shown)
	}
	return r, nil
}

// judge reads the outcome from what the suite has shown.
func (r *result) judge(shown shown) {
	r.Spec = shown.Red
	for _, verdict := range shown.Verdicts {
		r.Verdicts = appendNew(r.Verdicts, verdict.Name)
		for _, growth := range gmem.Foremost(verdict.Evidence) {
			r.Named = appendNew(r.Named, growth.What)
		}
		if len(verdict.Sites) > 0 {
			r.Sites = appendNew(r.Sites, verdict.Sites[0].Function)
		}
	}
	switch {
	case shown.Red == "":
		r.Outcome = survived
	case slices.ContainsFunc(shown.Verdicts, func(v gmem.Verdict) bool { return v.Fault != "" }):
		r.Outcome = caught
		r.Right = len(r.Places) == 0 || slices.ContainsFunc(r.Named, func(what string) bool { return slices.Contains(r.Places, what) })
	default:
		r.Outcome = fails
	}
}

func appendNew(all []string, one string) []string {
	if slices.Contains(all, one) {
		return all
	}
	return append(all, one)
}
