package chunk

import (
	"context"
	"errors"
	"iter"

	"golang.org/x/sync/semaphore"
)

// maxParsed is the largest source that is parsed, in bytes. At 15 native bytes for each it would take 15 MB.
const maxParsed = 1_000_000

// Chunk is one piece of a file. It shares no memory with the source that it was cut from.
type Chunk struct {
	// Language is the file's, as its name and content tell: one decision for each file.
	Language Language
	// FirstLine and LastLine are 1-based and inclusive; a line ends at a line feed.
	FirstLine, LastLine int
	// Content is valid UTF-8 without NUL: a run of other bytes, and each NUL, is replaced by U+FFFD.
	Content string
	// Context says in a few lines of text what the chunk is out of: path, language, the definitions it lies in ("in: class
	// Foo") and those that begin in it ("defines: class Foo, Foo.bar"). Less than 1,500 bytes.
	Context string
	// Names are the definitions that begin in this chunk, members qualified ("Foo.bar", in C++ "Foo::bar"). They have 12 kB
	// at most: Context says how many more there are. Nil for a file that was cut by lines.
	Names []string
	// Continues says that no definition begins in this chunk, and that it goes on with the one that began last before it.
	Continues bool
	// Hash is the SHA-1 of the chunk's text, in hexadecimal: of what Content holds, with the bytes that it replaces.
	Hash string
	// Vector is nil: it is for whoever embeds the chunk.
	Vector []float32
}

// Chunker cuts files into chunks. It holds no memory between two calls and is safe for concurrent use.
type Chunker struct {
	// SkipDerived has lock files, minified and generated files refused. It mustn't change once Split was called.
	SkipDerived bool
	// EncodingOf names the encoding of a file by its path, as web pages do (https://encoding.spec.whatwg.org); empty where its
	// content is to tell. Nil means that for all. It is called from several goroutines, and mustn't change once Split was called.
	EncodingOf func(path string) string

	budgets Budgets
	limits  Limits
	native  *semaphore.Weighted // bytes of native memory
}

// New returns a Chunker that keeps to the given budgets and limits. It keeps a reference to budgets.ByLanguage, which mustn't
// change afterwards.
func New(budgets Budgets, limits Limits) *Chunker {
	return &Chunker{
		budgets: budgets, limits: limits, native: semaphore.NewWeighted(int64(limits.nativeBytes())),
	}
}

// Split splits one file, whose language path and source tell, into chunks in the order of the source. A source with nothing but
// whitespace has none. The path itself is only named in each chunk's Context; nothing is read from disk. What isn't UTF-8 is
// decoded first.
//
// Where the chunks lie is known when Split returns. Each is made when its turn comes, so that nobody has to hold the texts of
// all: source must not change until then. What is held meanwhile is HeldBytes at most.
//
// It fails with ErrUnknownKind, ErrBinary, ErrEncoding, ErrPointer, what tells a derived file, or the context's error; naming
// the path in a message is the caller's part. When ctx is cancelled, a running parse stops within a few milliseconds.
func (c *Chunker) Split(ctx context.Context, path string, source []byte) (iter.Seq[Chunk], error) {
	cut, text, language, err := c.plan(ctx, path, source)
	if err != nil {
		return nil, err
	}
	return cut.chunks(path, language, text), nil
}

// plan decides on the text and the language of a source, and where to cut it.
func (c *Chunker) plan(ctx context.Context, path string, source []byte) (cut pieces, text []byte, language Language, err error) {
	text, language, err = c.read(path, source)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return pieces{}, nil, "", err
	}
	cut, err = c.cut(ctx, language, text)
	return cut, text, language, err
}

// read returns the text of a file, and what it is written in.
func (c *Chunker) read(path string, source []byte) (text []byte, language Language, err error) {
	if _, known := LanguageOf(path); !known {
		return nil, "", ErrUnknownKind
	}
	if text, err = c.decode(path, source); err != nil {
		return nil, "", err
	}
	if language, err = languageOf(path, text); err != nil {
		return nil, "", err
	}
	switch {
	case isPointer(text):
		return nil, "", ErrPointer
	case c.SkipDerived:
		err = derived(path, language, text)
	}
	return text, language, err
}

// cut decides where to cut, along the tree if there is to be one.
func (c *Chunker) cut(ctx context.Context, language Language, source []byte) (pieces, error) {
	w, budget := weigh(source), c.budgets.of(language)
	if language == Markdown {
		return byMarkdown(w, budget), nil
	}
	text, language := scriptOf(language, source)
	grammar, hasGrammar := grammars[language]
	if !hasGrammar || len(source) > maxParsed || w.upTo(len(source)) == 0 {
		return byLines(w, budget, language), nil
	}
	found, err := c.alongTree(ctx, grammar(), withoutExportMacros(language, text), w, budget)
	if errors.Is(err, errTooComplex) {
		return byLines(w, budget, language), nil
	}
	return found, err
}

// alongTree waits for the source's share of native memory, and cuts along the tree of its text: its own, or one of the same
// length in which only a part of it is left.
func (c *Chunker) alongTree(ctx context.Context, g *grammar, text []byte, w *weights, budget int) (out pieces, err error) {
	share := c.limits.share(len(w.source))
	limit := c.limits.parse(len(w.source))
	if limit.native < leastNative {
		return pieces{}, errTooComplex
	}
	if err := c.native.Acquire(ctx, int64(share)); err != nil {
		return pieces{}, err
	}
	defer c.native.Release(int64(share))
	var mended []byte
	var certain bool
	err = parsed(ctx, g, text, limit, func(t *tree) {
		out = along(t, w, budget)
		if t.broken() {
			mended, certain = repaired(g.of, text)
		}
	})
	if err != nil || mended == nil {
		return out, err
	}
	better := out
	if parsed(ctx, g, mended, limit, func(t *tree) {
		if cut := along(t, w, budget); certain || !t.broken() || len(cut.found.log) >= len(out.found.log)*3/4 { // or it made things worse
			better = cut
		}
	}) == nil { // where that takes too much, the first tree has to do
		out = better
	}
	return out, ctx.Err()
}

// along is where a source is to be cut along a tree, and what it defines.
func along(t *tree, w *weights, budget int) (out pieces) {
	out.spans, out.divided = cutTree(t, w, budget)
	out.found, out.grammar = find(t), t.grammar
	return out
}

// byLines is where a source without a tree is to be cut.
func byLines(w *weights, budget int, language Language) pieces {
	p := packer{weights: w, budget: budget}
	p.addText(language, 0, len(w.source))
	return pieces{spans: p.finish()}
}
