package main

import (
	"bytes"
	"context"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
)

var _ = Describe("gmem", Ordered, ContinueOnFailure, Label("slow"), func() {
	var program, self string

	BeforeAll(func(ctx SpecContext) {
		if runtime.GOOS != "linux" {
			Skip("process trees are read on Linux only")
		}
		program = filepath.Join(GinkgoT().TempDir(), "gmem")
		built, err := exec.CommandContext(ctx, "go", "build", "-o", program, ".").CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), "%s", built)
		self, err = os.Executable()
		Expect(err).NotTo(HaveOccurred())
	}, NodeTimeout(3*time.Minute))

	// called is gmem as people call it, with the role of the watched program.
	called := func(ctx context.Context, role string, args ...string) (command *exec.Cmd, out, problems *bytes.Buffer) {
		command = exec.CommandContext(ctx, program, args...)
		command.Env = append(os.Environ(), roleEnv+"="+role)
		out, problems = &bytes.Buffer{}, &bytes.Buffer{}
		command.Stdout, command.Stderr = out, problems
		return command, out, problems
	}
	status := func(command *exec.Cmd) int {
		GinkgoHelper()
		if err := command.Run(); err != nil {
			var exit *exec.ExitError
			Expect(err).To(BeAssignableToTypeOf(exit))
		}
		return command.ProcessState.ExitCode()
	}

	Describe("run", func() {
		It("passes input, output and exit status through, and tells on its own stream what it took", func(ctx SpecContext) {
			command, out, problems := called(ctx, "", "run", "--", "sh", "-c", "cat; echo told >&2; exit 7")
			command.Stdin = strings.NewReader("given")
			Expect(status(command)).To(Equal(7), "%s", problems)
			Expect(out.String()).To(Equal("given"))
			Expect(problems.String()).To(And(ContainSubstring("told"), ContainSubstring("peak RSS")))
		}, SpecTimeout(time.Minute))

		It("knows a peak that came and went between two samples", func(ctx SpecContext) {
			out := GinkgoT().TempDir()
			command, _, problems := called(ctx, "spike", "run", "-every=2s", "-out="+out, "-ceiling=2GB", "--", self)
			Expect(status(command)).To(Equal(0), "%s", problems)
			file, err := report.Read(filepath.Join(out, report.FileName))
			Expect(err).NotTo(HaveOccurred())
			Expect(file.Runs[0].PeakBytes).To(BeNumerically(">", 300*gmem.MB))
			Expect(filepath.Join(out, "report.html")).To(BeAnExistingFile())
		}, SpecTimeout(time.Minute))

		It("stops the whole tree at the ceiling, with a status of its own", func(ctx SpecContext) {
			command, _, problems := called(ctx, "hog", "run", "-ceiling=200MB", "--", "sh", "-c", self+" & wait; true")
			Expect(status(command)).To(Equal(exitTooMuch), "%s", problems)
			Expect(problems.String()).To(ContainSubstring("ceiling: failed: peak 2"))
		}, SpecTimeout(time.Minute))

		It("knows that a command too short for a sample stayed below the ceiling", func(ctx SpecContext) {
			command, _, problems := called(ctx, "", "run", "-every=2s", "-ceiling=1GB", "--", "true")
			Expect(status(command)).To(Equal(0), "%s", problems)
			Expect(problems.String()).To(ContainSubstring("ceiling: ok: peak at most"))
		}, SpecTimeout(time.Minute))

		It("only tells of it when asked to, and keeps the command's status", func(ctx SpecContext) {
			command, _, problems := called(ctx, "hog", "run", "-report-only", "-ceiling=200MB", "--", self)
			Expect(status(command)).To(Equal(0), "%s", problems)
			Expect(problems.String()).To(ContainSubstring("ceiling: failed"))
		}, SpecTimeout(time.Minute))

		It("counts descendants, and those too whose parent has ended", func(ctx SpecContext) {
			out := GinkgoT().TempDir()
			command, _, problems := called(ctx, "", "run", "-out="+out, "--", "sh", "-c",
				"("+roleEnv+"=hog "+self+" & ); sleep 3")
			Expect(status(command)).To(Equal(0), "%s", problems)
			file, err := report.Read(filepath.Join(out, report.FileName))
			Expect(err).NotTo(HaveOccurred())
			Expect(file.Runs[0].PeakBytes).To(BeNumerically(">", 500*gmem.MB), "%s", problems)
		}, SpecTimeout(time.Minute))

		It("leaves nothing of adopted processes that have ended", func(ctx SpecContext) {
			command, out, problems := called(ctx, "", "run", "--", "sh", "-c", "for i in 1 2 3; do (sleep 0.1 & ); done; sleep 1; ps -o stat= --ppid $PPID")
			Expect(status(command)).To(Equal(0), "%s", problems)
			Expect(out.String()).To(And(ContainSubstring("S"), Not(ContainSubstring("Z"))))
		}, SpecTimeout(time.Minute))

		It("writes JUnit, with the failure in it", func(ctx SpecContext) {
			path := filepath.Join(GinkgoT().TempDir(), "junit.xml")
			command, _, _ := called(ctx, "hog", "run", "-ceiling=100MB", "-junit="+path, "--", self)
			Expect(status(command)).To(Equal(exitTooMuch))
			data, err := os.ReadFile(path)
			Expect(err).NotTo(HaveOccurred())
			var suite junitSuite
			Expect(xml.Unmarshal(data, &suite)).To(Succeed())
			Expect(suite).To(And(HaveField("Tests", 1), HaveField("Failures", 1)))
		}, SpecTimeout(time.Minute))

		It("passes signals on, and tells how the command ended", func(ctx SpecContext) {
			command, _, problems := called(ctx, "", "run", "--", "sh", "-c", "trap 'exit 9' TERM; while :; do sleep 0.05; done")
			Expect(command.Start()).To(Succeed())
			time.AfterFunc(time.Second, func() { _ = command.Process.Signal(syscall.SIGTERM) })
			Expect(command.Wait()).NotTo(Succeed())
			Expect(command.ProcessState.ExitCode()).To(Equal(9), "%s", problems)

			command, _, problems = called(ctx, "", "run", "--", "sh", "-c", "kill -9 $$")
			Expect(status(command)).To(Equal(exitBySignal+9), "%s", problems)
		}, SpecTimeout(time.Minute))

		It("says so when a command can't be found or run", func(ctx SpecContext) {
			command, _, _ := called(ctx, "", "run", "--", "no-such-command")
			Expect(status(command)).To(Equal(exitNotFound))
			command, _, _ = called(ctx, "", "run", "--", GinkgoT().TempDir())
			Expect(status(command)).To(Equal(exitNotRun))
			command, _, problems := called(ctx, "", "run")
			Expect(status(command)).To(Equal(exitBroken))
			Expect(problems.String()).To(ContainSubstring("there is no command to run"))
		}, SpecTimeout(time.Minute))
	})

	Describe("watch", func() {
		// server starts a program that serves until the spec ends.
		server := func(role string) (pid, count string) {
			GinkgoHelper()
			count = filepath.Join(GinkgoT().TempDir(), "count")
			command := exec.Command(self)
			command.Env = append(os.Environ(), roleEnv+"="+role, "COUNT="+count)
			Expect(command.Start()).To(Succeed())
			DeferCleanup(func() { _ = command.Process.Kill(); _ = command.Wait() })
			Eventually(count).Should(BeAnExistingFile())
			return strconv.Itoa(command.Process.Pid), count
		}

		It("fails a server that certainly grows, by the request where they are counted", func(ctx SpecContext) {
			pid, count := server("leak")
			command, _, problems := called(ctx, "", "watch", "-pid="+pid, "-for=6s", "-every=50ms", "-unit=request", "-count-cmd=cat "+count)
			Expect(status(command)).To(Equal(exitTooMuch), "%s", problems)
			Expect(problems.String()).To(MatchRegexp(`resident memory: \+6\d\.\d KB/request`))
		}, SpecTimeout(time.Minute))

		It("passes one that doesn't", func(ctx SpecContext) {
			pid, _ := server("clean")
			command, _, problems := called(ctx, "", "watch", "-pid="+pid, "-for=6s", "-every=50ms")
			Expect(status(command)).To(Equal(0), "%s", problems)
			Expect(problems.String()).To(ContainSubstring("resident: ok"))
		}, SpecTimeout(time.Minute))

		It("passes one that grows evenly at first and then no more", func(ctx SpecContext) {
			pid, _ := server("warm")
			command, _, problems := called(ctx, "", "watch", "-pid="+pid, "-for=6s", "-every=50ms")
			Expect(status(command)).To(Equal(0), "%s", problems)
			Expect(problems.String()).To(And(ContainSubstring("resident: ok"), ContainSubstring("minutes"), Not(ContainSubstring("live bytes"))))
		}, SpecTimeout(time.Minute))

		It("reads a count again that is just being written", func(ctx SpecContext) {
			pid, count := server("clean")
			empty := filepath.Join(GinkgoT().TempDir(), "asked")
			command, _, problems := called(ctx, "", "watch", "-pid="+pid, "-for=2s", "-unit=request",
				"-count-cmd=test -e "+empty+" && cat "+count+"; touch "+empty)
			Expect(status(command)).To(Equal(0), "%s", problems)
		}, SpecTimeout(time.Minute))

		It("reports when it is interrupted, or the process ends", func(ctx SpecContext) {
			pid, _ := server("clean")
			command, _, problems := called(ctx, "", "watch", "-pid="+pid, "-for=10m", "-every=50ms")
			Expect(command.Start()).To(Succeed())
			time.AfterFunc(time.Second, func() { _ = command.Process.Signal(os.Interrupt) })
			Expect(command.Wait()).To(Succeed(), "%s", problems)
			Expect(problems.String()).To(ContainSubstring("too few rounds"))
		}, SpecTimeout(time.Minute))
	})

	It("finds nothing to say when it compares two runs of the same command", func(ctx SpecContext) {
		path := func() string {
			folder := GinkgoT().TempDir()
			command, _, problems := called(ctx, "", "run", "-out="+folder, "--", "sh", "-c", "sleep 0.2 & sleep 0.3 & wait")
			Expect(status(command)).To(Equal(0), "%s", problems)
			return filepath.Join(folder, report.FileName)
		}
		command, out, problems := called(ctx, "", "compare", path(), path())
		Expect(status(command)).To(Equal(0), "%s", problems)
		Expect(out.String()).NotTo(Or(ContainSubstring("not the same"), ContainSubstring("final")))
	}, SpecTimeout(time.Minute))

	It("compares files with an earlier one, each with the first", func(ctx SpecContext) {
		folder := GinkgoT().TempDir()
		write := func(name string, peak gmem.Bytes) string {
			path := filepath.Join(folder, name)
			run := report.Watched("a command", gmem.Series{Baseline: gmem.MB, Final: peak, HighWater: peak})
			Expect(report.File{Runs: []report.Run{run}}.Write(path)).To(Succeed())
			return path
		}
		first, second, third := write("1.json", 100*gmem.MB), write("2.json", 107*gmem.MB), write("3.json", 114*gmem.MB)
		command, out, _ := called(ctx, "", "compare", "-fail-on-increase=10%", first, second)
		Expect(status(command)).To(Equal(0), "%s", out)
		command, out, _ = called(ctx, "", "compare", "-fail-on-increase=10%", first, second, third)
		Expect(status(command)).To(Equal(exitTooMuch), "%s", out)
		command, out, _ = called(ctx, "", "compare", first, third)
		Expect(status(command)).To(Equal(0), "%s", out)
	}, SpecTimeout(time.Minute))
})
