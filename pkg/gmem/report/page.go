package report

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
)

var (
	//go:embed page.html.tmpl
	pageText string
	//go:embed chart.svg.tmpl
	chartText string

	templates = template.Must(template.Must(template.New("page").Parse(pageText)).Parse(chartText))
)

// WritePage writes report.html into the folder that holds a memory.json, with all of its runs, and chart-N.svg with the chart
// of the N-th run alone. Charts of an earlier report with more runs are removed.
func WritePage(folder string) error {
	file, err := Read(filepath.Join(folder, FileName))
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	problems := []error{writeWhole(filepath.Join(folder, "report.html"), func(to io.Writer) error {
		return render(to, "page", pageOf(file))
	})}
	for i := range file.Runs {
		problems = append(problems, writeWhole(filepath.Join(folder, fmt.Sprintf("chart-%d.svg", i+1)), func(to io.Writer) error {
			return render(to, "chart", newChart(&file.Runs[i], i+1, true))
		}))
	}
	return errors.Join(append(problems, removeCharts(folder, len(file.Runs)))...)
}

// render executes a template, and leaves nothing in it that can't be seen.
func render(to io.Writer, name string, data any) error {
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, name, data); err != nil {
		return err
	}
	_, err := to.Write(bytes.Map(visible, out.Bytes()))
	return err
}

var ownChart = regexp.MustCompile(`^chart-([1-9][0-9]*)\.svg$`)

// removeCharts removes the charts of runs beyond the last.
func removeCharts(folder string, last int) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return fmt.Errorf("remove old charts: %w", err)
	}
	var problems []error
	for _, entry := range entries {
		if name := ownChart.FindStringSubmatch(entry.Name()); name != nil {
			if number, err := strconv.Atoi(name[1]); err == nil && number > last {
				problems = append(problems, os.Remove(filepath.Join(folder, entry.Name())))
			}
		}
	}
	return errors.Join(problems...)
}
