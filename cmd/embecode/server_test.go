package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"

	. "github.com/onsi/ginkgo/v2"

	"github.com/embecode/embecode/pkg/embed"
)

// modelServer speaks OpenAI's embeddings API on the loopback interface, and counts what it embeds.
type modelServer struct {
	*httptest.Server
	mu     sync.Mutex
	texts  int
	keys   map[string]bool
	before func(request *http.Request, texts int) // called before each answer, with the texts so far; nil does nothing
}

func newModelServer() *modelServer {
	m := &modelServer{keys: map[string]bool{}}
	m.Server = httptest.NewServer(http.HandlerFunc(m.answer))
	DeferCleanup(m.Close)
	return m
}

func (m *modelServer) answer(w http.ResponseWriter, r *http.Request) {
	var request struct{ Input []string }
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	m.mu.Lock()
	m.texts += len(request.Input)
	m.keys[r.Header.Get("Authorization")] = true
	texts, before := m.texts, m.before
	m.mu.Unlock()
	if before != nil {
		before(r, texts)
	}
	vectors, err := embed.Random{}.Embed(r.Context(), request.Input)
	if err != nil {
		return
	}
	type entry struct {
		Index     int       `json:"index"`
		Embedding []float32 `json:"embedding"`
	}
	var data []entry
	for i, vector := range vectors {
		data = append(data, entry{i, vector})
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
}

// embedded is how many texts were embedded since the last call.
func (m *modelServer) embedded() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	texts := m.texts
	m.texts = 0
	return texts
}

// use makes the server the user's provider.
func (u *user) use(m *modelServer) {
	GinkgoHelper()
	u.configures("[embeddings]\nprovider = \"openai\"\nurl = \"" + m.URL + "/v1\"\nmodel = \"m\"\napi_key_env = \"MY_KEY\"\n")
	u.env = append(u.env, "MY_KEY=sk-hunter2")
}
