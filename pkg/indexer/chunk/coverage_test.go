package chunk

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// fixture is one file of testdata under the name that it is cut by. Names end in .txt where the go command would otherwise
// take the file for one of its own.
type fixture struct {
	path   string
	source []byte
}

func fixtures() []fixture {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		panic(err)
	}
	var all []fixture
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		all = append(all, fixture{filepath.Base(strings.TrimSuffix(file, ".txt")), source})
	}
	return all
}

// cutSoundly cuts a source and returns the first promise that the chunks break, or nil. A file that is skipped for a
// documented reason breaks none.
func cutSoundly(ctx context.Context, budgets Budgets, path string, source []byte) ([]Chunk, error) {
	return cutSoundlyWithin(ctx, budgets, Limits{}, path, source)
}

func cutSoundlyWithin(ctx context.Context, budgets Budgets, limits Limits, path string, source []byte) ([]Chunk, error) {
	chunks, _, err := locateSoundlyWithin(ctx, budgets, limits, path, source)
	return chunks, err
}

// locateSoundly is cutSoundly, and returns with the chunks where they lie.
func locateSoundly(ctx context.Context, budgets Budgets, path string, source []byte) ([]Chunk, []span, error) {
	return locateSoundlyWithin(ctx, budgets, Limits{}, path, source)
}

func locateSoundlyWithin(ctx context.Context, budgets Budgets, limits Limits, path string, source []byte) ([]Chunk, []span, error) {
	chunks, spans, err := New(budgets, limits).locate(ctx, path, source)
	if skipped(err) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	language, _ := LanguageOf(path)
	return chunks, spans, brokenPromise(chunks, spans, budgets.of(language), source)
}

// cutLinearly is cutSoundly for large sources: it checks the coverage alone.
func cutLinearly(ctx context.Context, path string, source []byte) ([]Chunk, error) {
	chunks, spans, err := New(Budgets{}, Limits{}).locate(ctx, path, source)
	if skipped(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return chunks, brokenSpans(spans, source)
}

// skipped tells the documented reasons to skip a file.
func skipped(err error) bool {
	return slices.ContainsFunc([]error{ErrUnknownKind, ErrBinary, ErrEncoding, ErrPointer},
		func(reason error) bool { return errors.Is(err, reason) })
}

func brokenPromise(chunks []Chunk, spans []span, budget int, source []byte) error {
	if len(chunks) != len(spans) {
		return fmt.Errorf("%d chunks in %d spans", len(chunks), len(spans))
	}
	at := 0
	for i, s := range spans {
		if s.start < at || s.end <= s.start || s.end > len(source) {
			return fmt.Errorf("chunk %d: range [%d:%d] after %d of %d", i, s.start, s.end, at, len(source))
		}
		if gap := strings.Trim(string(source[at:s.start]), " \t\r\n\v\f"); gap != "" {
			return fmt.Errorf("chunk %d: %q before it is in no chunk", i, gap)
		}
		if err := brokenChunk(chunks[i], s, budget, source); err != nil {
			return fmt.Errorf("chunk %d: %w", i, err)
		}
		at = s.end
	}
	if rest := strings.Trim(string(source[at:]), " \t\r\n\v\f"); rest != "" {
		return fmt.Errorf("%q at the end is in no chunk", rest)
	}
	return nil
}

func brokenChunk(c Chunk, s span, budget int, source []byte) error {
	text := string(source[s.start:s.end])
	weight := 0
	for _, b := range []byte(text) {
		if !strings.ContainsRune(" \t\r\n\v\f", rune(b)) && utf8.RuneStart(b) {
			weight++
		}
	}
	hash := sha1.Sum([]byte(text))
	first := 1 + strings.Count(string(source[:s.start]), "\n")
	switch {
	case utf8.ValidString(text) && !strings.Contains(text, "\x00") && c.Content != text:
		return fmt.Errorf("content %q, want %q", c.Content, text)
	case !utf8.ValidString(c.Content) || strings.Contains(c.Content, "\x00"):
		return fmt.Errorf("content is not clean: %q", c.Content)
	case weight > budget:
		return fmt.Errorf("%d characters, budget %d", weight, budget)
	case len(text) > budget*8+200:
		return fmt.Errorf("%d bytes for a budget of %d", len(text), budget)
	case c.Hash != hex.EncodeToString(hash[:]):
		return fmt.Errorf("hash %s is not of the text", c.Hash)
	case c.FirstLine != first || c.LastLine != first+strings.Count(text, "\n"):
		return fmt.Errorf("lines %d-%d, want from %d on", c.FirstLine, c.LastLine, first)
	case len(c.Context) >= 1500 || !utf8.ValidString(c.Context) || len(c.Names) > 64:
		return fmt.Errorf("context of %d bytes, %d names", len(c.Context), len(c.Names))
	}
	return nil
}
