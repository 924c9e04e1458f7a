package main

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"regexp"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/internal/settings"
	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/mutants/mutate"
)

func made(rule string, count int) (all []mutate.Mutant) {
	for i := range count {
		all = append(all, mutate.Mutant{Rule: rule, Key: rule + " " + string(rune('a'+i))})
	}
	return all
}

var _ = Describe("A sample", func() {
	keys := func(mutants []mutate.Mutant) (all []string) {
		for _, m := range mutants {
			all = append(all, m.Key)
		}
		return all
	}
	mutants := append(made("kept", 20), made("rows", 2)...)

	It("has as many of each rule as there can be, and in the end all", func() {
		order := sampled(mutants, nil, 1)
		Expect(order).To(HaveLen(22))
		Expect(keys(order[:4])).To(ContainElements("rows a", "rows b"))
		Expect(keys(order)).To(ConsistOf(keys(mutants)))
	})

	It("is the same for one seed, and another for another", func() {
		Expect(keys(sampled(mutants, nil, 7))).To(Equal(keys(sampled(mutants, nil, 7))))
		Expect(keys(sampled(mutants, nil, 7))).NotTo(Equal(keys(sampled(mutants, nil, 8))))
	})

	It("can be of some only", func() {
		Expect(keys(sampled(mutants, regexp.MustCompile("rows"), 1))).To(ConsistOf("rows a", "rows b"))
	})
})

var _ = Describe("Equivalent mutants", func() {
	It("are told by key and reason, as long as their code is there", func() {
		reasons, err := readEquivalent("# why\n\nkept a\tit is kept anyhow\nkept z\tso is this\n")
		Expect(err).NotTo(HaveOccurred())
		Expect(reasons).To(Equal(map[string]string{"kept a": "it is kept anyhow", "kept z": "so is this"}))
		Expect(gone(reasons, made("kept", 1))).To(ConsistOf("kept z"))
	})

	It("are refused without a reason, and with a second one", func() {
		_, err := readEquivalent("kept a")
		Expect(err).To(MatchError(ContainSubstring("line 1")))
		_, err = readEquivalent("kept a\tone\nkept a\tanother")
		Expect(err).To(MatchError(ContainSubstring("line 2: kept a has a reason already")))
	})

	It("are still there, each of those that are listed", func(ctx SpecContext) {
		root, err := settings.Root()
		Expect(err).NotTo(HaveOccurred())
		sources, err := mutate.Load(ctx, root, product...)
		Expect(err).NotTo(HaveOccurred())
		mutants := mutate.All(sources)
		Expect(len(mutants)).To(BeNumerically(">", 500))
		reasons, err := readEquivalent(equivalentText)
		Expect(err).NotTo(HaveOccurred())
		Expect(gone(reasons, mutants)).To(BeEmpty())
	}, Label("slow"), SpecTimeout(3*time.Minute))
})

var _ = Describe("What the suite has shown", func() {
	leak := gmem.Verdict{
		Name: gmem.VerdictLive, Fault: gmem.Leak, Sites: []gmem.Site{{Function: "store.keep"}},
		Evidence: []gmem.Growth{{What: "Go heap in use", Amount: 100, Unit: "bytes"}, {What: "C++ objects", Amount: 20, Unit: "bytes"}},
	}
	judged := func(places []string, s shown) result {
		r := result{Mutant: mutate.Mutant{Places: places}}
		r.judge(s)
		return r
	}

	It("is that a mutant survived when nothing is red", func() {
		Expect(judged(nil, shown{}).Outcome).To(Equal(survived))
	})

	It("is that it was caught, and where, when a verdict on memory has failed", func() {
		r := judged([]string{"Go heap in use"}, shown{Red: "a spec", Verdicts: []gmem.Verdict{leak}})
		Expect(r.Outcome).To(Equal(caught))
		Expect(r.Right).To(BeTrue())
		Expect(r.Verdicts).To(ConsistOf("live"))
		Expect(r.Named).To(ConsistOf("Go heap in use"), "what grew by less than a quarter of that is not named")
		Expect(r.Sites).To(ConsistOf("store.keep"))
		Expect(judged(nil, shown{Red: "a spec", Verdicts: []gmem.Verdict{leak}}).Right).To(BeTrue(), "any place will do")
	})

	It("is that the wrong part was named when another grew", func() {
		Expect(judged([]string{"tree-sitter"}, shown{Red: "a spec", Verdicts: []gmem.Verdict{leak}}).Right).To(BeFalse())
	})

	It("is that the work fails when a spec is red and no verdict on memory has failed", func() {
		Expect(judged(nil, shown{Red: "a spec"}).Outcome).To(Equal(fails))
		Expect(judged(nil, shown{Red: "a spec", Verdicts: []gmem.Verdict{{Name: "not-vacuous"}}}).Outcome).To(Equal(fails))
	})

	It("is red when a spec or the suite has failed", func() {
		failed := types.SpecReport{State: types.SpecStateFailed, LeafNodeText: "holds live bytes steady", ContainerHierarchyTexts: []string{"A life"}}
		passed := types.SpecReport{State: types.SpecStatePassed, LeafNodeText: "passes"}
		Expect(firstRed([]types.Report{{SuiteSucceeded: true, SpecReports: types.SpecReports{passed}}})).To(BeEmpty())
		Expect(firstRed([]types.Report{{SpecReports: types.SpecReports{passed, failed}}})).To(Equal("A life holds live bytes steady"))
		Expect(firstRed([]types.Report{{SuiteDescription: "suites/memory"}})).To(Equal("suites/memory"))
	})
})

