package api

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/embecode/embecode/pkg/embed"
)

// Options say where the server is and what it is asked. Model is required.
type Options struct {
	Protocol Protocol
	URL      string // of the API; empty means the protocol's usual one
	Key      string // sent as a bearer token; empty means none
	Model    string

	DocumentPrefix, QueryPrefix string // put before each text, for models that are to be told what it is

	Memory      Memory        // of what was embedded before; nil means none. It stays the caller's
	Dimension   int           // of the model's vectors; 0 means that Connect asks, unless Memory knows
	MaxTokens   int           // that the model reads of one text; 0 means that the server refuses what is too long
	Batch       int           // texts in one request; 0 means 16
	Concurrency int           // requests under way at once; 0 means 4
	Timeout     time.Duration // of one request; 0 means a minute
	Patience    time.Duration // with a server that has answered before; 0 means two minutes
	FirstPause  time.Duration // before a request is tried again, and about half as long again each time; 0 means half a second
}

func (o Options) withDefaults() Options {
	o.URL = strings.TrimRight(cmp.Or(o.URL, o.Protocol.usualURL()), "/")
	if o.Memory == nil {
		o.Memory = forgetful{}
	}
	o.Batch = cmp.Or(o.Batch, 16)
	o.Concurrency = cmp.Or(o.Concurrency, 4)
	o.Timeout = cmp.Or(o.Timeout, time.Minute)
	o.Patience = cmp.Or(o.Patience, 2*time.Minute)
	o.FirstPause = cmp.Or(o.FirstPause, 500*time.Millisecond)
	return o
}

const (
	// batchTokens is how many tokens one request holds, about: servers have a limit of their own, 16,384 the lowest one known.
	batchTokens = 8192
	// bytesPerToken is how many bytes of source code make a token: rather too few, so that what is estimated to fit does.
	bytesPerToken = 3
	// maxDimension is the largest dimension that is taken for one. The largest known is 4,096.
	maxDimension = 16_384
)

var _ embed.Embedder = (*Client)(nil)

// Client embeds with one model of one server.
type Client struct {
	options   Options
	http      *http.Client
	dimension int
	answered  atomic.Bool // the server has given a right answer before
	shortened atomic.Int64
	buffers   sync.Pool // of *bytes.Buffer, for answers
}

// Memory keeps vectors, so that nothing is embedded twice. Its methods are called from several goroutines.
type Memory interface {
	// Dimension returns that of a model's vectors; 0 when there are none.
	Dimension(ctx context.Context, model string) (int, error)
	// Recall returns the vector of each text that is known, and nil for the others.
	Recall(ctx context.Context, model string, texts []string) ([][]float32, error)
	// Keep keeps the vectors of the texts.
	Keep(ctx context.Context, model string, texts []string, vectors [][]float32) error
}

// forgetful is no memory.
type forgetful struct{}

func (forgetful) Dimension(context.Context, string) (int, error) { return 0, nil }

func (forgetful) Recall(_ context.Context, _ string, texts []string) ([][]float32, error) {
	return make([][]float32, len(texts)), nil
}

func (forgetful) Keep(context.Context, string, []string, [][]float32) error { return nil }

// Connect makes a client. Unless the dimension is known it asks the server for it, by embedding a word.
func Connect(ctx context.Context, options Options) (*Client, error) {
	if options.Model == "" {
		return nil, errors.New("connect to an embedding server: no model is named")
	}
	options = options.withDefaults()
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = options.Concurrency
	c := &Client{options: options, dimension: options.Dimension, buffers: sync.Pool{New: func() any { return &bytes.Buffer{} }}, http: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if c.dimension == 0 {
		known, err := options.Memory.Dimension(ctx, c.Model())
		if err != nil {
			return nil, err
		}
		c.dimension = known
	}
	if c.dimension == 0 {
		vectors, err := c.ask(ctx, []string{"dimension"})
		if err != nil {
			c.Close()
			return nil, fmt.Errorf("ask %s for the dimension of %s: %w", c.options.URL, c.options.Model, err)
		}
		c.dimension = len(vectors[0])
	}
	return c, nil
}

// Close closes idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Model is the model's name, with the prefix that its documents got: with another one their vectors differ.
func (c *Client) Model() string {
	if c.options.DocumentPrefix == "" {
		return c.options.Model
	}
	return c.options.Model + " after " + strconv.Quote(c.options.DocumentPrefix)
}

// Dimension is the length of the model's vectors.
func (c *Client) Dimension() int { return c.dimension }

// Shortened is how many texts were too long for the model so far, and are embedded by their beginning.
func (c *Client) Shortened() int64 { return c.shortened.Load() }

// Embed implements embed.Embedder. What the memory doesn't know is spread over several requests, which run side by side up to
// the limit; the answer to each is kept as soon as it is there.
func (c *Client) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors, err := c.options.Memory.Recall(ctx, c.Model(), texts)
	if err != nil {
		return nil, err
	}
	missing, at := unknown(texts, vectors)
	requests, ctx := errgroup.WithContext(ctx)
	requests.SetLimit(c.options.Concurrency)
	made := make([][]float32, len(missing))
	for done := 0; done < len(missing); {
		from, to := done, done+c.batchAt(missing[done:])
		requests.Go(func() error { return c.embedPart(ctx, missing[from:to], made[from:to]) })
		done = to
	}
	if err := requests.Wait(); err != nil {
		return nil, err
	}
	for i := range vectors {
		if vectors[i] == nil {
			vectors[i] = made[at[texts[i]]]
		}
	}
	return vectors, nil
}

// unknown lists the texts without a vector, each once, and where each is in the list.
func unknown(texts []string, vectors [][]float32) (missing []string, at map[string]int) {
	at = map[string]int{}
	for i, text := range texts {
		if _, listed := at[text]; vectors[i] == nil && !listed {
			at[text] = len(missing)
			missing = append(missing, text)
		}
	}
	return missing, at
}

// embedPart embeds and keeps the documents of one request.
func (c *Client) embedPart(ctx context.Context, texts []string, into [][]float32) error {
	vectors, err := c.embed(ctx, prefixed(c.options.DocumentPrefix, texts))
	if err != nil {
		return err
	}
	copy(into, vectors)
	return c.options.Memory.Keep(ctx, c.Model(), texts, vectors)
}

// Query embeds what is searched for.
func (c *Client) Query(ctx context.Context, text string) ([]float32, error) {
	vectors, err := c.embed(ctx, prefixed(c.options.QueryPrefix, []string{text}))
	if err != nil {
		return nil, err
	}
	return vectors[0], nil
}

func prefixed(prefix string, texts []string) []string {
	if prefix == "" {
		return texts
	}
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = prefix + text
	}
	return out
}

// batchAt is how many of the next texts go into one request: one at least.
func (c *Client) batchAt(texts []string) int {
	tokens := 0
	for i, text := range texts[:min(len(texts), c.options.Batch)] {
		if tokens += len(text)/bytesPerToken + 1; tokens > batchTokens && i > 0 {
			return i
		}
	}
	return min(len(texts), c.options.Batch)
}
