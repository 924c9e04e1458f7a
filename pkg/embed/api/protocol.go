package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// Protocol is how a server is spoken to.
type Protocol int

// The protocols.
const (
	OpenAI Protocol = iota // POST {URL}/embeddings
	Ollama                 // POST {URL}/api/embed
)

func (p Protocol) usualURL() string {
	if p == Ollama {
		return "http://localhost:11434"
	}
	return "https://api.openai.com/v1"
}

func (p Protocol) path() string {
	if p == Ollama {
		return "/api/embed"
	}
	return "/embeddings"
}

// body is the body of a request. Ollama would shorten what is too long without telling; it is told not to.
func (p Protocol) body(model string, texts []string) ([]byte, error) {
	request := struct {
		Model    string   `json:"model"`
		Input    []string `json:"input"`
		Truncate *bool    `json:"truncate,omitempty"`
	}{Model: model, Input: texts}
	if p == Ollama {
		request.Truncate = new(bool)
	}
	return json.Marshal(request)
}

// vectors reads the answer to a request of so many texts, in their order.
func (p Protocol) vectors(answer []byte, texts int) ([][]float32, error) {
	if p == Ollama {
		var said struct{ Embeddings []vector }
		if err := json.Unmarshal(answer, &said); err != nil {
			return nil, err
		}
		return inOrder(texts, len(said.Embeddings), func(i int) (int, vector) { return i, said.Embeddings[i] })
	}
	var said struct {
		Data []struct {
			Index     *int
			Embedding vector
		}
	}
	if err := json.Unmarshal(answer, &said); err != nil {
		return nil, err
	}
	return inOrder(texts, len(said.Data), func(i int) (int, vector) {
		if index := said.Data[i].Index; index != nil {
			return *index, said.Data[i].Embedding
		}
		return i, said.Data[i].Embedding
	})
}

// inOrder puts what a server said in the order of the texts.
func inOrder(texts, said int, entry func(int) (int, vector)) ([][]float32, error) {
	if said != texts {
		return nil, fmt.Errorf("%d vectors for %d texts", said, texts)
	}
	vectors := make([][]float32, texts)
	for i := range said {
		at, v := entry(i)
		if at < 0 || at >= texts || vectors[at] != nil {
			return nil, fmt.Errorf("vector %d says that it is number %d of %d, or two say so", i, at, texts)
		}
		if len(v) == 0 {
			return nil, fmt.Errorf("vector %d is empty", i)
		}
		vectors[at] = v
	}
	return vectors, nil
}

// vector is a list of finite numbers. Package json would take null for 0, which is how some servers write NaN.
type vector []float32

// UnmarshalJSON implements json.Unmarshaler. The data is valid JSON.
func (v *vector) UnmarshalJSON(data []byte) error {
	if len(data) < 2 || data[0] != '[' {
		return errors.New("want a list of numbers for each text")
	}
	numbers := make([]float32, 0, len(data)/12)
	for start, i := 1, 1; i < len(data); i++ {
		if data[i] != ',' && data[i] != ']' {
			continue
		}
		word := bytes.TrimSpace(data[start:i])
		if start = i + 1; len(word) == 0 && len(numbers) == 0 && i == len(data)-1 {
			break // []
		}
		number, err := strconv.ParseFloat(string(word), 32)
		if err != nil {
			return fmt.Errorf("number %d of a vector is %.20q, want a finite number", len(numbers), word)
		}
		numbers = append(numbers, float32(number))
	}
	*v = numbers
	return nil
}
