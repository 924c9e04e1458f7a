package workload

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/embed/api"
	"github.com/embecode/embecode/pkg/embed/vectors"
)

// served is an embedding server on the loopback interface, which answers in every way that one can.
type served struct {
	*httptest.Server
	answer atomic.Pointer[answer]
}

// answer is what the server makes of the texts of a request.
type answer func(w http.ResponseWriter, r *http.Request, texts []string)

func newServed() *served {
	s := &served{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ Input []string }
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		(*s.answer.Load())(w, r, asked.Input)
	}))
	return s
}

// served3 is how many numbers a vector of the server has.
const served3 = 3

// rightly answers as the protocol of the request wants it, and refuses what is longer than so many bytes.
func rightly(longest int) answer {
	return func(w http.ResponseWriter, r *http.Request, texts []string) {
		var data, embeddings []string
		for i, text := range texts {
			if len(text) > longest {
				http.Error(w, "too long", http.StatusBadRequest)
				return
			}
			embeddings = append(embeddings, fmt.Sprintf("[%d, %d.5, 1]", len(text), i))
			index := fmt.Sprintf(`"index": %d, `, i)
			if len(texts) == 1 {
				index = ""
			}
			data = append([]string{fmt.Sprintf(`{%s"embedding": %s}`, index, embeddings[i])}, data...)
		}
		if strings.HasPrefix(r.URL.Path, "/api") {
			_, _ = fmt.Fprintf(w, `{"embeddings": [%s]}`, strings.Join(embeddings, ", "))
			return
		}
		_, _ = fmt.Fprintf(w, `{"data": [%s]}`, strings.Join(data, ", "))
	}
}

// saying answers with a status, a text and a header.
func saying(status int, text string, header ...string) answer {
	return func(w http.ResponseWriter, _ *http.Request, _ []string) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(text))
	}
}

// silent is the number of the answer that never comes. What a request holds until its time is up is held for a minute after any other.
const silent = 19

// wrongly are the answers from which no vectors come. Each is asked for two texts.
func wrongly() []answer {
	past := time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat)
	return []answer{
		saying(401, "who is secret?"), saying(404, ""), saying(302, "", "Location", "http://elsewhere"), saying(429, "slowly", "Retry-After", "0.001"),
		saying(429, "slowly", "Retry-After", "3600"), saying(503, strings.Repeat("é", 400), "Retry-After", past), saying(503, "", "Retry-After", "soon"), saying(500, ""),
		saying(422, "\x00"), saying(418, "a teapot"), saying(200, "no JSON"), saying(200, `{"data": [{"index": 0, "embedding": [1, 2, 3]}]}`),
		saying(200, `{"data": [{"index": 7, "embedding": [1, 2, 3]}, {"embedding": [1, 2, 3]}]}`), saying(200, `{"data": [{"embedding": []}, {"embedding": [1, 2, 3]}]}`),
		saying(200, `{"data": [{"embedding": "AAAA"}, {"embedding": [1, 2, 3]}]}`), saying(200, `{"data": [{"embedding": [1e99, 2, 3]}, {"embedding": [1, 2, 3]}]}`),
		saying(200, `{"data": [{"embedding": [1, 2]}, {"embedding": [1, 2, 3]}]}`), saying(200, `{"embeddings": 1}`), saying(200, strings.Repeat(" ", 1<<21)),
		silent: func(_ http.ResponseWriter, r *http.Request, _ []string) { <-r.Context().Done() },
		func(_ http.ResponseWriter, _ *http.Request, _ []string) { panic(http.ErrAbortHandler) },
		func(w http.ResponseWriter, _ *http.Request, texts []string) {
			if len(texts) > 1 {
				w.WriteHeader(http.StatusRequestEntityTooLarge)
				return
			}
			w.WriteHeader(http.StatusBadRequest)
		},
		func(w http.ResponseWriter, r *http.Request, texts []string) {
			if len(texts) == 1 && len(texts[0]) < 20 {
				rightly(1_000)(w, r, texts)
				return
			}
			w.WriteHeader(http.StatusBadRequest)
		},
	}
}

