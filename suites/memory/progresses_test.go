package memory_test

import (
	"bytes"
	"regexp"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

func progressMessages() []message {
	return []message{
		{"progress: nothing yet", progressLine(0, 2_000, 8, 0, 1500*time.Millisecond)},
		{"progress: cycles", progressLine(5_000, 2_000, 8, 131_200_000, 12*time.Second)},
		{"progress: one index", progressLine(500, 2_000, 1, 131_200_000, 2*time.Second)},
		{"progress: of unknown size", progressLine(500, 0, 1, 131_200_000, 2*time.Second)},
		{"progress: of the largest repository", progressLine(79_999_999, 10_000_000, 8, 1_999_900_000, 99*time.Hour)},
	}
}

// announcedLog announces what was written to it.
type announcedLog struct {
	bytes.Buffer
	lines chan struct{}
}

func (l *announcedLog) Write(data []byte) (int, error) {
	n, err := l.Buffer.Write(data)
	l.lines <- struct{}{}
	return n, err
}

var _ = Describe("The progress of a long spec", func() {
	It("says files, files per second, memory and time left in less than 80 columns", func() {
		Expect(progressLine(5_000, 2_000, 8, 131_200_000, 12*time.Second)).To(Equal(
			"cycle 3 of 8, 5000 of 16000 files, 417 files/s, RSS 131.2 MB, 26s left"))
		for _, one := range progressMessages() {
			Expect(len(one.text)).To(BeNumerically("<", 80), "%s", one.heading)
		}
	})

	It("has no time left at the end, nor a cycle more than there are", func() {
		Expect(progressLine(16_001, 2_000, 8, gmem.MB, time.Second)).To(And(HavePrefix("cycle 8 of 8"), HaveSuffix(", 0s left")))
	})

	DescribeTable("is shown", func(processes int, terminal bool, term, ci string, want progressMode) {
		Expect(progressModeFor(processes, terminal, term, ci)).To(Equal(want))
	},
		Entry("in place on a terminal", 1, true, "xterm", "", progressInPlace),
		Entry("in place on a terminal of a CI machine", 1, true, "xterm", "true", progressInPlace),
		Entry("line by line on a dumb terminal", 1, true, "dumb", "", progressPlain),
		Entry("line by line on a terminal that says nothing of itself", 1, true, "", "", progressPlain),
		Entry("line by line on the log of a CI service", 1, false, "", "true", progressPlain),
		Entry("not in a pipe", 1, false, "xterm", "", progressHidden),
		Entry("not in a pipe where CI is switched off", 1, false, "xterm", "false", progressHidden),
		Entry("not by one of several processes", 2, true, "xterm", "true", progressHidden),
	)

	// shown is what three ticks leave on the log.
	shown := func(ctx SpecContext, how progressMode) string {
		GinkgoHelper()
		p := &progress{perCycle: 1_000, cycles: 1, began: time.Now()}
		log := &announcedLog{lines: make(chan struct{}, 4)}
		ticks, quit, done := make(chan time.Time), make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			p.show(log, how, ticks, quit)
		}()
		for _, files := range []int64{0, 999, 1_000} {
			p.note(gmem.Sample{Files: files, RSS: 90 * gmem.MB})
			ticks <- time.Time{}
			Eventually(ctx, log.lines).Should(Receive())
		}
		close(quit)
		Eventually(ctx, done).Should(BeClosed())
		return regexp.MustCompile(`\d+ files/s`).ReplaceAllString(log.String(), "N files/s")
	}

	It("is written over in place, without escape codes, and leaves nothing behind", func(ctx SpecContext) {
		log := shown(ctx, progressInPlace)
		Expect(log).To(MatchRegexp(`^\n\rstarting, 0s so far\r999 of 1000 files, .*\r1000 of 1000 files, .*\r +\r$`))
		Expect(log).NotTo(ContainSubstring("\x1b"))
	}, SpecTimeout(time.Minute))

	It("is a line each time where it can't be written over", func(ctx SpecContext) {
		Expect(shown(ctx, progressPlain)).To(MatchRegexp(`^\nstarting, 0s so far\n999 of .*\n1000 of 1000 files, N files/s, RSS 90.0 MB, 0s left\n$`))
	}, SpecTimeout(time.Minute))
})
