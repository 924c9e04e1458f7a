package indexer_test

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A process that is paused while it indexes, as by a suspended laptop", Label("slow"), func() {
	It("leaves the same index as one that isn't", func(ctx SpecContext) {
		const pauses, pause = 2, 2500 * time.Millisecond // longer than a parse may take
		paused := &states{tree: tree(slowToParse(6))}
		indexed := func(during func(child)) content {
			path := filepath.Join(GinkgoT().TempDir(), "index.duckdb")
			child := paused.startChild(ctx, path, false)
			during(child)
			_, err := io.Copy(GinkgoWriter, child.stdout)
			Expect(err).NotTo(HaveOccurred())
			Expect(child.command.Wait()).To(Succeed())
			return contentOf(ctx, path)
		}
		whole := indexed(func(child) {})
		Expect(indexed(func(c child) {
			for range pauses {
				waitFor(ctx, 100*time.Millisecond)
				Expect(c.command.Process.Signal(syscall.SIGSTOP)).To(Succeed(), "it must still be at work")
				waitFor(ctx, pause)
				Expect(c.command.Process.Signal(syscall.SIGCONT)).To(Succeed())
			}
		})).To(Equal(whole))
	}, SpecTimeout(4*time.Minute))
})

// slowToParse are files at which the parser is at work nearly all the time: with each it recovers from errors for a quarter of
// a second, and then has a tree whose chunks differ from those by lines.
func slowToParse(count int) map[string]string {
	var functions strings.Builder
	for i := range 60 {
		fmt.Fprintf(&functions, "int named%d(int a) {\n  one(a);\n  two(a);\n  three(a);\n}\n\n", i)
	}
	files := map[string]string{}
	for i := range count {
		files[fmt.Sprintf("slow%d.cpp", i)] = functions.String() + strings.Repeat("} - ", 2000+i)
	}
	return files
}

func waitFor(ctx SpecContext, duration time.Duration) {
	select {
	case <-time.After(duration):
	case <-ctx.Done():
	}
}
