package report

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/embecode/embecode/suites/memory/run"
)

// Write draws the runs whose memory.json lies in a folder and writes report.html beside it, with the kill matrix and the
// certificate where the folder holds them: chart-N.svg, chart-N.png and chart-N-dark.png for the N-th run. Charts of an
// earlier report with more runs are removed. Each file is written beside its place and moved there. What can't be drawn
// or read does not keep the rest from being written; the error names it.
func Write(folder string) error {
	records, err := run.Records(folder)
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	var problems []error
	note := func(err error) {
		if err != nil {
			problems = append(problems, err)
		}
	}
	fonts := loadFonts()
	shown := page{Started: startOf(records)}
	for i, record := range records {
		number := i + 1
		note(writeFile(chartPath(folder, number, ".svg"), svgOf(record, number, true, fonts)))
		for suffix, dark := range map[string]bool{".png": false, "-dark.png": true} {
			png, err := pngOf(record, dark, fonts)
			note(err)
			note(writeFile(chartPath(folder, number, suffix), png))
		}
		shown.Runs = append(shown.Runs, sectionOf(record, number, svgOf(record, number, false, fonts)))
	}
	note(removeCharts(folder, len(records)))
	shown.Kills, err = readKills(folder)
	note(err)
	shown.Certificate, err = readCertificate(folder)
	note(err)
	html, err := shown.render()
	note(err)
	if err == nil {
		note(writeFile(filepath.Join(folder, "report.html"), html))
	}
	return errors.Join(problems...)
}

func chartPath(folder string, number int, suffix string) string {
	return filepath.Join(folder, "chart-"+strconv.Itoa(number)+suffix)
}

// writeFile writes a file as a whole or not at all; nothing is written where there is nothing to write.
func writeFile(path string, content []byte) error {
	if len(content) == 0 {
		return nil
	}
	draft := path + ".draft"
	if err := os.WriteFile(draft, content, 0o600); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	if err := os.Rename(draft, path); err != nil {
		return errors.Join(fmt.Errorf("write the report: %w", err), os.Remove(draft))
	}
	return nil
}

var ownChart = regexp.MustCompile(`^chart-([1-9][0-9]*)(?:\.svg|(?:-dark)?\.png)$`)

// removeCharts removes the charts of runs beyond the last.
func removeCharts(folder string, last int) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("remove old charts: %w", err)
	}
	var problems []error
	for _, entry := range entries {
		name := ownChart.FindStringSubmatch(entry.Name())
		if name == nil {
			continue
		}
		if number, err := strconv.Atoi(name[1]); err == nil && number > last {
			problems = append(problems, os.Remove(filepath.Join(folder, entry.Name())))
		}
	}
	return errors.Join(problems...)
}
