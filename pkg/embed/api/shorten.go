package api

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// shortest is what a text is shortened to at least, in bytes.
const shortest = 64

// embed embeds the texts of one request. Where the server doesn't take them, it looks for those that it doesn't take, by
// halves, and shortens them.
func (c *Client) embed(ctx context.Context, texts []string) ([][]float32, error) {
	texts, cut := c.withinLimit(texts)
	vectors, err := c.askInHalves(ctx, texts)
	if err == nil {
		c.shortened.Add(cut)
	}
	return vectors, err
}

// withinLimit shortens the texts that the model can't read to their end, as far as that can be told beforehand.
func (c *Client) withinLimit(texts []string) (fit []string, cut int64) {
	limit := c.options.MaxTokens * bytesPerToken
	if limit == 0 {
		return texts, 0
	}
	fit = make([]string, len(texts))
	for i, text := range texts {
		if fit[i] = text; len(text) > limit {
			fit[i] = beginning(text, limit)
			cut++
		}
	}
	return fit, cut
}

func (c *Client) askInHalves(ctx context.Context, texts []string) ([][]float32, error) {
	vectors, err := c.ask(ctx, texts)
	var failed *failure
	if err == nil || !errors.As(err, &failed) || !failed.refused {
		return vectors, err
	}
	if len(texts) == 1 {
		return c.askShortened(ctx, texts[0], err)
	}
	half := len(texts) / 2
	first, err := c.askInHalves(ctx, texts[:half])
	if err != nil {
		return nil, err
	}
	second, err := c.askInHalves(ctx, texts[half:])
	return append(first, second...), err
}

// askShortened embeds the beginning of a text that the server doesn't take, as much of it as it takes, to a quarter. It gives
// up where the server doesn't take any text.
func (c *Client) askShortened(ctx context.Context, text string, why error) ([][]float32, error) {
	if _, err := c.ask(ctx, []string{"length"}); err != nil {
		return nil, why
	}
	for length := len(text) * 3 / 4; length >= shortest; length = length * 3 / 4 {
		vectors, err := c.ask(ctx, []string{beginning(text, length)})
		if err == nil {
			if limit := c.options.MaxTokens * bytesPerToken; limit == 0 || len(text) < limit-utf8.UTFMax {
				c.shortened.Add(1) // and was not counted before
			}
			return vectors, nil
		}
		var failed *failure
		if !errors.As(err, &failed) || !failed.refused {
			return nil, err
		}
	}
	return nil, fmt.Errorf("a text of %d bytes is not taken, however short: %w", len(text), why)
}

// beginning is as much of a text as fits into so many bytes, whole characters only.
func beginning(text string, length int) string {
	return strings.ToValidUTF8(text[:min(length, len(text))], "")
}
