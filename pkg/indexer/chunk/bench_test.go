package chunk

import (
	"bytes"
	"testing"
	"time"

	sitter "github.com/smacker/go-tree-sitter"
)

// BenchmarkCut cuts each fixture, repeated to about 20 kB, and tells by how many percent that takes longer than parsing the
// same bytes. The two alternate and the fastest of each counts, so that a busy machine doesn't decide. 15 % is the goal.
func BenchmarkCut(b *testing.B) {
	chunker := New(Budgets{ByLanguage: map[string]int{"python": 1500, "typescript": 1200, "javascript": 1200}})
	for _, f := range fixtures() {
		language, _ := LanguageOf(f.path)
		if grammars[language] == nil {
			continue
		}
		b.Run(string(language), func(b *testing.B) {
			source := bytes.Repeat(f.source, 1+20_000/len(f.source))
			b.SetBytes(int64(len(source)))
			parse, cut := time.Hour, time.Hour
			for b.Loop() {
				parse = min(parse, timed(b, func() error {
					return parsed(b.Context(), grammars[language](), source, time.Minute, func(*sitter.Tree) {})
				}))
				cut = min(cut, timed(b, func() error {
					_, err := chunker.Cut(b.Context(), f.path, source)
					return err
				}))
			}
			b.ReportMetric(100*(cut.Seconds()/parse.Seconds()-1), "%more-than-parse")
			b.ReportMetric(float64(len(source))/cut.Seconds()/1e6, "best-MB/s")
		})
	}
}

func timed(b *testing.B, run func() error) time.Duration {
	started := time.Now()
	if err := run(); err != nil {
		b.Fatal(err)
	}
	return time.Since(started)
}
