package gspec

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
)

// AloneOptions say how a body is run by itself. The zero value works.
type AloneOptions struct {
	// Ceiling is the resident memory in bytes at which the process is ended from outside, as gmem.Supervise does; 0 means
	// that none is.
	Ceiling gmem.Bytes
	// QuietAllocators has malloc use one arena and no caches for threads, so that readings repeat.
	QuietAllocators bool
}

// childEnv marks the process that runs one spec by itself.
const childEnv = "GMEM_SPEC_ALONE"

// Alone returns the body of a spec that runs in a process of its own: this test binary, with this spec alone and everything
// that it needs, suite set-up included. What the process prints reaches GinkgoWriter while it runs, and its failure is the
// spec's, as is a Skip. Settings of the environment that move memory, such as GOGC, are left out. At most one AloneOptions may
// be given.
func Alone(body func(ginkgo.SpecContext), options ...AloneOptions) func(ginkgo.SpecContext) {
	if os.Getenv(childEnv) != "" {
		return body
	}
	return func(ctx ginkgo.SpecContext) {
		ginkgo.GinkgoHelper()
		var asked AloneOptions
		if len(options) > 0 {
			asked = options[0]
		}
		found, err := runAlone(ctx, asked)
		switch {
		case err != nil:
			ginkgo.Fail(fmt.Sprintf("run the spec in a process of its own: %v", err))
		case found.State.Is(types.SpecStateSkipped) && !found.Failure.IsZero():
			ginkgo.Skip(found.Failure.Message)
		case !found.State.Is(types.SpecStatePassed | types.SpecStateFailureStates): // a filter has left it out
			ginkgo.Fail(fmt.Sprintf("run the spec in a process of its own: it was %s there", found.State))
		case found.State.Is(types.SpecStateFailureStates):
			ginkgo.Fail(fmt.Sprintf("%s\n(in a process of its own, at %s)", found.Failure.Message, found.Failure.Location))
		}
	}
}

// runAlone runs the present spec in a child and returns what the child's report says of it.
func runAlone(ctx ginkgo.SpecContext, options AloneOptions) (found types.SpecReport, err error) {
	binary, err := os.Executable()
	if err != nil {
		return found, err
	}
	spec := ginkgo.CurrentSpecReport().FullText()
	report := filepath.Join(ginkgo.GinkgoT().TempDir(), "alone.json")
	command := exec.CommandContext(ctx, binary, append(passedOn(),
		"--ginkgo.focus="+regexp.QuoteMeta(spec)+"$", "--ginkgo.json-report="+report, "--ginkgo.no-color")...)
	command.Env = append(gmem.PlainEnviron(os.Environ()), childEnv+"=1")
	if options.QuietAllocators {
		command.Env = native.QuietEnviron(command.Env)
	}
	command.Stdout, command.Stderr = ginkgo.GinkgoWriter, ginkgo.GinkgoWriter
	highest, runErr := gmem.Supervise(ctx, command, options.Ceiling)
	if highest > 0 { // else it ended before the first sample
		ginkgo.AddReportEntry("highest resident memory of its own process", highest.String(), ginkgo.ReportEntryVisibilityFailureOrVerbose)
	}
	if errors.Is(runErr, gmem.ErrWatchdog) {
		return found, runErr
	}
	if found, err = reported(report, spec); err != nil {
		return found, errors.Join(runErr, err)
	}
	if found.State == types.SpecStatePassed {
		return found, runErr
	}
	return found, nil
}

// passedOn are the flags of this process that a child gets too: the user's own. Those of Ginkgo and of the testing package say
// what to run, and how many processes share it.
func passedOn() (kept []string) {
	flag.Visit(func(f *flag.Flag) {
		if !strings.HasPrefix(f.Name, "ginkgo.") && !strings.HasPrefix(f.Name, "test.") {
			kept = append(kept, "-"+f.Name+"="+f.Value.String())
		}
	})
	return kept
}

// reported is what a report says of a spec.
func reported(path, spec string) (types.SpecReport, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return types.SpecReport{}, err
	}
	var reports []types.Report
	if err := json.Unmarshal(data, &reports); err != nil {
		return types.SpecReport{}, err
	}
	for _, report := range reports {
		for _, found := range report.SpecReports {
			if found.LeafNodeType == types.NodeTypeIt && found.FullText() == spec {
				return found, nil
			}
		}
	}
	return types.SpecReport{}, errors.New("it did not run there")
}