// embedAll embeds and asks with each protocol, with and without a memory, through every answer, below a folder of this round.
func (s *served) embedAll(ctx context.Context, folder string, round int) (err error) {
	folder = filepath.Join(folder, fmt.Sprintf("served-%d", round))
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	memory, err := vectors.Open(ctx, filepath.Join(folder, "vectors.sqlite"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, memory.Close()) }()
	options := api.Options{
		URL: s.URL, Model: fmt.Sprintf("model-%d", round), Key: "secret", DocumentPrefix: "d: ", QueryPrefix: "q: ", Memory: memory, Batch: 3, Concurrency: 2,
		Timeout: time.Minute, Patience: 10 * time.Millisecond, FirstPause: time.Millisecond,
	}
	if err := errors.Join(s.wrongly(ctx, options), s.rightly(ctx, options, round)); err != nil {
		return err
	}
	return remember(ctx, memory, folder, round)
}

// connected connects a client that is used round after round.
func (s *served) connected(ctx context.Context) (*api.Client, error) {
	return api.Connect(ctx, api.Options{
		URL: s.URL, Model: "lasting", Dimension: served3, Batch: 3, Concurrency: 1, Patience: 10 * time.Millisecond, FirstPause: time.Millisecond,
	})
}

// again has a client embed and ask what it never did before, through every answer but those that take a time limit or end a connection.
func (s *served) again(ctx context.Context, client *api.Client, round int) error {
	text := fmt.Sprintf("asked in round %d: ", 1_000+round)
	for i, way := range append(wrongly()[:silent], rightly(600)) {
		s.answer.Store(&way)
		_, err := client.Embed(ctx, []string{fmt.Sprint(text, i), strings.Repeat(text, 10)})
		_, _ = client.Query(ctx, fmt.Sprint(text, i))
		if right := i == silent; right != (err == nil) {
			return fmt.Errorf("answer %d: %w", i, err)
		}
	}
	client.Close() // of its connections; it can be used again
	return nil
}

func (s *served) rightly(ctx context.Context, options api.Options, round int) error {
	right := rightly(600)
	s.answer.Store(&right)
	for _, one := range []api.Options{
		options, {URL: s.URL, Protocol: api.Ollama, Model: options.Model, MaxTokens: 150}, {URL: s.URL + "/", Model: options.Model}, options,
	} {
		client, err := api.Connect(ctx, one)
		if err != nil {
			return err
		}
		texts := make([]string, 8)
		for i := range texts {
			texts[i] = fmt.Sprintf("text %d of round %d %s", i%6, round, strings.Repeat("é", i*60))
		}
		texts[7] = strings.Repeat("long ", 20_000)
		made, err := client.Embed(ctx, texts)
		if err == nil {
			_, err = client.Query(ctx, texts[0])
		}
		client.Close()
		if err != nil || len(made) != len(texts) || client.Shortened() == 0 && one.Memory == nil {
			return fmt.Errorf("embed %d texts: got %d, %w", len(texts), len(made), err)
		}
	}
	return nil
}

