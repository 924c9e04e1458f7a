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

func limitMessages() []shown {
	runaway := rising(48, 42*gmem.MB)
	spike := rising(48, gmem.MB)
	spike.HighWater = 2_400 * gmem.MB
	unmarked := rising(48, 42*gmem.MB)
	unmarked.HighWater, unmarked.HighWaterMissing = 0, "no high-water mark of resident memory on this system"
	broken := rising(48, 42*gmem.MB)
	broken.Parts = gmem.Moments{
		{At: "baseline", Breakdown: gmem.Breakdown{RSS: 100 * gmem.MB, Parts: []gmem.Part{{Name: gmem.PartGoInUse, Bytes: 10 * gmem.MB}, {Name: gmem.PartNative, Bytes: 20 * gmem.MB}}}},
		{At: "peak", Breakdown: gmem.Breakdown{RSS: 2 * gmem.GB, Parts: []gmem.Part{{Name: gmem.PartGoInUse, Bytes: 500 * gmem.MB}, {Name: gmem.PartNative, Bytes: 1_400 * gmem.MB}}}},
	}
	return []shown{
		{"StayBelow, crossed", gmem.StayBelow(2 * gmem.GB), runaway},
		{"StayBelow, crossed between two samples", gmem.StayBelow(2 * gmem.GB), spike},
		{"StayBelow, crossed, without a high-water mark", gmem.StayBelow(2 * gmem.GB), unmarked},
		{"StayBelow, crossed, with a breakdown", gmem.StayBelow(2 * gmem.GB), broken},
		{"StayBelow, held", gmem.StayBelow(2 * gmem.GB), rising(48, gmem.MB)},
		{"StayBelow, over nothing", gmem.StayBelow(2 * gmem.GB), gmem.Series{}},
		{"StayBelow, of something else", gmem.StayBelow(2 * gmem.GB), "a series"},
		{"Hold, of GrowBelow, crossed", gmem.Hold(), rising(48, gmem.MB).GrowBelow(20 * gmem.MB)},
	}
}

func leakMessages() []shown {
	allocated := growing(6, 1_030)
	allocated.Verdicts[0].Sites = []gmem.Site{{Function: "sqlite3_prepare_v2", Within: "sqlite3VdbeCreate", Caller: "main.query", Bytes: 2 * gmem.MB, Blocks: 2_000}}
	held := growing(6, 0.2)
	return []shown{
		{"HaveLeaked, negated, growing", not{gmem.HaveLeaked()}, growing(6, 1_030)},
		{"HaveLeaked, negated, growing, with its place", not{gmem.HaveLeaked()}, allocated},
		{"HaveLeaked, negated, by resident memory", not{gmem.HaveLeaked()}, growing(9, 232_500)},
		{"HaveLeaked, negated, handles", not{gmem.HaveLeaked()}, opening(8, 2_000, 2)},
		{"HaveLeaked, held", gmem.HaveLeaked(), held},
		{"HaveLeaked, over too few rounds", gmem.HaveLeaked(), growing(3, 0)},
		{"HaveLeaked, over nothing", gmem.HaveLeaked(), gmem.Rounds{}},
		{"HaveLeaked, of something else", gmem.HaveLeaked(), 5},
		{"Hold, failed", gmem.Hold(), growing(6, 1_030).Verdicts[0]},
		{"Hold, held", gmem.Hold(), held.Verdicts[0]},
		{"Hold, inconclusive", gmem.Hold(), gmem.Verdict{Name: "live", Inconclusive: true, Detail: "too few rounds"}},
	}
}

// not turns a matcher's polarity, so that the message of NotTo is shown.
type not struct{ types.GomegaMatcher }

func (n not) Match(actual any) (bool, error) {
	matched, err := n.GomegaMatcher.Match(actual)
	return !matched, err
}

func (n not) FailureMessage(actual any) string { return n.GomegaMatcher.NegatedFailureMessage(actual) }

func (n not) NegatedFailureMessage(actual any) string { return n.GomegaMatcher.FailureMessage(actual) }

var _ = Describe("The messages of the matchers", func() {
	It("are those of testdata/messages.golden, in both polarities", func() {
		var text strings.Builder
		for _, shown := range append(limitMessages(), leakMessages()...) {
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
