package main

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

// The readings are those of real servers, in MB: a Node server and a Java one without a leak, and the Node server with one.
var _ = DescribeTable("judging a watch", func(clean bool, readings ...float64) {
	rounds := gmem.Rounds{Options: gmem.RepeatOptions{Unit: "minute", CountsPerUnit: 60_000, ResidentFloor: 4 * gmem.MB}}
	rounds.Series.Started = time.Unix(0, 0)
	for _, reading := range readings {
		rounds.Rounds = append(rounds.Rounds, gmem.Round{Units: 200, RSS: gmem.Bytes(reading * float64(gmem.MB))})
	}
	Expect(judged(rounds).Verdicts).To(ConsistOf(HaveField("OK", clean)))
},
	Entry("passes a heap that falls back again and again", true, 48.5, 54.0, 57.6, 55.7, 55.7, 56.5, 55.7, 55.7, 56.0, 56.9, 58.3,
		59.6, 60.9, 55.9, 59.9, 60.4, 61.1, 61.2, 61.4, 62.1),
	Entry("passes a heap that fills until its first collection", true, 41.7, 43.6, 46.1, 47.2, 47.6, 50.7, 53.0, 55.7, 58.5, 58.3,
		58.5, 59.1, 59.1, 59.2, 59.2),
	Entry("fails a heap that falls back less far each time", false, 50.0, 54.0, 52.0, 56.0, 54.0, 58.0, 56.0, 60.0, 58.0, 62.0, 60.0,
		64.0, 62.0, 66.0, 64.0, 68.0, 66.0, 70.0, 68.0, 72.0),
)

var _ = Describe("Judging a watch of a process under a setting that raises memory", func() {
	It("names the setting and speaks of no leak", func() {
		rounds := gmem.Rounds{Options: gmem.RepeatOptions{Unit: "minute", CountsPerUnit: 60_000, ResidentFloor: 4 * gmem.MB}}
		rounds.Series.Started, rounds.Series.Settings = time.Unix(0, 0), []string{"GOGC=400"}
		for i := range 20 {
			rounds.Rounds = append(rounds.Rounds, gmem.Round{Units: 200, RSS: gmem.Bytes(50+4*i) * gmem.MB})
		}
		Expect(judged(rounds).Verdicts).To(ConsistOf(And(
			HaveField("OK", false), HaveField("Fault", gmem.TooMuch), HaveField("Advice", HavePrefix("GOGC=400")))))
	})
})
