package gmem_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/embecode/embecode/pkg/gmem"
)

var update = flag.Bool("update", false, "write testdata/messages.golden anew from the present messages")

// message is what a person reads when the matcher is used wrongly or the match goes the other way.
func message(matcher types.GomegaMatcher, actual any) string {
	matched, err := matcher.Match(actual)
	switch {
	case err != nil:
		return err.Error()
	case matched:
		return matcher.NegatedFailureMessage(actual)
	}
	return matcher.FailureMessage(actual)
}

// shown is one message with its heading.
type shown struct {
	heading string
	matcher types.GomegaMatcher
	actual  any
}

func ceilingMessages() []shown {
	runaway := rising(48, 42*gmem.MB)
	spike := rising(48, gmem.MB)
	spike.HighWater = 2_400 * gmem.MB
	unmarked := rising(48, 42*gmem.MB)
	unmarked.HighWater, unmarked.HighWaterMissing = 0, "no high-water mark of resident memory on this system"
	return []shown{
		{"StayBelow, crossed", gmem.StayBelow(2 * gmem.GB), runaway},
		{"StayBelow, crossed between two samples", gmem.StayBelow(2 * gmem.GB), spike},
		{"StayBelow, crossed, without a high-water mark", gmem.StayBelow(2 * gmem.GB), unmarked},
		{"StayBelow, held", gmem.StayBelow(2 * gmem.GB), rising(48, gmem.MB)},
		{"StayBelow, over nothing", gmem.StayBelow(2 * gmem.GB), gmem.Series{}},
		{"StayBelow, of something else", gmem.StayBelow(2 * gmem.GB), "a series"},
		{"BeBelow, crossed", gmem.BeBelow(2 * gmem.GB), 2_016 * gmem.MB},
		{"BeBelow, held", gmem.BeBelow(2 * gmem.GB), 131 * gmem.MB},
		{"BeBelow, over nothing", gmem.BeBelow(2 * gmem.GB), gmem.Bytes(0)},
	}
}

func steadyMessages() []shown {
	live, rss := gmem.SteadyOptions{Method: gmem.ByLive}, gmem.SteadyOptions{}
	return []shown{
		{"HoldSteady by live bytes, growing", gmem.HoldSteady(live), cycles(6, 1_030)},
		{"HoldSteady by live bytes, growing, too few cycles for a bound", gmem.HoldSteady(gmem.SteadyOptions{Method: gmem.ByLive, Confidence: 0.99}), cycles(5, 64)},
		{"HoldSteady by live bytes, held", gmem.HoldSteady(live), cycles(6, 3)},
		{"HoldSteady by resident memory, growing", gmem.HoldSteady(rss), cycles(8, 232_500)},
		{"HoldSteady by resident memory, held", gmem.HoldSteady(rss), cycles(8, -120)},
		{"HoldSteady, over too few cycles", gmem.HoldSteady(rss), cycles(5, 0)},
		{"HoldSteady, without a meter of live bytes", gmem.HoldSteady(live), []gmem.Cycle{
			{Files: 1, RSS: 1}, {Files: 1, RSS: 1}, {Files: 1, RSS: 1}, {Files: 1, RSS: 1}, {Files: 1, RSS: 1},
		}},
	}
}

func otherMessages() []shown {
	small := gmem.Extent{Files: 2_000, Peak: 105 * gmem.MB}
	before := []gmem.HandleCount{{Kind: "parsers", Opened: 10, Closed: 10}, {Kind: "trees", Opened: 5, Closed: 5}}
	sound := gmem.Accounting{Found: 2_003, Indexed: 2_000, Skipped: 3, DistinctPaths: 2_000, Chunks: 6_536, Samples: 40}
	return []shown{
		{"BeFlatAgainst, growing", gmem.BeFlatAgainst(small, 1.5), gmem.Extent{Files: 20_000, Peak: 995 * gmem.MB}},
		{"BeFlatAgainst, held", gmem.BeFlatAgainst(small, 1.5), gmem.Extent{Files: 20_000, Peak: 123 * gmem.MB}},
		{"KeepToBudget, beyond it", gmem.KeepToBudget(128 * gmem.MB), gmem.Extent{Files: 20_000, Peak: 131 * gmem.MB}},
		{"KeepToBudget, kept", gmem.KeepToBudget(128 * gmem.MB), gmem.Extent{Files: 20_000, Peak: 123 * gmem.MB}},
		{"KeepToBudget, over nothing", gmem.KeepToBudget(128 * gmem.MB), gmem.Extent{}},
		{"BeFlatAgainst, over nothing", gmem.BeFlatAgainst(small, 1.5), gmem.Extent{}},
		{"CloseAllSince, left open", gmem.CloseAllSince(before), []gmem.HandleCount{{Kind: "parsers", Opened: 2_010, Closed: 2_010}, {Kind: "trees", Opened: 2_005, Closed: 1_988}}},
		{"CloseAllSince, held", gmem.CloseAllSince(before), []gmem.HandleCount{{Kind: "parsers", Opened: 20, Closed: 20}, {Kind: "trees", Opened: 15, Closed: 15}}},
		{"CloseAllSince, over nothing", gmem.CloseAllSince(before), []gmem.HandleCount{}},
		{"AddUp, wrong", gmem.AddUp(), gmem.Accounting{Found: 2_000, Indexed: 1_998, Generated: 2_000, GeneratedKnown: true, DistinctPaths: 1_997, Chunks: 6_536, Samples: 40}},
		{"AddUp, held", gmem.AddUp(), sound},
	}
}

var _ = Describe("The messages of the matchers", func() {
	It("are those of testdata/messages.golden, in both polarities", func() {
		var text strings.Builder
		for _, shown := range append(append(ceilingMessages(), steadyMessages()...), otherMessages()...) {
			text.WriteString("=== " + shown.heading + "\n" + message(shown.matcher, shown.actual) + "\n\n")
		}
		golden := filepath.Join("testdata", "messages.golden")
		if *update {
			Expect(os.WriteFile(golden, []byte(text.String()), 0o600)).To(Succeed())
		}
		want, err := os.ReadFile(golden)
		Expect(err).NotTo(HaveOccurred())
		Expect(text.String()).To(Equal(string(want)), "go test ./pkg/gmem -update writes it anew")
	})

	It("fit into 80 columns where a test runner indents them by four", func() {
		want, err := os.ReadFile(filepath.Join("testdata", "messages.golden"))
		Expect(err).NotTo(HaveOccurred())
		for line := range strings.Lines(string(want)) {
			Expect(len([]rune(line))).To(BeNumerically("<=", 77), "%s", line)
		}
	})
})
