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

// locateSoundly is cutSoundly, and returns with the chunks where they lie in the text.
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
	text, err := decode(source)
	if err != nil {
		return nil, nil, err
	}
	language, _ := LanguageOf(path)
	return chunks, spans, brokenPromise(chunks, spans, budgets.of(language), text)
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
	text, err := decode(source)
	if err != nil {
		return nil, err
	}
	return chunks, brokenSpans(spans, text)
}

// skipped tells the documented reasons to skip a file.
func skipped(err error) bool {
	return slices.ContainsFunc([]error{ErrUnknownKind, ErrBinary, ErrEncoding, ErrPointer},
		func(reason error) bool { return errors.Is(err, reason) })
}

// brokenPromise is the first promise that the chunks of a text break, or nil. Of a source in another encoding the text is what
// it is decoded to.
func brokenPromise(chunks []Chunk, spans []span, budget int, text []byte) error {
	if len(chunks) != len(spans) {
		return fmt.Errorf("%d chunks in %d spans", len(chunks), len(spans))
	}
	at := 0
	for i, s := range spans {
		if s.start < at || s.end <= s.start || s.end > len(text) {
			return fmt.Errorf("chunk %d: range [%d:%d] after %d of %d", i, s.start, s.end, at, len(text))
		}
		if gap := strings.Trim(string(text[at:s.start]), " \t\r\n\v\f"); gap != "" {
			return fmt.Errorf("chunk %d: %q before it is in no chunk", i, gap)
		}
		if err := brokenChunk(chunks[i], s, budget, text); err != nil {
			return fmt.Errorf("chunk %d: %w", i, err)
		}
		at = s.end
	}
	if rest := strings.Trim(string(text[at:]), " \t\r\n\v\f"); rest != "" {
		return fmt.Errorf("%q at the end is in no chunk", rest)
	}
	return nil
}

func brokenChunk(c Chunk, s span, budget int, text []byte) error {
	part := string(text[s.start:s.end])
	weight := 0
	for _, b := range []byte(part) {
		if !strings.ContainsRune(" \t\r\n\v\f", rune(b)) && utf8.RuneStart(b) {
			weight++
		}
	}
	hash := sha1.Sum([]byte(part))
	first := 1 + strings.Count(string(text[:s.start]), "\n")
	switch {
	case utf8.ValidString(part) && !strings.Contains(part, "\x00") && c.Content != part:
		return fmt.Errorf("content %q, want %q", c.Content, part)
	case !utf8.ValidString(c.Content) || strings.Contains(c.Content, "\x00"):
		return fmt.Errorf("content is not clean: %q", c.Content)
	case weight > budget:
		return fmt.Errorf("%d characters, budget %d", weight, budget)
	case len(part) > budget*8+200:
		return fmt.Errorf("%d bytes for a budget of %d", len(part), budget)
	case c.Hash != hex.EncodeToString(hash[:]):
		return fmt.Errorf("hash %s is not of the text", c.Hash)
	case c.FirstLine != first || c.LastLine != first+strings.Count(part, "\n"):
		return fmt.Errorf("lines %d-%d, want from %d on", c.FirstLine, c.LastLine, first)
	case len(c.Context) >= 1500 || !utf8.ValidString(c.Context) || len(strings.Join(c.Names, "")) > 12<<10:
		return fmt.Errorf("context of %d bytes, %d names", len(c.Context), len(c.Names))
	}
	return nil
}
