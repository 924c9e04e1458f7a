package memory_test

import (
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/internal/settings"
	"github.com/embecode/embecode/suites/memory/reach"
	"github.com/embecode/embecode/suites/memory/workload"
)

// Nothing is judged of memory here: the rounds are done in a program with coverage counters, which take memory and time.
var _ = Describe("The judged rounds", Label("slow", "reach"), func() {
	It("execute nearly every statement of the product", func(ctx SpecContext) {
		if !*flagReach {
			Skip("it takes minutes: ask for it with -reach")
		}
		needsGenerated()
		root, err := settings.Root()
		Expect(err).NotTo(HaveOccurred())
		fresh := freshJob(sourceTree(ctx, options().scale))
		jobs := []workload.Job{fresh, lifeJob(workload.Life), lifeJob(workload.Stores)}
		for _, task := range []workload.Task{workload.Rebuilds, workload.Updates, workload.Searches} {
			jobs = append(jobs, sessionJob(task, editableTree(ctx)))
		}
		program, err := reach.Build(ctx, root, GinkgoT().TempDir())
		Expect(err).NotTo(HaveOccurred())
		counters := counted(ctx, program, jobs...)
		inC, err := reach.BuildC(ctx, root, GinkgoT().TempDir())
		Expect(err).NotTo(HaveOccurred())
		counted(ctx, inC, fresh, lifeJob(workload.Life))

		var report reach.Report
		report.Commit, err = reach.Commit(ctx, root)
		Expect(err).NotTo(HaveOccurred())
		report.Packages, err = program.Packages(ctx, counters...)
		Expect(err).NotTo(HaveOccurred())
		c, err := inC.Lines(ctx)
		Expect(err).NotTo(HaveOccurred())
		report.C = &c
		asked := options().Reach
		judged := report.Judge(reach.Limits{Least: float64(asked.Least), Most: float64(asked.Exempt)}, reach.Exceptions())
		Expect(os.MkdirAll(options().out, 0o700)).To(Succeed())
		Expect(report.Write(options().out)).To(Succeed())
		AddReportEntry("reach", plainText(report.String()+filepath.Join(options().out, reach.FileName)), ReportEntryVisibilityAlways)
		Expect(judged).NotTo(HaveOccurred())
	}, SpecTimeout(time.Hour))
})

// counted has a program do jobs, and returns the folders of their counters.
func counted(ctx SpecContext, program *reach.Program, jobs ...workload.Job) (counters []string) {
	GinkgoHelper()
	for _, job := range jobs {
		job.Counters = GinkgoT().TempDir()
		counters = append(counters, job.Counters)
		_, err := workload.InChild(ctx, program.Path, nil, GinkgoT().TempDir(), job)
		Expect(err).NotTo(HaveOccurred())
	}
	return counters
}
