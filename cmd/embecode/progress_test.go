package main

import (
	"context"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/walk"
)

// treeOf is a tree of so many files.
type treeOf int

func (t treeOf) Walk(_ context.Context, visit func(walk.Entry) error) error {
	for range t {
		if err := visit(walk.Entry{}); err != nil {
			return err
		}
	}
	return nil
}

var _ = Describe("The progress of a run", func() {
	var out strings.Builder
	var status indexer.Status
	var p *progress

	BeforeEach(func() {
		out.Reset()
		status = indexer.Status{Found: 600, Indexed: 480, ToDo: 100, Chunks: 1234}
		p = &progress{out: &out, status: func() indexer.Status { return status }, budget: indexer.DefaultBudget}
	})

	It("tells files, chunks, rate and memory of the budget, and the time left once the files are counted", func(ctx SpecContext) {
		Expect(p.line(10 * time.Second)).To(MatchRegexp(`^500 files, 1,234 chunks, 50 files/s, \d+ MB of 128 MB$`))
		p.count(ctx, treeOf(2000))
		Expect(p.line(10 * time.Second)).To(MatchRegexp(`^500 of 2,000 files, 1,234 chunks, 50 files/s, \d+ MB of 128 MB, 30s left$`))
	})

	It("says what it does before the first file is done", func() {
		status = indexer.Status{Found: 1234, ToDo: 1234}
		Expect(p.line(time.Second)).To(Equal("looking for files: 1,234 found"))
	})

	It("is one line that is rewritten on a terminal, no longer than it is wide, and is gone in the end", func(ctx SpecContext) {
		p.width, p.began = 20, time.Now()
		p.show()
		Expect(p.during(ctx, treeOf(10), func() error { return nil })).To(Succeed())
		Expect(out.String()).To(MatchRegexp(`^\r\x1b\[K.{19}\r\x1b\[K$`))
	})

	It("is plain lines elsewhere", func() {
		p.show()
		Expect(out.String()).To(And(HavePrefix("500 files"), HaveSuffix("\n"), Not(ContainSubstring("\x1b"))))
	})
})
