package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed/api"
)

// server is an embedding server on the loopback interface that answers as a spec tells it to, and keeps what it was asked.
type server struct {
	*httptest.Server
	mu      sync.Mutex
	asked   []asked
	answers func(http.ResponseWriter, asked)
}

// asked is a request as it came.
type asked struct {
	path, key string
	body      map[string]any
	number    int // from 1
}

// texts are the texts of the request.
func (a asked) texts() (texts []string) {
	for _, text := range a.body["input"].([]any) {
		texts = append(texts, text.(string))
	}
	return texts
}

func newServer(answers func(http.ResponseWriter, asked)) *server {
	GinkgoHelper()
	s := &server{answers: answers}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := asked{path: r.Method + " " + r.URL.Path, key: r.Header.Get("Authorization")}
		if err := json.NewDecoder(r.Body).Decode(&a.body); err != nil {
			http.Error(w, "not JSON", http.StatusTeapot)
			return
		}
		s.mu.Lock()
		a.number = len(s.asked) + 1
		s.asked = append(s.asked, a)
		s.mu.Unlock()
		s.answers(w, a)
	}))
	DeferCleanup(s.Close)
	return s
}

func (s *server) requests() []asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]asked(nil), s.asked...)
}

// vectorOf is what the server makes of a text: its length, and its first byte.
func vectorOf(text string) []float32 { return []float32{float32(len(text)), float32(text[0]), 1} }

// right answers as OpenAI's documentation shows it, in any order.
func right(w http.ResponseWriter, a asked) {
	var data []string
	for i, text := range a.texts() {
		numbers, _ := json.Marshal(vectorOf(text))
		data = append([]string{fmt.Sprintf(`{"object": "embedding", "index": %d, "embedding": %s}`, i, numbers)}, data...)
	}
	_, _ = fmt.Fprintf(w, `{"object": "list", "data": [%s], "model": %q, "usage": {"prompt_tokens": 8, "total_tokens": 8}}`,
		strings.Join(data, ", "), a.body["model"])
}

// rightOllama answers as Ollama's documentation shows it.
func rightOllama(w http.ResponseWriter, a asked) {
	var vectors [][]float32
	for _, text := range a.texts() {
		vectors = append(vectors, vectorOf(text))
	}
	numbers, _ := json.Marshal(vectors)
	_, _ = fmt.Fprintf(w, `{"model": %q, "embeddings": %s, "total_duration": 14143917, "load_duration": 1019500, "prompt_eval_count": 8}`,
		a.body["model"], numbers)
}

// status answers with a status and a body.
func status(code int, body string, headers ...string) func(http.ResponseWriter, asked) {
	return func(w http.ResponseWriter, _ asked) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
		_, _ = w.Write([]byte(body))
	}
}

// says answers with a body.
func says(body string) func(http.ResponseWriter, asked) { return status(http.StatusOK, body) }

// refusing answers as right does, unless a request fails a condition.
func refusing(code int, body string, fits func(asked) bool) func(http.ResponseWriter, asked) {
	return func(w http.ResponseWriter, a asked) {
		if fits(a) {
			right(w, a)
			return
		}
		status(code, body)(w, a)
	}
}

// first answers the first requests in other ways, and then as right does.
func first(answers ...func(http.ResponseWriter, asked)) func(http.ResponseWriter, asked) {
	return func(w http.ResponseWriter, a asked) {
		if a.number <= len(answers) {
			answers[a.number-1](w, a)
			return
		}
		right(w, a)
	}
}

const secret = "sk-hunter2"

// connect makes a client of a server, whose dimension is known unless the options say otherwise.
func connect(ctx SpecContext, s *server, change func(*api.Options)) (*api.Client, error) {
	GinkgoHelper()
	options := api.Options{
		URL: s.URL + "/v1", Key: secret, Model: "m", Dimension: 3, FirstPause: time.Millisecond, Timeout: 5 * time.Second,
		Patience: 300 * time.Millisecond,
	}
	if change != nil {
		change(&options)
	}
	client, err := api.Connect(ctx, options)
	if err == nil {
		DeferCleanup(client.Close)
	}
	return client, err
}

func connected(ctx SpecContext, s *server, change func(*api.Options)) *api.Client {
	GinkgoHelper()
	client, err := connect(ctx, s, change)
	Expect(err).NotTo(HaveOccurred())
	return client
}
