package indexer_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/store"
)

var flagSequences = flag.Int("update.sequences", 10, "compare updates with full indexes over `N` random sequences of edits")

// Serial, since the process gives up root's rights for its time.
var _ = Describe("Updates of an index after random edits of its tree", Serial, Label("slow"), func() {
	It("leave what a full index of the same tree holds, and count it so", func(ctx SpecContext) {
		const rounds, mostEdits = 3, 12
		seed := GinkgoRandomSeed()
		done := map[string]int{}
		for sequence := range *flagSequences {
			folder := GinkgoT().TempDir()
			t := &restlessTree{
				root: GinkgoT().TempDir(), done: done, clock: time.Now().Add(-time.Hour),
				random: rand.New(rand.NewPCG(uint64(seed), uint64(sequence))),
			}
			giveAway(folder)
			giveAway(t.root)
			asNobody(func() {
				t.grow()
				var history []string
				for round := range rounds {
					for range 1 + t.random.IntN(mostEdits) {
						history = append(history, t.edit())
					}
					history = append(history, "updated")
					where := fmt.Sprintf("--seed=%d, sequence %d, round %d: %q", seed, sequence, round, history)
					updated := indexOnDisk(ctx, t.root, filepath.Join(folder, "updated"), true)
					full := indexOnDisk(ctx, t.root, filepath.Join(folder, "full"), false)
					Expect(updated.content).To(Equal(full.content), where)
					expectCountedAlike(updated.status, full.status, where)
				}
				Expect(t.makeReadable()).To(Succeed())
			})
		}
		AddReportEntry("sequences", ReportEntryVisibilityFailureOrVerbose, fmt.Sprintf("seed %d: %d of %v", seed, *flagSequences, done))
		Expect(done).To(HaveLen(len(edits)), "an edit was never done")
	}, SpecTimeout(30*time.Minute))
})

// expectCountedAlike expects an update to account for the same files as a full index.
func expectCountedAlike(updated, full indexer.Status, where string) {
	GinkgoHelper()
	Expect(updated.Found).To(Equal(full.Found), where)
	Expect(updated.Skipped).To(Equal(full.Skipped), where)
	Expect(updated.Unchanged).To(BeNumerically(">=", 0), where)
	Expect(updated.Indexed+updated.Unchanged).To(Equal(full.Indexed), where)
}

// indexed is what a run has left.
type indexed struct {
	status  indexer.Status
	content content
}

// indexOnDisk updates the index at path, or builds it anew, and reads it.
func indexOnDisk(ctx context.Context, root, path string, update bool) indexed {
	GinkgoHelper()
	kept, err := store.Open(ctx, path, store.Options{Model: "fake-random"})
	Expect(err).NotTo(HaveOccurred())
	ix, err := onDisk{tree: root, path: path, embedder: embed.Random{}, allowEmpty: true}.indexer(kept)
	if err == nil && update {
		err = ix.Update(ctx)
	} else if err == nil {
		err = ix.FullIndex(ctx)
	}
	Expect(errors.Join(err, kept.Close())).To(Succeed())
	return indexed{ix.Status(), contentOf(ctx, path)}
}
