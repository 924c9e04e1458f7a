package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/onsi/ginkgo/v2/types"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/report"
	"github.com/embecode/embecode/suites/memory/mutants/mutate"
)

// question is a container of the suite that is asked by itself, or one half of it.
type question struct {
	container string
	half      string // of a life; empty for all
}

// The containers, and the halves of a life by their flag.
const (
	life  = "Living through everything that can befall an index"
	crowd = "Indexing a crowd of files"

	halfTree   = "life"
	halfStores = "stores"
)

// firstFor are the questions for a mutant in the order in which it shows soonest. They reach most, and take a fraction of what all
// others do: one half of a life has the whole product and the other the store alone, and a crowd fills what has a limit.
func firstFor(m mutate.Mutant) []question {
	tree, stores := question{life, halfTree}, question{life, halfStores}
	switch {
	case m.IsLimit():
		return []question{{container: crowd}, tree, stores}
	case path.Dir(m.File) == "pkg/store":
		return []question{stores, tree, {container: crowd}}
	default:
		return []question{tree, {container: crowd}, stores}
	}
}

// memorySuite builds and runs the memory suite.
type memorySuite struct {
	root, scratch string
	limit         time.Duration // for building and running it once
	quick         bool          // run the first containers only
}

// shown is what a run of the suite has shown.
type shown struct {
	Red      string         // the text of the first spec that failed; empty when none did
	Verdicts []gmem.Verdict // that failed
}

// errNotBuilt means that the compiler refuses a mutant.
var errNotBuilt = errors.New("it does not compile")

// build builds the suite, with an overlay if there is one, and returns the program's checksum.
func (s *memorySuite) build(ctx context.Context, overlay, binary string) (sum string, err error) {
	args := []string{"test", "-c", "-buildvcs=false", "-o", binary}
	if overlay != "" {
		args = append(args, "-overlay="+overlay)
	}
	command := exec.CommandContext(ctx, "go", append(args, "./suites/memory")...)
	command.Dir = s.root
	if output, err := command.CombinedOutput(); ctx.Err() != nil {
		return "", ctx.Err()
	} else if err != nil {
		return "", fmt.Errorf("%w: %s", errNotBuilt, output)
	}
	file, err := os.Open(binary)
	if err != nil {
		return "", err
	}
	defer file.Close() //nolint:errcheck // it is only read
	hash := sha256.New()
	_, err = io.Copy(hash, file)
	return hex.EncodeToString(hash.Sum(nil)[:8]), err
}

// packages are the folders, from the root, of the packages that are linked into the suite.
func (s *memorySuite) packages(ctx context.Context) (map[string]bool, error) {
	command := exec.CommandContext(ctx, "go", "list", "-deps", "-test", "-f", "{{with .Module}}{{if .Main}}{{$.Dir}}{{end}}{{end}}", "./suites/memory")
	command.Dir = s.root
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("list the packages of the suite: %w", err)
	}
	linked := map[string]bool{}
	for folder := range strings.Lines(string(output)) {
		if below, err := filepath.Rel(s.root, strings.TrimSpace(folder)); err == nil {
			linked[filepath.ToSlash(below)] = true
		}
	}
	return linked, nil
}

// try runs the memory specs: those that are asked first, one after the other, and all others when these are green.
func (s *memorySuite) try(ctx context.Context, binary string, first []question) (result shown, err error) {
	for _, one := range first {
		if result, err = s.run(ctx, binary, "--ginkgo.focus="+one.container, "-half="+one.half); err != nil || result.Red != "" {
			return result, err
		}
	}
	if s.quick {
		return result, nil
	}
	return s.run(ctx, binary, "--ginkgo.skip="+life+"|"+crowd, "--ginkgo.fail-fast")
}

// run runs specs that judge memory, and reads what Ginkgo and the suite have written.
func (s *memorySuite) run(ctx context.Context, binary string, args ...string) (result shown, err error) {
	out, err := os.MkdirTemp(s.scratch, "out-*")
	if err != nil {
		return result, err
	}
	defer os.RemoveAll(out) //nolint:errcheck // of a temporary folder
	specs := filepath.Join(out, "specs.json")
	command := exec.CommandContext(ctx, binary, append(args, "-test.run=^TestMemory$", "-test.timeout=0", "--ginkgo.no-color",
		"--ginkgo.label-filter=memory || sizes", "--ginkgo.json-report="+specs, "-out="+out, "-charts=false")...)
	command.Dir = filepath.Join(s.root, "suites", "memory")
	command.Env = append(os.Environ(), "GITHUB_STEP_SUMMARY=", "TMPDIR="+out)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) } // it ends its own children
	command.WaitDelay = 20 * time.Second
	output, failed := command.CombinedOutput()
	if ctx.Err() != nil {
		return result, ctx.Err()
	}
	var reports []types.Report
	if data, err := os.ReadFile(specs); err != nil {
		return result, fmt.Errorf("run the suite: %w\n%s", errors.Join(failed, err), output)
	} else if err := json.Unmarshal(data, &reports); err != nil {
		return result, fmt.Errorf("read Ginkgo's report: %w", err)
	}
	result.Red = firstRed(reports)
	file, err := report.Read(filepath.Join(out, report.FileName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // nothing was measured
		return result, err
	}
	for _, run := range file.Runs {
		for _, verdict := range run.Verdicts {
			if !verdict.OK && !verdict.Inconclusive {
				result.Verdicts = append(result.Verdicts, verdict)
			}
		}
	}
	return result, nil
}

// firstRed is the text of the first spec that failed.
func firstRed(reports []types.Report) string {
	for _, report := range reports {
		for _, spec := range report.SpecReports.WithState(types.SpecStateFailureStates) {
			return spec.FullText()
		}
		if !report.SuiteSucceeded {
			return report.SuiteDescription
		}
	}
	return ""
}
