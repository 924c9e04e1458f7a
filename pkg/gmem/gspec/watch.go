package gspec

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/embecode/embecode/pkg/gmem"
)

// Options say how a suite is watched. The zero value reports and fails nothing.
type Options struct {
	// Most is how many specs the report lists, those first that took most; 0 means 10.
	Most int
	// Limit is how far the peak of each spec may lie above its beginning, in bytes; 0 means no limit.
	Limit gmem.Bytes
}

// limitLabel is what the label of a spec's own limit begins with.
const limitLabel = "memory-limit="

// Limit returns a decorator that gives a spec, or all specs of a container, a limit of its own. The innermost counts.
func Limit(limit gmem.Bytes) ginkgo.Labels {
	return ginkgo.Label(fmt.Sprintf("%s%d-bytes", limitLabel, int64(limit)))
}

// limitOf is the limit that holds for a spec.
func (o Options) limitOf(spec ginkgo.SpecReport) gmem.Bytes {
	limit := o.Limit
	for _, label := range slices.Concat(append(spec.ContainerHierarchyLabels, spec.LeafNodeLabels)...) {
		var own int64
		if _, err := fmt.Sscanf(label, limitLabel+"%d-bytes", &own); err == nil {
			limit = gmem.Bytes(own)
		}
	}
	return limit
}

// taken is what a spec took.
type taken struct {
	Peak gmem.Bytes `json:"peak_bytes"` // above its beginning
	Left gmem.Bytes `json:"left_bytes"` // at its end, above its beginning
}

// entry is the name of the report entry that holds it.
const entry = "memory taken"

// Watch has the resident memory of this process sampled during each spec of the suite. Call it once, at the top level. A spec
// that passes its limit fails, and at the end of the report the hungriest are listed. It always returns true.
func Watch(options Options) bool {
	var watcher *gmem.Watcher // of the spec that runs: a process runs one at a time
	ginkgo.BeforeEach(func() {
		self, err := gmem.Self()
		if err == nil {
			watcher, err = gmem.Start(self, gmem.WatchOptions{})
		}
		if err != nil {
			ginkgo.AddReportEntry("memory can't be watched", err.Error(), ginkgo.ReportEntryVisibilityFailureOrVerbose)
			watcher = nil
		}
	})
	ginkgo.AfterEach(func() {
		if watcher == nil {
			return
		}
		series, err := watcher.Stop()
		watcher = nil
		if err != nil {
			ginkgo.AddReportEntry("memory can't be watched", err.Error(), ginkgo.ReportEntryVisibilityFailureOrVerbose)
			return
		}
		ginkgo.AddReportEntry(entry, taken{series.Peak() - series.Baseline, series.Growth()}, ginkgo.ReportEntryVisibilityNever)
		if limit := options.limitOf(ginkgo.CurrentSpecReport()); limit > 0 {
			if verdict := series.GrowBelow(limit); !verdict.OK && !verdict.Inconclusive {
				ginkgo.Fail("the spec takes too much memory: " + verdict.Text())
			}
		}
	})
	ginkgo.ReportAfterSuite("Memory", func(report ginkgo.Report) {
		if table := options.hungriest(report.SpecReports); table != "" {
			ginkgo.AddReportEntry("the specs that took most memory", text(table), ginkgo.ReportEntryVisibilityAlways)
		}
	})
	return true
}

// text prints itself as it stands, below the name of its entry.
type text string

func (t text) String() string { return "\n" + string(t) }

// hungriest lists the specs that took most, and what each left behind; it is empty where none was watched.
func (o Options) hungriest(specs types.SpecReports) string {
	type row struct {
		name string
		taken
	}
	var rows []row
	for _, spec := range specs {
		for _, found := range spec.ReportEntries {
			if took, ok := decode(found); ok {
				rows = append(rows, row{spec.FullText(), took})
			}
		}
	}
	if len(rows) == 0 {
		return ""
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(b.Peak, a.Peak) })
	table := new(gmem.Table).Heading("peak", "left", "spec")
	for _, row := range rows[:min(cmp.Or(max(o.Most, 0), 10), len(rows))] {
		table.Row("+"+max(row.Peak, 0).Short(), row.Left.Short(), row.name)
	}
	return strings.TrimRight(table.String(), "\n")
}

// decode reads an entry. Those of other processes of the suite have come as JSON.
func decode(found types.ReportEntry) (took taken, ok bool) {
	if found.Name != entry {
		return taken{}, false
	}
	if took, ok = found.GetRawValue().(taken); ok {
		return took, true
	}
	return took, json.Unmarshal([]byte(found.Value.AsJSON), &took) == nil
}
