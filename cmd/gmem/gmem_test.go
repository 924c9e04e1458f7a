package main

import (
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
)

var _ = Describe("gmem", Label("slow"), func() {
	BeforeEach(func() {
		if runtime.GOOS != "linux" {
			Skip("process trees are read on Linux only")
		}
	})

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
			Expect(suite).To(And(HaveField("Tests", 2), HaveField("Failures", 1), HaveField("Cases", HaveExactElements(
				HaveField("Failure", BeNil()), HaveField("Failure.Message", HavePrefix("ceiling: failed"))))))
		}, SpecTimeout(time.Minute))

		It("fails nothing in JUnit when it is only to tell, but what the command itself failed", func(ctx SpecContext) {
			path := filepath.Join(GinkgoT().TempDir(), "new", "junit.xml")
			command, _, problems := called(ctx, "hog", "run", "-report-only", "-ceiling=100MB", "-junit="+path, "--", "sh", "-c", self+"; exit 3")
			Expect(status(command)).To(Equal(3), "%s", problems)
			data, err := os.ReadFile(path)
			Expect(err).NotTo(HaveOccurred())
			var suite junitSuite
			Expect(xml.Unmarshal(data, &suite)).To(Succeed())
			Expect(suite.Cases).To(HaveExactElements(
				HaveField("Name", "ended"), HaveField("Skipped.Message", HavePrefix("ceiling: failed"))))
		}, SpecTimeout(time.Minute))

		It("doesn't run a command whose results could not be written", func(ctx SpecContext) {
			folder := GinkgoT().TempDir()
			ran, taken := filepath.Join(folder, "ran"), filepath.Join(folder, "taken")
			Expect(os.WriteFile(taken, nil, 0o600)).To(Succeed())
			for _, flag := range []string{"-out=", "-junit="} {
				command, _, problems := called(ctx, "", "run", flag+filepath.Join(taken, "x"), "--", "touch", ran)
				Expect(status(command)).To(Equal(exitBroken))
				Expect(problems.String()).To(ContainSubstring("write into "))
				Expect(ran).NotTo(BeAnExistingFile())
			}
		}, SpecTimeout(time.Minute))

		It("goes on watching what outlives the command, and stops that too at the ceiling", func(ctx SpecContext) {
			command, _, problems := called(ctx, "hog", "run", "-ceiling=200MB", "--", "sh", "-c", self+" &")
			Expect(status(command)).To(Equal(exitTooMuch), "%s", problems)
		}, SpecTimeout(time.Minute))

		It("tells of what still runs after that", func(ctx SpecContext) {
			command, _, problems := called(ctx, "", "run", "-linger=100ms", "--", "sh", "-c", "sleep 2 >/dev/null 2>&1 &")
			Expect(status(command)).To(Equal(0), "%s", problems)
			Expect(problems.String()).To(MatchRegexp(`what outlives the command: sleep \(\d+\) .* still\s+ran`))
		}, SpecTimeout(time.Minute))

		It("knows the peak of a process whose parent has ended, also between two samples", func(ctx SpecContext) {
			out := GinkgoT().TempDir()
			command, _, problems := called(ctx, "spike", "run", "-every=2s", "-out="+out, "--", "sh", "-c", "("+self+" & ); sleep 1")
			Expect(status(command)).To(Equal(0), "%s", problems)
			file, err := report.Read(filepath.Join(out, report.FileName))
			Expect(err).NotTo(HaveOccurred())
			Expect(file.Runs[0].PeakBytes).To(BeNumerically(">", 300*gmem.MB), "%s", problems)
		}, SpecTimeout(time.Minute))

		It("runs a command as often as it is asked to, while it succeeds", func(ctx SpecContext) {
			out := GinkgoT().TempDir()
			command, _, problems := called(ctx, "", "run", "-repeat=3", "-out="+out, "--", "sh", "-c", "echo >>"+filepath.Join(out, "times"))
			Expect(status(command)).To(Equal(0), "%s", problems)
			file, err := report.Read(filepath.Join(out, report.FileName))
			Expect(err).NotTo(HaveOccurred())
			Expect(file.Runs).To(HaveLen(3))
			command, _, problems = called(ctx, "", "run", "-repeat=3", "-out="+out, "--", "sh", "-c", "echo >>"+filepath.Join(out, "times")+"; exit 4")
			Expect(status(command)).To(Equal(4), "%s", problems)
			times, err := os.ReadFile(filepath.Join(out, "times"))
			Expect(err).NotTo(HaveOccurred())
			Expect(times).To(HaveLen(4))
		}, SpecTimeout(time.Minute))

		It("keeps the command's status when nobody reads the report", func(ctx SpecContext) {
			read, write, err := os.Pipe()
			Expect(err).NotTo(HaveOccurred())
			command, _, _ := called(ctx, "", "run", "--", "sh", "-c", "exit 3")
			command.Stderr = write
			Expect(read.Close()).To(Succeed())
			DeferCleanup(write.Close)
			Expect(status(command)).To(Equal(3))
		}, SpecTimeout(time.Minute))

		It("can't tell whether a command too short for a sample stayed below what gmem itself holds", func(ctx SpecContext) {
			command, _, problems := called(ctx, "", "run", "-every=2s", "-ceiling=1MB", "--", "sh", "-c", "exit 0")
			Expect(status(command)).To(Equal(0), "%s", problems)
			Expect(problems.String()).To(ContainSubstring("ceiling: inconclusive"))
		}, SpecTimeout(time.Minute))

		It("watches a package's specs, with the compiler and the program that it makes of them", func(ctx SpecContext) {
			out := GinkgoT().TempDir()
			command, _, problems := called(ctx, "", "run", "-ceiling=6GB", "-out="+out, "--", "go", "test", "-count=1", "../../pkg/gmem/internal/stats")
			Expect(status(command)).To(Equal(0), "%s", problems)
			file, err := report.Read(filepath.Join(out, report.FileName))
			Expect(err).NotTo(HaveOccurred())
			Expect(file.Runs[0].PeakBytes).To(BeNumerically(">", 20*gmem.MB))
			Expect(file.Runs[0].Verdicts).To(ConsistOf(HaveField("OK", true)))
			Expect(problems.String()).To(MatchRegexp(`processes +\S+ \(\d+\) [^\n]*and \d+ more`))
		}, SpecTimeout(2*time.Minute))

		It("says so when a command can't be found or run", func(ctx SpecContext) {
			command, _, _ := called(ctx, "", "run", "--", "no-such-command")
			Expect(status(command)).To(Equal(exitNotFound))
			command, _, _ = called(ctx, "", "run", "--", GinkgoT().TempDir())
			Expect(status(command)).To(Equal(exitNotRun))
			command, _, problems := called(ctx, "", "run")
			Expect(status(command)).To(Equal(exitBroken))
			Expect(problems.String()).To(ContainSubstring("there is no command to run"))
			command, _, _ = called(ctx, "", "run", "-every=5s", "--", "true")
			Expect(status(command)).To(Equal(exitBroken), "it would never be sampled")
			command, _, problems = called(ctx, "", "run", "-ceiling=2GiB", "--", "true")
			Expect(status(command)).To(Equal(exitBroken))
			Expect(strings.Count(problems.String(), "invalid value")).To(Equal(1), problems.String())
			Expect(problems.String()).To(ContainSubstring("-linger"), "the flags that there are")
		}, SpecTimeout(time.Minute))
	})

	Describe("watch", func() {
		// server starts a program that serves until the spec ends.
		server := func(role string, environ ...string) (pid, count string) {
			GinkgoHelper()
			count = filepath.Join(GinkgoT().TempDir(), "count")
			command := exec.Command(self)
			command.Env = append(os.Environ(), roleEnv+"="+role, "COUNT="+count)
			command.Env = append(command.Env, environ...)
			Expect(command.Start()).To(Succeed())
			DeferCleanup(func() { _ = command.Process.Kill(); _ = command.Wait() })
			Eventually(count).Should(BeAnExistingFile())
			return strconv.Itoa(command.Process.Pid), count
		}

		It("fails a server that certainly grows, by the request where they are counted", func(ctx SpecContext) {
			pid, count := server("leak")
			command, _, problems := called(ctx, "", "watch", "-pid="+pid, "-for=6s", "-every=50ms", "-unit=request", "-count-cmd=cat "+count)
			Expect(status(command)).To(Equal(exitTooMuch), "%s", problems)
			Expect(problems.String()).To(MatchRegexp(`resident memory: \+[567]\d\.\d KB/request`))
		}, SpecTimeout(time.Minute))

		It("keeps the settings that the process was started with and that raise memory", func(ctx SpecContext) {
			pid, _ := server("clean", "GOGC=400")
			out := GinkgoT().TempDir()
			command, _, problems := called(ctx, "", "watch", "-report-only", "-pid="+pid, "-for=1s", "-out="+out)
			Expect(status(command)).To(Equal(0), "%s", problems)
			file, err := report.Read(filepath.Join(out, report.FileName))
			Expect(err).NotTo(HaveOccurred())
			Expect(file.Runs[0].Series.Settings).To(ConsistOf("GOGC=400"))
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
		fourth := write("4.json", 122*gmem.MB)
		command, out, _ := called(ctx, "", "compare", "-fail-on-increase=10%", first, second)
		Expect(status(command)).To(Equal(0), "%s", out)
		command, out, _ = called(ctx, "", "compare", "-fail-on-increase=10%", first, second, third)
		Expect(status(command)).To(Equal(exitTooMuch), "%s", out)
		command, out, _ = called(ctx, "", "compare", first, second, third, fourth)
		Expect(status(command)).To(Equal(0), "%s", out)
		Expect(out.String()).To(ContainSubstring("over 4 files the peak moves by +7"))
	}, SpecTimeout(time.Minute))
})
