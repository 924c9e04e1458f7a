package memory_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/embecode/embecode/suites/memory/run"
)

// baseline is an earlier memory.json that this run is compared with. There may be none: nil.
type baseline struct {
	path    string
	archive run.Archive
}

// loadBaseline reads an earlier memory.json and holds it against this machine. What it refuses, it refuses before
// anything is measured.
func loadBaseline(path string) (*baseline, error) {
	archive, err := run.ReadArchive(path)
	if err != nil {
		return nil, err
	}
	if archive.MeasuredOn == nil {
		return nil, fmt.Errorf("%s does not say on which machine it was measured: measure it again with this version", path)
	}
	if len(archive.Runs) == 0 {
		return nil, fmt.Errorf("%s holds no run: measure it again, with --label-filter=memory", path)
	}
	machine, err := run.ThisMachine()
	if err != nil {
		return nil, err
	}
	if different := machine.Differences(*archive.MeasuredOn); len(different) > 0 {
		return nil, errors.New(refusalText(path, "was measured on another machine", different))
	}
	return &baseline{path, archive}, nil
}

// refusal says why a run can't be compared with the baseline; it is empty when it can, or when there is no baseline.
func (b *baseline) refusal(origin run.Origin, leak string) string {
	if b == nil {
		return ""
	}
	earlier, found := b.runOf(origin.Kind)
	if !found {
		return refusalText(b.path, "holds no run to compare this one with",
			[]string{fmt.Sprintf("kind of run: %q is missing", origin.Kind)})
	}
	different := origin.Differences(earlier.Origin)
	if earlier.Leak != leak {
		different = append(different, fmt.Sprintf("leak injected on purpose: %s in the baseline, %s here", named(earlier.Leak), named(leak)))
	}
	if earlier.Stopped != "" {
		different = append(different, "the baseline's run was stopped early: "+earlier.Stopped)
	}
	if len(different) == 0 {
		return ""
	}
	return refusalText(b.path, "can't be compared with this run", different)
}

func (b *baseline) runOf(kind string) (run.Record, bool) {
	at := slices.IndexFunc(b.archive.Runs, func(record run.Record) bool { return record.Kind == kind })
	if at < 0 {
		return run.Record{}, false
	}
	return b.archive.Runs[at], true
}

func refusalText(path, why string, different []string) string {
	return wrap(fmt.Sprintf("the baseline %s %s:\n- %s\nMeasure a baseline like this run, and compare with that.",
		path, why, strings.Join(different, "\n- ")))
}

func named(leak string) string {
	if leak == "" {
		return "none"
	}
	return leak
}

// parseIncrease reads how much a run may be above the baseline: "10%" is 10.
func parseIncrease(text string) (float64, error) {
	number, percent := strings.CutSuffix(text, "%")
	allowed, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if !percent || err != nil || !(allowed > 0 && allowed <= 1_000) {
		return 0, fmt.Errorf("flag -fail-on-increase=%s: want a percentage above zero, such as 10%%", text)
	}
	return allowed, nil
}