func (s *served) wrongly(ctx context.Context, options api.Options) error {
	ways := wrongly()
	options.Dimension, options.Memory = served3, nil
	for i := range ways {
		for _, protocol := range []api.Protocol{api.OpenAI, api.Ollama} {
			asked := options
			if asked.Protocol = protocol; i == silent {
				asked.Timeout = 20 * time.Millisecond
			}
			client, err := api.Connect(ctx, asked)
			if err != nil {
				return err
			}
			s.answer.Store(&ways[i])
			_, err = client.Embed(ctx, []string{fmt.Sprintf("one %d", i), strings.Repeat("two ", 30)})
			_, _ = client.Query(ctx, strings.Repeat("three ", 30)) // which is right for one text, in some ways
			client.Close()
			if err == nil {
				return fmt.Errorf("answer %d passed for a right one", i)
			}
		}
	}
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	s.answer.Store(&ways[0])
	for _, one := range []api.Options{
		{},
		{URL: "http://127.0.0.1:1", Model: "m", FirstPause: time.Millisecond, Patience: time.Millisecond},
		{URL: "http://\x7f", Model: "m", Key: "", Patience: time.Millisecond},
		{URL: s.URL, Model: "m", Protocol: api.Ollama, Patience: time.Millisecond},
	} {
		if _, err := api.Connect(ctx, one); err == nil {
			return fmt.Errorf("a client of %q has connected", one.URL)
		}
	}
	_, err := api.Connect(stopped, api.Options{URL: s.URL, Model: "m"})
	_, none := embed.None{}.Embed(stopped, []string{"a"})
	_, fake := embed.Fake{}.Embed(stopped, []string{"a"})
	_, random := embed.Random{}.Embed(stopped, []string{"a"})
	_, made := embed.None{}.Embed(ctx, []string{"a"})
	if err == nil || none == nil || fake == nil || random == nil || made != nil || (embed.None{}).Model() == "" {
		return errors.New("a cancelled context is heard by no embedder")
	}
	return nil
}

// remember asks a memory of vectors for everything, and interrupts it.
func remember(ctx context.Context, memory *vectors.Cache, folder string, round int) error {
	texts, model := []string{"a", "b"}, fmt.Sprintf("remembered-%d", round)
	made := [][]float32{{1, 2, 3}, {4, 5, 6}}
	do := func(ctx context.Context) error {
		_, recalled := memory.Recall(ctx, model, texts)
		return errors.Join(memory.Keep(ctx, model, texts, made), recalled, memory.Keep(ctx, model, nil, nil))
	}
	if err := do(ctx); err != nil {
		return err
	}
	wrong := memory.Keep(ctx, model, texts, [][]float32{{1}, {2}})
	if wrong == nil {
		return errors.New("vectors of another length are remembered")
	}
	err := interrupted(ctx, do)
	err = errors.Join(err, interrupted(ctx, func(ctx context.Context) error {
		_, known := memory.Dimension(ctx, model)
		return errors.Join(known, memory.Trim(ctx, 1<<30))
	}), interrupted(ctx, func(ctx context.Context) error { return memory.Trim(ctx, 0) }))
	if err != nil {
		return err
	}
	return forgotten(ctx, folder)
}

// trimmed fills a memory of vectors more in each round than in those before, asks it, and trims it to the same size again.
func trimmed(ctx context.Context, path string, round int) error {
	memory, err := vectors.Open(ctx, path)
	if err != nil {
		return err
	}
	vector := make([]float32, 1_000)
	texts, made := make([]string, 200*round), make([][]float32, 200*round)
	for i := range texts {
		texts[i], made[i] = fmt.Sprintf("text %d of round %d", i, round), vector
	}
	kept := memory.Keep(ctx, "trimmed", texts, made)
	_, recalled := memory.Recall(ctx, "trimmed", texts[:100])
	return errors.Join(kept, recalled, memory.Trim(ctx, 200_000), memory.Close())
}

// forgotten opens what is no memory, one that there is no space for, and asks one that is closed.
func forgotten(ctx context.Context, folder string) error {
	if err := plant(folder, map[string]string{"garbage": strings.Repeat("no database ", 1_000)}); err != nil {
		return err
	}
	closed, err := vectors.Open(ctx, filepath.Join(folder, "closed"))
	if err != nil {
		return err
	}
	free, limitErr := noLarger(1_000)("")
	if err := errors.Join(closed.Close(), limitErr); err != nil {
		return err
	}
	_, full := vectors.Open(ctx, filepath.Join(folder, "full"))
	err = free()
	_, garbage := vectors.Open(ctx, filepath.Join(folder, "garbage"))
	_, dir := vectors.Open(ctx, folder)
	_, recalled := closed.Recall(ctx, "m", []string{"a"})
	if full == nil || garbage == nil || dir == nil || recalled == nil {
		return errors.New("what is no memory is one")
	}
	return err
}
