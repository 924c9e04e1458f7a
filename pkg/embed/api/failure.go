package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// failure is why a request has failed.
type failure struct {
	text    string
	passing bool // it may pass by itself
	refused bool // the server doesn't take the texts: they may be too long, or too many
	causes  []error
}

func (f *failure) Error() string   { return f.text }
func (f *failure) Unwrap() []error { return f.causes }

// unanswered is the failure of a request without a whole answer; ctx is the caller's, within the request's own.
func (c *Client) unanswered(ctx, within context.Context, err error) error {
	var known *failure
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(err, &known):
		return err
	case within.Err() != nil:
		return &failure{passing: true, causes: []error{err}, text: fmt.Sprintf(
			"%s gave no answer within %s; wait for the server, raise timeout_seconds, or make batch smaller", c.options.URL, c.options.Timeout)}
	case errors.Is(err, syscall.ECONNREFUSED):
		return &failure{passing: true, causes: []error{err}, text: fmt.Sprintf(
			"no server answers at %s; start it, or correct url", c.options.URL)}
	}
	return &failure{passing: true, causes: []error{err}, text: fmt.Sprintf("%s can't be reached: %v; check the server, url, and the network", c.options.URL, err)}
}

// refused is the failure that a status other than 200 tells.
func (c *Client) refused(response *http.Response, answer []byte) error {
	f := &failure{}
	advice := "is the server an embedding server? check url and provider"
	switch status := response.StatusCode; {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		advice = "check the key in the variable that api_key_env names"
		if c.options.Key == "" {
			advice = "it wants a key: put one into an environment variable and name that in api_key_env"
		}
	case status == http.StatusNotFound || status == http.StatusMethodNotAllowed:
		advice = fmt.Sprintf("check url, provider, and that the server has the model %q", c.options.Model)
	case status >= 300 && status < 400:
		advice = fmt.Sprintf("it refers to %.200q, where nothing is sent unless url says so", response.Header.Get("Location"))
	case status == http.StatusTooManyRequests:
		f.passing, advice = true, "wait, make concurrency smaller, or look at the account's limits"
	case status == http.StatusRequestTimeout || status > 500:
		f.passing, advice = true, "wait for the server, or look at its log"
	case status == http.StatusInternalServerError:
		// Some servers say so of a text that is too long.
		f.passing, f.refused, advice = true, true, "look at the server's log"
	case status == http.StatusBadRequest || status == http.StatusRequestEntityTooLarge || status == http.StatusUnprocessableEntity:
		f.refused, advice = true, "check the model's name and max_tokens"
	}
	if pause, told := retryAfter(response.Header.Get("Retry-After")); told && f.passing {
		f.causes = append(f.causes, &backoff.RetryAfterError{Duration: max(pause, c.options.FirstPause)})
		if pause > c.options.Patience {
			advice = fmt.Sprintf("it asks to try again in %s", pause)
		}
	}
	f.text = fmt.Sprintf("%s answers %s: %s; %s", c.options.URL, response.Status, c.quote(answer), advice)
	return f
}

// retryAfter reads the header, which has seconds or a date (RFC 9110, 10.2.3).
func retryAfter(header string) (pause time.Duration, told bool) {
	if header == "" {
		return 0, false
	}
	const most = 24 * time.Hour
	if seconds, err := strconv.ParseFloat(header, 64); err == nil {
		return time.Duration(min(max(seconds, 0), most.Seconds()) * float64(time.Second)), true
	}
	if date, err := http.ParseTime(header); err == nil {
		return min(max(time.Until(date), 0), most), true
	}
	return 0, false
}
