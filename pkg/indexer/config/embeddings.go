package config

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// The providers of embeddings.
const (
	ProviderNone   = "none"   // no model: nothing is sent anywhere, and searches are by keyword
	ProviderOpenAI = "openai" // any server that speaks OpenAI's embeddings API
	ProviderOllama = "ollama" // Ollama's own API
)

// Embeddings says how chunks become vectors.
type Embeddings struct {
	// Provider, URL and APIKeyEnv decide where the text of a tree is sent and which secret goes with it. They never come
	// from a tree's own file.
	Provider  string // one of the providers above
	URL       string // of the server's API; empty means the provider's usual one
	APIKeyEnv string // name of the environment variable that holds the key; empty means none, or the provider's usual one

	// Model is the name of the embedding model. It is recorded in the index, and is never empty.
	Model string
	// DocumentPrefix and QueryPrefix are put before what is embedded, for models that want to be told which it is.
	DocumentPrefix, QueryPrefix string
	// MaxTokens is how many tokens of one text the model reads; longer texts are shortened. 0 means that the server says so.
	MaxTokens int
	// Batch is how many texts one request holds, at most.
	Batch int
	// Concurrency is how many requests are under way at once, at most.
	Concurrency int
	// TimeoutSeconds is how long one request may take.
	TimeoutSeconds int
}

// variable matches what an environment variable is called, or nothing. Keys have other characters in them, mostly.
var variable = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_]*)?$`)

func (e Embeddings) problems() []problem {
	var found []problem
	if known := []string{ProviderNone, ProviderOpenAI, ProviderOllama}; !slices.Contains(known, e.Provider) {
		found = append(found, problem{"embeddings.provider", fmt.Sprintf("unknown provider %q; known are %s", e.Provider, strings.Join(known, ", "))})
	}
	if why := badURL(e.URL); why != "" {
		found = append(found, problem{"embeddings.url", why})
	}
	if !variable.MatchString(e.APIKeyEnv) {
		found = append(found, problem{"embeddings.api_key_env", "want the name of an environment variable, not the key itself"})
	}
	if strings.TrimSpace(e.Model) == "" {
		found = append(found, problem{"embeddings.model", "want the name of a model, not an empty one"})
	}
	for _, number := range []struct {
		key         string
		value       int
		least, most int
	}{
		{"embeddings.max_tokens", e.MaxTokens, 0, 1_000_000},
		{"embeddings.batch", e.Batch, 1, 64},
		{"embeddings.concurrency", e.Concurrency, 1, 16},
		{"embeddings.timeout_seconds", e.TimeoutSeconds, 1, 3600},
	} {
		found = append(found, within(number.key, float64(number.value), float64(number.least), float64(number.most))...)
	}
	return found
}

// badURL says why a server can't be at that address. It doesn't repeat the address, which may hold a password.
func badURL(address string) string {
	if address == "" {
		return ""
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "":
		return "want an address such as https://api.example.com/v1"
	case u.User != nil:
		return "holds a user or password; put the key into an environment variable and name that in api_key_env"
	case u.RawQuery != "" || u.Fragment != "":
		return "holds a query or fragment, which no API's base address has"
	}
	return ""
}

// within is the problem of a number that is out of its range.
func within(key string, value, least, most float64) []problem {
	if value >= least && value <= most {
		return nil
	}
	return []problem{{key, fmt.Sprintf("want a number between %v and %v, not %v", least, most, value)}}
}
