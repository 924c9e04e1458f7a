//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gbytes"
	"golang.org/x/sys/unix"
)

var _ = Describe("gmem run and signals", Label("slow"), func() {
	// counting is a command that tells each signal of a kind and ends with a status of 6 at the second.
	counting := func(kind string) []string {
		return []string{"run", "--", "sh", "-c", "n=0; trap 'n=$((n+1)); echo got $n; [ $n = 2 ] && exit 6' " + kind +
			"; i=0; echo ready; while [ $((i += 1)) -le 100 ]; do sleep 0.05; done; exit 5"}
	}
	// started runs gmem and waits until its command is ready.
	started := func(ctx context.Context, command *exec.Cmd) *gbytes.Buffer {
		GinkgoHelper()
		out := gbytes.NewBuffer()
		command.Stdout = out
		Expect(command.Start()).To(Succeed())
		Eventually(ctx, out).Should(gbytes.Say("ready"))
		return out
	}

	DescribeTable("passes each on that is sent to it alone, as often as it is:", func(ctx SpecContext, kind syscall.Signal) {
		if signal.Ignored(kind) {
			Skip("the tests were started to ignore it, as by nohup, and so is whatever they start")
		}
		command, _, problems := called(ctx, "", counting(strings.TrimPrefix(unix.SignalName(kind), "SIG"))...)
		out := started(ctx, command)
		Expect(command.Process.Signal(kind)).To(Succeed())
		Eventually(ctx, out).Should(gbytes.Say("got 1"))
		Expect(command.Process.Signal(kind)).To(Succeed())
		Expect(command.Wait()).NotTo(Succeed())
		Expect(command.ProcessState.ExitCode()).To(Equal(6), "%s", problems)
	},
		Entry("SIGINT", SpecTimeout(time.Minute), syscall.SIGINT),
		Entry("SIGTERM", SpecTimeout(time.Minute), syscall.SIGTERM),
		Entry("SIGHUP", SpecTimeout(time.Minute), syscall.SIGHUP),
		Entry("SIGQUIT", SpecTimeout(time.Minute), syscall.SIGQUIT),
		Entry("SIGUSR1", SpecTimeout(time.Minute), syscall.SIGUSR1),
	)

	It("leaves an interrupt at the terminal to the terminal, which sends it to the command too", func(ctx SpecContext) {
		command, _, problems := called(ctx, "", counting("INT")...)
		terminal, own := openTerminal()
		command.Stdin, command.Stderr = own, own
		command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
		out := started(ctx, command)
		_, err := io.WriteString(terminal, "\x03")
		Expect(err).NotTo(HaveOccurred())
		Eventually(ctx, out).Should(gbytes.Say("got 1"))
		Consistently(ctx, out).WithTimeout(300 * time.Millisecond).ShouldNot(gbytes.Say("got 2"))
		_, err = io.WriteString(terminal, "\x03")
		Expect(err).NotTo(HaveOccurred())
		Expect(command.Wait()).NotTo(Succeed())
		Expect(command.ProcessState.ExitCode()).To(Equal(6), "%s", problems)
	}, SpecTimeout(time.Minute))

	It("ignores what it was started to ignore, as the command then does", func(ctx SpecContext) {
		command, out, problems := called(ctx, "", "run", "--", "grep", "SigIgn", "/proc/self/status")
		command.Path, command.Args = "/bin/sh", append([]string{"sh", "-c", `trap "" HUP; exec "$0" "$@"`, program}, command.Args[1:]...)
		Expect(status(command)).To(Equal(0), "%s", problems)
		Expect(out.String()).To(MatchRegexp(`\t0+1\n`), "bit 0 is SIGHUP's")
	}, SpecTimeout(time.Minute))

	It("tells how a signal ended the command", func(ctx SpecContext) {
		command, _, problems := called(ctx, "", "run", "--", "sh", "-c", "kill -9 $$")
		Expect(status(command)).To(Equal(exitBySignal+9), "%s", problems)
	}, SpecTimeout(time.Minute))
})

// openTerminal makes a terminal: its keyboard and screen, and the end that programs use.
func openTerminal() (terminal, own *os.File) {
	GinkgoHelper()
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(terminal.Close)
	Expect(unix.IoctlSetPointerInt(int(terminal.Fd()), unix.TIOCSPTLCK, 0)).To(Succeed())
	number, err := unix.IoctlGetInt(int(terminal.Fd()), unix.TIOCGPTN)
	Expect(err).NotTo(HaveOccurred())
	own, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR, 0)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(own.Close)
	return terminal, own
}
