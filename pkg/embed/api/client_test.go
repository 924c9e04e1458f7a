package api_test

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed/api"
)

var _ = Describe("A client of an embedding server", func() {
	texts := []string{"a", "bb", "ccc", "dddd", "eeeee"}
	want := [][]float32{vectorOf("a"), vectorOf("bb"), vectorOf("ccc"), vectorOf("dddd"), vectorOf("eeeee")}

	It("asks as OpenAI's documentation shows it, and puts the answer in order", func(ctx SpecContext) {
		s := newServer(right)
		c := connected(ctx, s, nil)
		Expect(c.Embed(ctx, texts)).To(Equal(want))
		Expect(s.requests()).To(HaveLen(1))
		Expect(s.requests()[0].path).To(Equal("POST /v1/embeddings"))
		Expect(s.requests()[0].key).To(Equal("Bearer " + secret))
		Expect(s.requests()[0].body).To(Equal(map[string]any{"model": "m", "input": []any{"a", "bb", "ccc", "dddd", "eeeee"}}))
	})

	It("asks as Ollama's documentation shows it, and has nothing shortened unseen", func(ctx SpecContext) {
		s := newServer(rightOllama)
		c := connected(ctx, s, func(o *api.Options) { o.Protocol, o.URL, o.Key = api.Ollama, s.URL+"/", "" })
		Expect(c.Embed(ctx, texts)).To(Equal(want))
		Expect(s.requests()[0].path).To(Equal("POST /api/embed"))
		Expect(s.requests()[0].key).To(BeEmpty())
		Expect(s.requests()[0].body).To(Equal(map[string]any{
			"model": "m", "input": []any{"a", "bb", "ccc", "dddd", "eeeee"}, "truncate": false,
		}))
	})

	It("finds the dimension by asking, unless it is known", func(ctx SpecContext) {
		s := newServer(right)
		Expect(connected(ctx, s, func(o *api.Options) { o.Dimension = 7 }).Dimension()).To(Equal(7))
		Expect(s.requests()).To(BeEmpty())
		Expect(connected(ctx, s, func(o *api.Options) { o.Dimension = 0 }).Dimension()).To(Equal(3))
		Expect(s.requests()).To(HaveLen(1))
	})

	It("puts a prefix before documents and another before queries, and the documents' belongs to the model", func(ctx SpecContext) {
		s := newServer(right)
		c := connected(ctx, s, func(o *api.Options) { o.DocumentPrefix, o.QueryPrefix = "doc: ", "query: " })
		Expect(c.Embed(ctx, []string{"x"})).To(HaveLen(1))
		Expect(c.Query(ctx, "x")).To(Equal(vectorOf("query: x")))
		Expect(s.requests()[0].texts()).To(Equal([]string{"doc: x"}))
		Expect(c.Model()).To(Equal(`m after "doc: "`))
		Expect(connected(ctx, s, nil).Model()).To(Equal("m"))
	})

	It("sends batches of so many texts, side by side up to the limit", func(ctx SpecContext) {
		var running, most atomic.Int64
		both := make(chan struct{})
		s := newServer(func(w http.ResponseWriter, a asked) {
			most.Store(max(most.Load(), running.Add(1)))
			defer running.Add(-1)
			if a.number == 2 {
				close(both)
			}
			select {
			case <-both:
			case <-ctx.Done():
			}
			right(w, a)
		})
		c := connected(ctx, s, func(o *api.Options) { o.Batch, o.Concurrency = 2, 2 })
		Expect(c.Embed(ctx, texts)).To(Equal(want))
		Expect(s.requests()).To(HaveLen(3))
		Expect(most.Load()).To(BeEquivalentTo(2))
	}, SpecTimeout(10*time.Second))

	It("sends less at once when the texts are long", func(ctx SpecContext) {
		s := newServer(right)
		long := strings.Repeat("x", 12_000)
		vectors, err := connected(ctx, s, nil).Embed(ctx, []string{long, long, long, long, long})
		Expect(err).NotTo(HaveOccurred())
		Expect(vectors).To(HaveEach(Equal(vectorOf(long))))
		for _, request := range s.requests() {
			Expect(len(request.texts()) * 12_000).To(BeNumerically("<", 3*8192+12_000))
		}
	})

	It("embeds nothing without a request", func(ctx SpecContext) {
		s := newServer(right)
		Expect(connected(ctx, s, nil).Embed(ctx, nil)).To(BeEmpty())
		Expect(s.requests()).To(BeEmpty())
	})

	It("ends promptly when it is cancelled", func(ctx SpecContext) {
		cancelled, cancel := context.WithCancelCause(ctx)
		release := make(chan struct{})
		s := newServer(func(http.ResponseWriter, asked) {
			cancel(context.Canceled)
			<-release
		})
		DeferCleanup(func() { close(release) }) // before the server closes, which waits for its requests
		_, err := connected(ctx, s, nil).Embed(cancelled, texts)
		Expect(err).To(MatchError(context.Canceled))
		Expect(s.requests()).To(HaveLen(1), "and doesn't ask again")
	}, SpecTimeout(10*time.Second))
})

