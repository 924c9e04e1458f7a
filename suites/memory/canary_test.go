package memory_test

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// verdictCanaries is the name of the verdict over the meters themselves.
const verdictCanaries = "canaries"

// judgeCanaries is vacuous when a meter did not see its canary, or saw something else: what it then says of a run means
// nothing. Its value is the number of such meters.
func judgeCanaries(canaries []run.Canary) gmem.Verdict {
	var dead []string
	for _, canary := range canaries {
		if !canary.Alive() {
			dead = append(dead, fmt.Sprintf("%s: planted %d, saw %d, may differ by %d",
				canary.Meter, canary.Planted, canary.Seen, canary.Slack))
		}
	}
	verdict := gmem.Verdict{Name: verdictCanaries, OK: true, Unit: "dead meters"}
	verdict.Detail = fmt.Sprintf("%d meters, each saw the canary planted for it", len(canaries))
	switch {
	case len(canaries) == 0:
		verdict.OK, verdict.Vacuous, verdict.Detail = false, true, "no canary was planted"
	case len(dead) > 0:
		verdict.OK, verdict.Vacuous, verdict.Value = false, true, float64(len(dead))
		verdict.Detail = strings.Join(dead, "\n")
	}
	return verdict
}

// judgeCanariesOfAll does so for several children: the first of them with a dead meter tells.
func judgeCanariesOfAll(children []run.CyclesReport) gmem.Verdict {
	verdict := judgeCanaries(nil)
	for _, child := range children {
		if verdict = judgeCanaries(child.Canaries); !verdict.OK {
			break
		}
	}
	return verdict
}

var _ = Describe("The verdict over canaries", func() {
	canary := func(seen int64) run.Canary { return run.Canary{Meter: "threads", Planted: 16, Seen: seen, Slack: 4} }

	DescribeTable("accepts a meter only if it saw what was planted",
		func(seen int64, alive bool) {
			verdict := judgeCanaries([]run.Canary{canary(16), canary(seen)})
			Expect(verdict.OK).To(Equal(alive))
			Expect(verdict.Vacuous).To(Equal(!alive))
		},
		Entry("all of it", int64(16), true),
		Entry("all but what may go meanwhile", int64(12), true),
		Entry("and what may come meanwhile", int64(20), true),
		Entry("not when it saw less", int64(11), false),
		Entry("not when it saw more", int64(21), false),
		Entry("not when it saw nothing", int64(0), false),
		Entry("not when it counts backwards", int64(-16), false),
	)

	It("names each meter that is dead", func() {
		verdict := judgeCanaries([]run.Canary{canary(16), canary(0)})
		Expect(verdict.Detail).To(Equal("threads: planted 16, saw 0, may differ by 4"))
		Expect(verdict.Value).To(Equal(1.0))
	})

	It("is vacuous without a canary", func() {
		Expect(judgeCanaries(nil)).To(And(HaveField("OK", false), HaveField("Vacuous", true)))
	})

	DescribeTable("holds over several children only if it does over each of them", func(ok bool, seen ...int64) {
		var children []run.CyclesReport
		for _, each := range seen {
			children = append(children, run.CyclesReport{Canaries: []run.Canary{canary(each)}})
		}
		Expect(judgeCanariesOfAll(children).OK).To(Equal(ok))
	},
		Entry("all alive", true, int64(16), int64(16)),
		Entry("the first is dead", false, int64(0), int64(16)),
		Entry("the last is dead", false, int64(16), int64(0)),
		Entry("none at all", false),
	)
})
