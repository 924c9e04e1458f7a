package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/cenkalti/backoff/v5"
)

const (
	bytesPerNumber = 32      // of a vector in an answer, at most
	bytesBeside    = 1 << 20 // of an answer beside its vectors, at most
	shownBytes     = 300     // of what a server says, in an error
	refusedTries   = 3       // of a request that may be in trouble or too long
	maxPause       = 30 * time.Second
	firstPatience  = 5 * time.Second // with a server that has never answered
)

// ask sends one request, again and again while it fails by what may pass, and checks the answer.
func (c *Client) ask(ctx context.Context, texts []string) ([][]float32, error) {
	patience := c.options.Patience
	if !c.answered.Load() {
		patience = min(patience, firstPatience)
	}
	tries := 0
	vectors, err := backoff.Retry(ctx, func() ([][]float32, error) {
		tries++
		vectors, err := c.askOnce(ctx, texts)
		var failed *failure
		if errors.As(err, &failed) && (!failed.passing || failed.refused && tries == refusedTries) {
			err = backoff.Permanent(err)
		}
		return vectors, err
	}, backoff.WithMaxElapsedTime(patience), backoff.WithBackOff(&backoff.ExponentialBackOff{
		InitialInterval: c.options.FirstPause, Multiplier: 1.5, RandomizationFactor: 0.5, MaxInterval: maxPause,
	}))
	if err != nil {
		return nil, err
	}
	c.answered.Store(true)
	return vectors, nil
}

// askOnce sends one request. Its errors are failures, or ctx's.
func (c *Client) askOnce(ctx context.Context, texts []string) ([][]float32, error) {
	body, err := c.options.Protocol.body(c.options.Model, texts)
	if err != nil {
		return nil, &failure{text: err.Error()}
	}
	within, cancel := context.WithTimeout(ctx, c.options.Timeout)
	defer cancel()
	address := c.options.URL + c.options.Protocol.path()
	request, err := http.NewRequestWithContext(within, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, &failure{text: err.Error()}
	}
	request.Header.Set("Content-Type", "application/json")
	if c.options.Key != "" {
		request.Header.Set("Authorization", "Bearer "+c.options.Key)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, c.unanswered(ctx, within, err)
	}
	defer func() { _ = response.Body.Close() }() // nothing that is read depends on it
	buffer := c.buffers.Get().(*bytes.Buffer)
	defer c.buffers.Put(buffer)
	if err := c.read(buffer, response.Body, len(texts)); err != nil {
		return nil, c.unanswered(ctx, within, err)
	}
	answer := buffer.Bytes()
	if response.StatusCode != http.StatusOK {
		return nil, c.refused(response, answer)
	}
	return c.checked(answer, len(texts))
}

// read reads an answer, as long as it may be for so many texts. Buffers are used again: an answer is ten times as large as the
// texts that it is for, and as garbage would be most of the program's.
func (c *Client) read(into *bytes.Buffer, body io.Reader, texts int) error {
	dimension := c.dimension
	if dimension == 0 {
		dimension = maxDimension
	}
	limit := int64(texts)*int64(dimension)*bytesPerNumber + bytesBeside
	into.Reset()
	read, err := into.ReadFrom(io.LimitReader(body, limit+1))
	if err == nil && read > limit {
		return &failure{text: fmt.Sprintf("the answer is larger than %d bytes, which no %d vectors are; is this an embedding server?", limit, texts)}
	}
	return err
}

// checked reads the vectors out of an answer.
func (c *Client) checked(answer []byte, texts int) ([][]float32, error) {
	vectors, err := c.options.Protocol.vectors(answer, texts)
	if err != nil {
		return nil, &failure{text: fmt.Sprintf("the answer can't be used: %v; is provider right for this server? It says: %s", err, c.quote(answer))}
	}
	want := c.dimension
	if want == 0 {
		want = len(vectors[0])
	}
	for _, v := range vectors {
		if len(v) != want || len(v) > maxDimension {
			return nil, &failure{text: fmt.Sprintf("a vector has %d numbers, want %d; another model answers under this name than before: "+
				"forget its vectors (embecode clean --vectors) and index again", len(v), min(want, maxDimension))}
		}
	}
	return vectors, nil
}

// quote is the beginning of what a server says, on one line, without the key.
func (c *Client) quote(said []byte) string {
	text := strings.ToValidUTF8(string(said), "\uFFFD")
	if c.options.Key != "" {
		text = strings.ReplaceAll(text, c.options.Key, "[key]")
	}
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }), " ")
	if len(text) > shownBytes {
		text = strings.ToValidUTF8(text[:shownBytes], "") + "…"
	}
	if text == "" {
		return "nothing"
	}
	return text
}