var _ = Describe("A text that is too long for the model", func() {
	short := func(a asked) bool {
		for _, text := range a.texts() {
			if len(text) > 1000 {
				return false
			}
		}
		return true
	}
	texts := []string{"a", "b", strings.Repeat("ü", 1000), "d", strings.Repeat("x", 5000)}

	DescribeTable("is shortened and counted, and the others are embedded whole", func(ctx SpecContext, code int, body string) {
		s := newServer(refusing(code, body, short))
		c := connected(ctx, s, nil)
		vectors, err := c.Embed(ctx, texts)
		Expect(err).NotTo(HaveOccurred())
		Expect(c.Shortened()).To(BeEquivalentTo(2))
		for _, i := range []int{0, 1, 3} {
			Expect(vectors[i]).To(Equal(vectorOf(texts[i])))
		}
		Expect(vectors[2][0]).To(And(BeNumerically("<=", 1000), BeNumerically(">=", 700)), "as much as is taken, about")
		Expect(len(s.requests())).To(BeNumerically("<", 50))
	},
		Entry("as OpenAI refuses it", 400,
			`{"error": {"message": "This model's maximum context length is 8192 tokens, however you requested 10000 tokens", "type": "invalid_request_error", "param": null, "code": null}}`),
		Entry("as text-embeddings-inference refuses it", 413,
			`{"error": "Input validation error: `+"`inputs`"+` must have less than 512 tokens. Given: 1000", "error_type": "Validation"}`),
		Entry("as Ollama refuses it", 400, `{"error": "the input length exceeds the context length"}`),
		Entry("as llama.cpp refuses it", 500,
			`{"error": {"code": 500, "message": "input is too large to process. increase the physical batch size", "type": "server_error"}}`),
	)

	It("is shortened before it is sent where max_tokens says so", func(ctx SpecContext) {
		s := newServer(right)
		c := connected(ctx, s, func(o *api.Options) { o.MaxTokens = 100 })
		vectors, err := c.Embed(ctx, texts)
		Expect(err).NotTo(HaveOccurred())
		Expect(vectors[4]).To(Equal(vectorOf(texts[4][:300])))
		Expect(c.Shortened()).To(BeEquivalentTo(2))
		Expect(s.requests()).To(HaveLen(1))
	})

	It("is counted once, though the server wants it shorter still", func(ctx SpecContext) {
		s := newServer(refusing(400, "too long", short))
		c := connected(ctx, s, func(o *api.Options) { o.MaxTokens = 1000 })
		Expect(c.Embed(ctx, []string{strings.Repeat("x", 5000)})).To(HaveLen(1))
		Expect(c.Shortened()).To(BeEquivalentTo(1))
	})

	It("is not what it is, where the server takes no text at all", func(ctx SpecContext) {
		s := newServer(status(400, `{"error": "no such model"}`))
		c := connected(ctx, s, nil)
		_, err := c.Embed(ctx, texts)
		Expect(err).To(MatchError(And(ContainSubstring("no such model"), ContainSubstring("400"))))
		Expect(c.Shortened()).To(BeZero())
		Expect(len(s.requests())).To(BeNumerically("<", 8))
	})

	It("may also be too many at once", func(ctx SpecContext) {
		s := newServer(refusing(413, `{"error": "batch size 5 > maximum allowed batch size 2"}`, func(a asked) bool { return len(a.texts()) <= 2 }))
		c := connected(ctx, s, nil)
		Expect(c.Embed(ctx, texts)).To(HaveLen(5))
		Expect(c.Shortened()).To(BeZero())
	})
})
