package gmem_test

import (
	"math/rand/v2"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

// growing are n rounds of 2,000 rows after which memory has risen by so many bytes per row each time, judged.
func growing(n int, perRow float64) gmem.Rounds {
	rounds := gmem.Rounds{Options: gmem.RepeatOptions{Unit: "row", Allowance: 1}, WarmUp: 1}
	for i := range n {
		grown := gmem.Bytes(float64(2_000*i) * perRow)
		rounds.Rounds = append(rounds.Rounds, gmem.Round{
			Units: 2_000, RSS: 100*gmem.MB + grown, Live: 40*gmem.MB + grown,
			Parts:   []gmem.Part{{Name: gmem.PartGoInUse, Bytes: 10 * gmem.MB}, {Name: gmem.PartNative, Bytes: 30*gmem.MB + grown}},
			Handles: []gmem.Count{{Name: gmem.HandleGoroutine, Open: 4}}, Threads: 8, Mappings: 200,
		})
	}
	rounds.Verdicts = rounds.Judge()
	return rounds
}

// opening are rounds of so many rows each, in which one statement in every so many rounds stays open.
func opening(n int, rows int64, every int) gmem.Rounds {
	rounds := growing(n, 0)
	for i := range rounds.Rounds {
		rounds.Rounds[i].Units = rows
		rounds.Rounds[i].Handles = append(rounds.Rounds[i].Handles, gmem.Count{Name: "statement", Open: int64(i / every)})
	}
	rounds.Verdicts = rounds.Judge()
	return rounds
}

func verdictOf(rounds gmem.Rounds, name string) gmem.Verdict {
	GinkgoHelper()
	verdict, found := rounds.Verdict(name)
	Expect(found).To(BeTrue(), name)
	return verdict
}

var _ = Describe("Growth from round to round", func() {
	It("of a few bytes for each unit is seen where much was done", func() {
		Expect(growing(6, 8)).To(gmem.HaveLeaked())
		Expect(growing(6, 0.5)).NotTo(gmem.HaveLeaked(), "it is allowed")
	})

	It("is a floor in bytes where little was done: steps of some kilobytes are no leak", func() {
		rounds := growing(6, 0)
		for i := range rounds.Rounds {
			rounds.Rounds[i].Units = 1
			rounds.Rounds[i].Live += gmem.Bytes(i) * 3_000
		}
		rounds.Verdicts = rounds.Judge()
		Expect(rounds).NotTo(gmem.HaveLeaked())
		Expect(verdictOf(rounds, gmem.VerdictLive).Limit).To(BeNumerically("~", 6_400, 1), "32 KB over five calls")
	})

	It("is no leak when it comes in one step, however large and however late", func() {
		for at := 1; at < 6; at++ {
			rounds := growing(6, 0)
			for i := at; i < 6; i++ {
				rounds.Rounds[i].Live += 10 * gmem.MB
				rounds.Rounds[i].RSS += 100 * gmem.MB
			}
			rounds.Verdicts = rounds.Judge()
			Expect(rounds).NotTo(gmem.HaveLeaked(), "step before round %d", at+1)
		}
	})

	It("names the part that grew, what it points to, and how much by a large number of units", func() {
		verdict := verdictOf(growing(6, 1_030), gmem.VerdictLive)
		Expect(verdict.Fault).To(Equal(gmem.Leak))
		Expect(verdict.Evidence).To(ConsistOf(HaveField("What", gmem.PartNative)))
		Expect(verdict.Evidence[0].PerUnit).To(BeNumerically("~", 1_030, 1))
		Expect(verdict.Advice).To(ContainSubstring("not freed"))
		Expect(verdict.Detail).To(ContainSubstring("+103.0 MB by 100,000 rows"))
	})

	It("of resident memory counts only beyond what an allocator's arenas drift by", func() {
		rounds := growing(9, 0)
		for i := range rounds.Rounds {
			rounds.Rounds[i].RSS += gmem.Bytes(i) * 2 * gmem.MB
		}
		rounds.Verdicts = rounds.Judge()
		Expect(rounds).NotTo(gmem.HaveLeaked())
		rounds.Options.ResidentFloor = 2 * gmem.MB
		rounds.Verdicts = rounds.Judge()
		Expect(verdictOf(rounds, gmem.VerdictResident)).To(HaveField("OK", false))
	})

	It("can be ignored by the verdict's name, or by the part's", func() {
		rounds := growing(6, 1_030)
		rounds.Options.Ignore = []string{gmem.PartNative}
		rounds.Verdicts = rounds.Judge()
		Expect(verdictOf(rounds, gmem.VerdictLive).OK).To(BeTrue())
		rounds.Options.Ignore = []string{gmem.VerdictLive}
		_, found := gmem.Rounds{Verdicts: rounds.Judge()}.Verdict(gmem.VerdictLive)
		Expect(found).To(BeFalse())
	})

	DescribeTable("cannot be judged", func(spoil func(*gmem.Rounds), reason string) {
		rounds := growing(6, 0)
		spoil(&rounds)
		rounds.Verdicts = rounds.Judge()
		Expect(rounds.Outcome()).To(Equal(gmem.Undecided))
		_, err := gmem.HaveLeaked().Match(rounds)
		Expect(err).To(MatchError(ContainSubstring(reason)))
	},
		Entry("over too few rounds", func(r *gmem.Rounds) { r.Rounds = r.Rounds[:3] }, "too few rounds"),
		Entry("over work that did nothing", func(r *gmem.Rounds) { r.Rounds[4].Units = 0 }, "round 5 did 0 of row"),
		Entry("where live bytes were not read", func(r *gmem.Rounds) { r.Rounds[2].Live = 0 }, "no reading of live memory"),
		Entry("where resident memory was not read", func(r *gmem.Rounds) { r.Rounds[2].RSS = 0 }, "no reading of resident memory"),
		Entry("where a handle is no longer counted", func(r *gmem.Rounds) { r.Rounds[2].Handles = nil }, "no reading of goroutine"),
		Entry("where variables that were asked for were not read", func(r *gmem.Rounds) {
			r.Options.Packages = []string{"main"}
			r.LeftOut = []gmem.LeftOut{{Name: "what variables of packages reach", Reason: "no symbol section"}}
		}, "no symbol section"),
	)

	DescribeTable("of what variables reach counts", func(reached func(round int, random *rand.Rand) int64, leaks bool) {
		random := rand.New(rand.NewPCG(1, 1))
		for range 200 {
			rounds := growing(11, 0)
			rounds.Options.Packages = []string{"main"}
			for i := range rounds.Rounds {
				rounds.Rounds[i].Variables = []gmem.Part{{Name: "main.cache", Bytes: gmem.Bytes(reached(i, random))}}
			}
			rounds.Verdicts = rounds.Judge()
			Expect(verdictOf(rounds, gmem.VerdictVariables).OK).To(Equal(!leaks), "%v", rounds.Rounds)
		}
	},
		Entry("where it never falls", func(round int, _ *rand.Rand) int64 { return 10_000 + 16*int64(round) }, true),
		Entry("where it comes with every other round", func(round int, _ *rand.Rand) int64 { return 10_000 + 48*int64(round/2) }, true),
		Entry("not where what is cached changes", func(_ int, random *rand.Rand) int64 { return 10_000 + random.Int64N(1_000) }, false),
	)
})

var _ = Describe("Handles", func() {
	It("that pile up are named, down to one in a round", func() {
		verdict := verdictOf(opening(8, 1, 1), gmem.VerdictHandles)
		Expect(verdict).To(And(HaveField("OK", false), HaveField("Value", 7.0)))
		Expect(verdict.Evidence).To(ConsistOf(HaveField("What", "statement")))
	})

	It("that are opened once and kept are no leak", func() {
		rounds := opening(8, 1, 5)
		Expect(rounds).NotTo(gmem.HaveLeaked())
	})

	It("of which none may stay are named, also where they don't pile up", func() {
		rounds := opening(8, 1, 5)
		rounds.Options.Closed = []string{"statement"}
		rounds.Verdicts = rounds.Judge()
		verdict := verdictOf(rounds, gmem.VerdictHandles)
		Expect(verdict).To(And(HaveField("OK", false), HaveField("Detail", "statement: 1 left open")))
	})

	It("that come and go by chance are no leak", func() {
		random := rand.New(rand.NewPCG(1, 1))
		for range 200 {
			rounds := growing(11, 0)
			for i := range rounds.Rounds {
				rounds.Rounds[i].Handles[0].Open += random.Int64N(5)
			}
			rounds.Verdicts = rounds.Judge()
			Expect(rounds).NotTo(gmem.HaveLeaked())
		}
	})

	It("that a finalizer closes, round after round, are named", func() {
		rounds := growing(6, 0)
		for i := range rounds.Rounds {
			rounds.Rounds[i].Unreleased = []gmem.Growth{{What: "statement", Unit: "open", Amount: 3}}
		}
		rounds.Verdicts = rounds.Judge()
		Expect(verdictOf(rounds, gmem.VerdictReleased)).To(And(HaveField("OK", false),
			HaveField("Detail", ContainSubstring("statement: 3 left open"))))
	})
})

var _ = Describe("Threads and mappings", func() {
	It("that pile up are named, and a few that a runtime adds are not", func() {
		rounds := growing(9, 0)
		for i := range rounds.Rounds {
			rounds.Rounds[i].Threads += min(i, 4)
			rounds.Rounds[i].Mappings += 20 * i
		}
		rounds.Verdicts = rounds.Judge()
		verdict := verdictOf(rounds, gmem.VerdictCounts)
		Expect(verdict.Evidence).To(ConsistOf(HaveField("What", "mappings")))
	})
})