var _ = Describe("What a mutant is asked first", func() {
	first := func(file string, places ...string) question {
		return firstFor(mutate.Mutant{File: file, Places: places})[0]
	}

	It("is the half of a life that has its package, or a crowd, which fills what has a limit", func() {
		Expect(first("pkg/store/terms.go", "Go heap in use").half).To(Equal(halfStores))
		Expect(first("pkg/indexer/walk/walk.go", "file descriptor").half).To(Equal(halfTree))
		Expect(first("pkg/store/terms.go").container).To(Equal(crowd))
	})

	It("comes to the same for each", func() {
		all := firstFor(mutate.Mutant{File: "pkg/store/terms.go"})
		Expect(firstFor(mutate.Mutant{File: "pkg/store/terms.go", Places: []string{"disk"}})).To(ConsistOf(all))
		Expect(firstFor(mutate.Mutant{File: "pkg/embed/embed.go", Places: []string{"disk"}})).To(ConsistOf(all))
	})
})

var _ = Describe("Results", func() {
	It("are found again for the same program only", func() {
		path := filepath.Join(GinkgoT().TempDir(), "new", "mutants.jsonl")
		kept, err := openResults(path)
		Expect(err).NotTo(HaveOccurred())
		for _, key := range []string{"a", "b"} {
			Expect(kept.add(result{Mutant: mutate.Mutant{Key: key}, Of: "1", Outcome: caught})).To(Succeed())
		}
		again, err := openResults(path)
		Expect(err).NotTo(HaveOccurred())
		found, known := again.find("1", "b")
		Expect(known).To(BeTrue())
		Expect(found.Outcome).To(Equal(caught))
		_, known = again.find("2", "b")
		Expect(known).To(BeFalse())
	})

	It("come to shares of those that count, and show whatever was not caught with its place", func() {
		results := []result{
			{Mutant: mutate.Mutant{Rule: "kept", Key: "1"}, Outcome: caught, Right: true},
			{Mutant: mutate.Mutant{Rule: "kept", Key: "2"}, Outcome: caught, Named: []string{"threads"}},
			{Mutant: mutate.Mutant{Rule: "rows", Key: "3"}, Outcome: survived},
			{Mutant: mutate.Mutant{Rule: "rows", Key: "4"}, Outcome: survived, Note: "unlinked"},
			{Mutant: mutate.Mutant{Rule: "rows", Key: "5"}, Outcome: notBuilt},
		}
		Expect(score(results).String()).To(Equal("4 mutants count: 2 caught (50 %), 1 with the right part named (25 %)\n"))
		shown := table(results)
		Expect(shown).To(And(ContainSubstring("\n2\n"), ContainSubstring("\n3\n"), ContainSubstring("WRONG: threads")))
		Expect(shown).NotTo(ContainSubstring("\n1\n"))
		Expect(shown).To(ContainSubstring("1 don't count: does not compile"))
	})
})

var _ = Describe("Trials", func() {
	all := func(ctx SpecContext, o options, outcomes ...outcome) (tried []string, err error) {
		var running atomic.Int32
		keys := make(chan string, len(outcomes))
		results, err := inOrder(ctx, o, made("kept", len(outcomes)), func(_ context.Context, m mutate.Mutant) (result, error) {
			defer running.Add(-1)
			Expect(running.Add(1)).To(BeNumerically("<=", o.parallel))
			keys <- m.Key
			if o := outcomes[m.Key[len(m.Key)-1]-'a']; o != "" {
				return result{Mutant: m, Outcome: o}, nil
			}
			return result{}, errors.New("it has failed")
		}, func(int, result) error { return nil })
		close(keys)
		for key := range keys {
			tried = append(tried, key)
		}
		Expect(len(results)).To(BeNumerically("<=", len(tried)))
		return tried, err
	}

	It("are as many as it takes until enough count, in their order, and so many at once", func(ctx SpecContext) {
		for _, parallel := range []int{1, 2, 5} {
			tried, err := all(ctx, options{sample: 2, parallel: parallel}, caught, notBuilt, same, survived, caught, caught)
			Expect(err).NotTo(HaveOccurred())
			Expect(tried).To(ConsistOf("kept a", "kept b", "kept c", "kept d"))
		}
	})

	It("are all without a sample, and end with the first error", func(ctx SpecContext) {
		Expect(all(ctx, options{parallel: 2}, caught, survived, caught)).To(HaveLen(3))
		tried, err := all(ctx, options{parallel: 1}, caught, "", caught, caught)
		Expect(err).To(MatchError("it has failed"))
		Expect(tried).To(ConsistOf("kept a", "kept b"))
	})
})

var _ = Describe("The command", func() {
	It("lists every rule, and the mutants without running any", func(ctx SpecContext) {
		var out bytes.Buffer
		Expect(run(ctx, []string{"-list", "-only=terms.go vocabulary.term"}, &out)).To(Succeed())
		Expect(out.String()).To(And(ContainSubstring("a value is kept in a variable"), ContainSubstring("pkg/store/terms.go vocabulary.term undeleted"),
			ContainSubstring("clear(v.terms)"), HaveSuffix("2 mutants\n")))
	}, Label("slow"), SpecTimeout(3*time.Minute))

	It("tries one at once at least", func(ctx SpecContext) {
		Expect(run(ctx, []string{"-parallel=0"}, GinkgoWriter)).To(MatchError(ContainSubstring("-parallel=0")))
	})

	It("takes no arguments", func(ctx SpecContext) {
		Expect(run(ctx, []string{"pkg/store"}, GinkgoWriter)).To(MatchError(ContainSubstring("pkg/store")))
	})
})
