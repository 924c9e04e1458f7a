package api_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed/api"
)

var _ = Describe("A server that misbehaves", func() {
	answer := func(numbers string) func(http.ResponseWriter, asked) {
		return says(`{"data": [{"index": 0, "embedding": ` + numbers + `}]}`)
	}

	DescribeTable("by a wrong answer gives an error that says what is wrong, at once",
		func(ctx SpecContext, answers func(http.ResponseWriter, asked), messages ...string) {
			s := newServer(answers)
			_, err := connected(ctx, s, nil).Query(ctx, "text")
			for _, message := range messages {
				Expect(err).To(MatchError(ContainSubstring(message)))
			}
			Expect(err.Error()).NotTo(Or(ContainSubstring(secret), ContainSubstring("\n")))
			Expect(len(err.Error())).To(BeNumerically("<", 700))
			Expect(s.requests()).To(HaveLen(1))
		},
		Entry("without vectors", says(`{"data": []}`), "0 vectors for 1 texts"),
		Entry("with too many", says(`{"data": [{"index":0,"embedding":[1,2,3]},{"index":1,"embedding":[1,2,3]}]}`), "2 vectors for 1 texts"),
		Entry("of another number", says(`{"data": [{"index": 5, "embedding": [1, 2, 3]}]}`), "number 5 of 1"),
		Entry("of another dimension", answer("[1, 2]"), "2 numbers, want 3"),
		Entry("of no numbers", answer("[]"), "vector 0 is empty"),
		Entry("without a vector", answer("null"), "list of numbers"),
		Entry("in base64", answer(`"AACAPwAAAEAAAEBA"`), "list of numbers"),
		Entry("with null for NaN", answer("[1, null, 3]"), `number 1 of a vector is "null"`),
		Entry("with what is too large for a number", answer("[1, 1e999, 3]"), `number 1 of a vector is "1e999"`),
		Entry("with texts for numbers", answer(`["1", 2, 3]`), `number 0 of a vector`),
		Entry("with a list in a list", answer(`[[1, 2, 3]]`), `number 0 of a vector`),
		Entry("that is no JSON", says("<html>\nWelcome\n</html>"), "can't be used", "<html> Welcome </html>"),
		Entry("that is cut off", says(`{"data": [{"index": 0, "embedd`), "can't be used"),
		Entry("in Ollama's way", rightOllama, "0 vectors for 1 texts", "is provider right"),
		Entry("that is endless", func(w http.ResponseWriter, _ asked) {
			for line := strings.Repeat(" ", 1<<16); ; {
				if _, err := w.Write([]byte(line)); err != nil {
					return
				}
			}
		}, "larger than"),
		Entry("that repeats the key", says(secret+" is your key\n"+secret), "[key] is your key [key]"),
		Entry("with the key refused", status(401, `{"error": {"message": "Incorrect API key provided: `+secret+`"}}`), "401", "[key]", "api_key_env"),
		Entry("with the key not allowed", status(403, ""), "403", "api_key_env"),
		Entry("with an unknown model", status(404, `{"error": "model \"m\" not found, try pulling it first"}`), "404", `that the server has the model "m"`),
		Entry("that refers elsewhere", status(307, "", "Location", "https://evil.example/"), "https://evil.example/", "nothing is sent"),
	)

	It("needs a key, which the error says where to put", func(ctx SpecContext) {
		s := newServer(status(401, ""))
		_, err := connected(ctx, s, func(o *api.Options) { o.Key = "" }).Query(ctx, "x")
		Expect(err).To(MatchError(ContainSubstring("name that in api_key_env")))
	})

	It("by two vectors for one text is not believed", func(ctx SpecContext) {
		s := newServer(says(`{"data": [{"index": 0, "embedding": [1,2,3]}, {"index": 0, "embedding": [1,2,3]}]}`))
		_, err := connected(ctx, s, nil).Embed(ctx, []string{"a", "b"})
		Expect(err).To(MatchError(ContainSubstring("number 0 of 2")))
	})

	It("by another dimension from text to text is not believed when it is asked for it", func(ctx SpecContext) {
		s := newServer(says(`{"data": [{"index": 0, "embedding": [` + strings.TrimSuffix(strings.Repeat("1,", 20_000), ",") + `]}]}`))
		_, err := connect(ctx, s, func(o *api.Options) { o.Dimension = 0 })
		Expect(err).To(MatchError(And(ContainSubstring("ask "+s.URL), ContainSubstring("20000 numbers"))))
	})

	DescribeTable("in what may pass is asked again", func(ctx SpecContext, answers func(http.ResponseWriter, asked)) {
		s := newServer(first(answers, answers))
		Expect(connected(ctx, s, nil).Query(ctx, "text")).To(Equal(vectorOf("text")))
		Expect(s.requests()).To(HaveLen(3))
	},
		Entry("busy", status(429, "")),
		Entry("busy, with a wait", status(429, "", "Retry-After", "0")),
		Entry("overloaded", status(503, "loading model")),
		Entry("a gateway", status(502, "")),
		Entry("in trouble", status(500, "")),
		Entry("hanging up", func(http.ResponseWriter, asked) { panic(http.ErrAbortHandler) }),
		Entry("hanging up half-way", func(w http.ResponseWriter, _ asked) {
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte(`{"data": [`))
		}),
	)

	It("that says when to ask again is asked again then", func(ctx SpecContext) {
		s := newServer(first(status(429, "", "Retry-After", "1")))
		began := time.Now()
		Expect(connected(ctx, s, func(o *api.Options) { o.Patience = 10 * time.Second }).Query(ctx, "text")).To(Equal(vectorOf("text")))
		Expect(time.Since(began)).To(BeNumerically(">=", time.Second))
	}, Label("slow"))

	It("that says so by a date is asked again then", func(ctx SpecContext) {
		s := newServer(first(func(w http.ResponseWriter, a asked) {
			status(503, "", "Retry-After", time.Now().Add(2*time.Second).UTC().Format(http.TimeFormat))(w, a)
		}))
		began := time.Now()
		Expect(connected(ctx, s, func(o *api.Options) { o.Patience = 10 * time.Second }).Query(ctx, "text")).To(Equal(vectorOf("text")))
		Expect(time.Since(began)).To(BeNumerically(">=", 900*time.Millisecond))
	}, Label("slow"))

	DescribeTable("for too long gives an error that says so", func(ctx SpecContext, answers func(http.ResponseWriter, asked), message string) {
		s := newServer(answers)
		_, err := connected(ctx, s, nil).Query(ctx, "text")
		Expect(err).To(MatchError(And(ContainSubstring(s.URL), ContainSubstring(message))))
		Expect(len(s.requests())).To(And(BeNumerically(">=", 1), BeNumerically("<", 100)))
	},
		Entry("busy", status(429, "slow down"), "slow down; wait, make concurrency smaller"),
		Entry("busy for the day", status(429, "", "Retry-After", "36000"), "try again in 10h0m0s"),
		Entry("busy for ages", status(429, "", "Retry-After", "99999999999999999999"), "try again in 24h0m0s"),
		Entry("down behind a gateway", status(502, ""), "502"),
		Entry("in trouble", status(500, "out of memory"), "out of memory; look at the server's log"),
	)

	It("by no answer gives an error that says so", func(ctx SpecContext) {
		release := make(chan struct{})
		s := newServer(func(http.ResponseWriter, asked) { <-release })
		DeferCleanup(func() { close(release) }) // before the server closes, which waits for its requests
		_, err := connected(ctx, s, func(o *api.Options) { o.Timeout = 50 * time.Millisecond }).Query(ctx, "text")
		Expect(err).To(MatchError(And(ContainSubstring("no answer within 50ms"), ContainSubstring("timeout_seconds"))))
		Expect(err).To(MatchError(context.DeadlineExceeded))
	})

	It("by an answer that never ends gives the same error", func(ctx SpecContext) {
		release := make(chan struct{})
		s := newServer(func(w http.ResponseWriter, _ asked) {
			_, _ = w.Write([]byte(`{"data":`))
			w.(http.Flusher).Flush()
			<-release
		})
		DeferCleanup(func() { close(release) }) // before the server closes, which waits for its requests
		_, err := connected(ctx, s, func(o *api.Options) { o.Timeout = 50 * time.Millisecond }).Query(ctx, "text")
		Expect(err).To(MatchError(ContainSubstring("no answer within 50ms")))
	})

	It("by not being there gives an error that says so, soon", func(ctx SpecContext) {
		closed, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		Expect(closed.Close()).To(Succeed())
		address := fmt.Sprintf("http://%s/v1", closed.Addr())
		_, err = api.Connect(ctx, api.Options{URL: address, Model: "m", Patience: 200 * time.Millisecond, FirstPause: time.Millisecond})
		Expect(err).To(MatchError(And(ContainSubstring("no server answers at "+address), ContainSubstring("start it, or correct url"))))
	})
})
