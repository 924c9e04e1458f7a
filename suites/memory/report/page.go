package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"

	"github.com/embecode/embecode/suites/memory/run"
)

// page is what report.html shows.
type page struct {
	Started     string
	Runs        []section
	Kills       *kills            // nil when there are none
	Certificate *certificateTable // nil when there is none
}

//go:embed report.html.tmpl
var pageText string

var pageTemplate = template.Must(template.New("report.html").Parse(pageText))

// Summary says in one line how the runs ended.
func (p page) Summary() string {
	healthy := 0
	for _, s := range p.Runs {
		if s.Healthy {
			healthy++
		}
	}
	switch {
	case len(p.Runs) == 0:
		return "No run was measured."
	case healthy == len(p.Runs):
		return fmt.Sprintf("ok: %d of %d runs", healthy, len(p.Runs))
	}
	return fmt.Sprintf("FAILED: %d of %d runs", len(p.Runs)-healthy, len(p.Runs))
}

// Healthy tells whether there were runs, all of them healthy.
func (p page) Healthy() bool {
	for _, s := range p.Runs {
		if !s.Healthy {
			return false
		}
	}
	return len(p.Runs) > 0
}

func (p page) render() ([]byte, error) {
	var out bytes.Buffer
	if err := pageTemplate.Execute(&out, p); err != nil {
		return nil, fmt.Errorf("write report.html: %w", err)
	}
	return out.Bytes(), nil
}

// startOf is when the first of the runs began; empty when there are none.
func startOf(records []run.Record) string {
	if len(records) == 0 || records[0].Series.Started.IsZero() {
		return ""
	}
	return records[0].Series.Started.UTC().Format("2006-01-02 15:04 MST")
}
