package memory_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

// onGitHub reports whether the log is read by GitHub Actions, and Ginkgo doesn't annotate it itself.
func onGitHub() bool {
	_, reporter := GinkgoConfiguration()
	return os.Getenv("GITHUB_ACTIONS") == "true" && !reporter.GithubOutput
}

// annotations are the commands by which GitHub shows each failure at its line of code. A run that could not start has
// none: there is no line to show it at.
func annotations(report *types.Report) string {
	if report == nil {
		return ""
	}
	var out strings.Builder
	for _, spec := range report.SpecReports.WithState(types.SpecStateFailureStates) {
		at := spec.Failure.Location
		fmt.Fprintf(&out, "::error file=%s,line=%d,title=%s::%s\n",
			property(fromModule(at.FileName)), at.LineNumber, property(titleOf(spec)), data(strings.TrimSpace(spec.Failure.Message)))
	}
	return out.String()
}

// data escapes what GitHub would take for the end of a command, property what would end one of its properties as well.
var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace
)

// appendSummary adds the run to the summary of the CI step, where there is one.
func appendSummary(reached outcome, ending string, records []run.Record, out string) (err error) {
	path := os.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write the summary of the step: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	artifacts, err := artifactsIn(out)
	if err != nil {
		return err
	}
	_, err = file.WriteString(summary(reached, ending, records, artifacts, runAddress()))
	return err
}

// artifactsIn are the names of the files that the run left.
func artifactsIn(out string) (names []string, err error) {
	entries, err := os.ReadDir(out)
	if err != nil {
		return nil, fmt.Errorf("list the artifacts: %w", err)
	}
	for _, entry := range entries {
		names = append(names, fromModule(filepath.Join(out, entry.Name())))
	}
	return names, nil
}

// runAddress is the page of this run, where its artifacts can be fetched; empty when it is not known.
func runAddress() string {
	server, repository, id := os.Getenv("GITHUB_SERVER_URL"), os.Getenv("GITHUB_REPOSITORY"), os.Getenv("GITHUB_RUN_ID")
	if server == "" || repository == "" || id == "" {
		return ""
	}
	return fmt.Sprintf("%s/%s/actions/runs/%s#artifacts", server, repository, id)
}

// summary is the run in Markdown: what it comes to, each measured spec's verdicts, and where the rest is.
func summary(reached outcome, ending string, records []run.Record, artifacts []string, address string) string {
	var out strings.Builder
	fmt.Fprintf(&out, "## Memory: %s\n\n```text\n%s\n```\n", reached, strings.TrimSpace(ending))
	for _, record := range records {
		fmt.Fprintf(&out, "\n### %s\n\n", cell(record.Spec))
		fmt.Fprintf(&out, "RSS over time, %s at the start, %s at its peak, %s at the end: `%s`\n\n",
			record.BaselineBytes.Short(), record.PeakBytes.Short(), record.FinalBytes.Short(),
			gmem.Sparkline(record.Series, gmem.SparkOptions{}))
		out.WriteString("| verdict | outcome | measured |\n| --- | --- | --- |\n")
		for _, verdict := range record.Verdicts {
			fmt.Fprintf(&out, "| %s | %s | %s |\n", verdict.Name, verdict.Outcome(), cell(firstLine(verdict.Detail)))
		}
		if record.Diagnosis != "" {
			fmt.Fprintf(&out, "\n%s\n", cell(record.Diagnosis))
		}
	}
	if len(artifacts) > 0 {
		out.WriteString("\n### Artifacts\n\n")
		if address != "" {
			fmt.Fprintf(&out, "[Fetch them from this run's page](%s):\n\n", address)
		}
		for _, name := range slices.Sorted(slices.Values(artifacts)) {
			fmt.Fprintf(&out, "- %s\n", cell(name))
		}
	}
	return out.String() + "\n"
}

// cell makes a text safe for a cell of a table in Markdown: names of files may hold anything.
func cell(text string) string {
	return strings.NewReplacer("\r", " ", "\n", "<br>", "|", "\\|", "&", "&amp;", "<", "&lt;", ">", "&gt;",
		"`", "&#96;", "*", "\\*", "_", "\\_", "[", "\\[", "]", "\\]").Replace(text)
}
