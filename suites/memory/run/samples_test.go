package run

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

// broken is a pipe that nobody reads any more.
type broken struct{ writes int }

func (b *broken) Write([]byte) (int, error) { b.writes++; return 0, io.ErrClosedPipe }

var _ = Describe("The samples of a child", func() {
	It("reach the parent every half second, with files and bytes", func() {
		var pipe bytes.Buffer
		send := sendSamples(&pipe)
		for i := range 100 {
			send(gmem.Sample{Elapsed: time.Duration(i) * 50 * time.Millisecond, Files: int64(i), RSS: gmem.MB})
		}
		var seen []gmem.Sample
		showSamples(&pipe, func(sample gmem.Sample) { seen = append(seen, sample) })
		Expect(seen).To(HaveLen(10))
		Expect(seen[1]).To(Equal(gmem.Sample{Files: 10, RSS: gmem.MB}))
	})

	It("cost the child no memory", func() {
		send := sendSamples(io.Discard)
		elapsed := time.Duration(0)
		Expect(testing.AllocsPerRun(100, func() {
			elapsed += sendEvery
			send(gmem.Sample{Elapsed: elapsed, Files: 1 << 40, RSS: 1 << 50})
		})).To(BeZero())
	})

	It("are no longer sent when nobody reads them", func() {
		to := &broken{}
		send := sendSamples(to)
		for i := range 5 {
			send(gmem.Sample{Elapsed: time.Duration(i) * time.Second})
		}
		Expect(to.writes).To(Equal(1))
	})

	It("are passed over where they make no sense", func() {
		shown := 0
		showSamples(bytes.NewBufferString("x y\n\n7\n1 2\n"), func(gmem.Sample) { shown++ })
		Expect(shown).To(Equal(1))
	})

	It("come through the pipe of a real process, and all of them before it is reported to have ended", func(ctx SpecContext) {
		var seen []gmem.Sample
		pipe, err := newSamplePipe(func(sample gmem.Sample) { seen = append(seen, sample) })
		Expect(err).NotTo(HaveOccurred())
		defer pipe.close()
		err = pipe.run(exec.CommandContext(ctx, "sh", "-c", "echo 1 100 >&3; echo 2 200 >&3; exit 3"), func(*os.Process) {})
		var exit *exec.ExitError
		Expect(errors.As(err, &exit)).To(BeTrue())
		Expect(exit.ExitCode()).To(Equal(3))
		Expect(seen).To(HaveExactElements(gmem.Sample{Files: 1, RSS: 100}, gmem.Sample{Files: 2, RSS: 200}))
	}, SpecTimeout(time.Minute))

	It("are not asked for where nobody looks", func() {
		pipe, err := newSamplePipe(nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(pipe).To(BeNil())
		pipe.close()
	})
})
