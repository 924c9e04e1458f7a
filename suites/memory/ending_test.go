package memory_test

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/embecode/embecode/internal/settings"
	"github.com/embecode/embecode/suites/memory/run"
)

// ended is what is known of this run of the suite when it has ended.
var ended struct {
	setUp    error         // why no spec was run
	report   *types.Report // Ginkgo's, of all processes; only the first of several has it
	records  []run.Record
	measured bool // memory.json is this run's
	silent   bool // this process was no run of the suite
}

// The report is kept for what is printed behind it. Of several processes none has a log of its own, so there the lines
// become part of the report.
var _ = ReportAfterSuite("What it comes to", func(report Report) {
	ended.report = &report
	if ended.measured {
		archive, err := run.ReadArchive(filepath.Join(options.out, "memory.json"))
		if err != nil {
			Fail(err.Error())
		}
		ended.records = archive.Runs
	}
	if text := endingOf(!report.SuiteSucceeded); text != "" {
		visible := ReportEntryVisibilityNever
		if report.SuiteConfig.ParallelTotal > 1 {
			visible = ReportEntryVisibilityAlways
			if onGitHub() {
				text = "\n" + annotations(&report) + text
			}
		}
		AddReportEntry("outcome", plainText(text), visible)
	}
})

// conclude prints and writes what the run comes to, and gives the exit status for the tests' own.
func conclude(to io.Writer, code int) int {
	if ended.silent || (ended.report == nil && ended.setUp == nil) {
		return code
	}
	reached := outcomeOf(code != 0, ended.records)
	if onGitHub() {
		fmt.Fprint(to, annotations(ended.report)) //nolint:errcheck // there is nobody left to tell
	}
	fmt.Fprint(to, endingOf(code != 0)) //nolint:errcheck // as above
	if reached != outcomeNothing {
		err := errors.Join(reached.write(outFolder(), ended.measured), appendSummary(reached, endingOf(code != 0), ended.records, outFolder()))
		if err != nil {
			fmt.Fprintln(to, err) //nolint:errcheck // as above
		}
	}
	return reached.status(code)
}

// outFolder is the output folder, also when the options were refused.
func outFolder() string {
	if options.out != "" {
		return options.out
	}
	root, err := settings.Root()
	if err != nil {
		return *flagOut
	}
	return fromRoot(root, *flagOut)
}

// endingOf is the end of the log. After a run that has failed its last lines say what, how much and where to look.
func endingOf(failed bool) string {
	reached := outcomeOf(failed, ended.records)
	switch reached {
	case outcomeNothing:
		return ""
	case outcomeClean:
		return cleanLine(ended.records)
	case outcomeLeak:
		found, _ := findingIn(ended.records)
		return lastLines(reached, found, fromModule(filepath.Join(outFolder(), "memory.json")))
	}
	return lastLines(reached, breakageOf(ended.setUp, ended.report, len(ended.records)), "")
}

func lastLines(reached outcome, found finding, figures string) string {
	var out strings.Builder
	out.WriteString("\n" + wrap(fmt.Sprintf("verdict: %s", reached)))
	out.WriteString(wrap("what: " + found.what))
	out.WriteString(wrap("how much: " + found.howMuch))
	out.WriteString(wrap("where: " + found.where))
	if figures != "" {
		out.WriteString("figures: " + figures + "\n")
	}
	return out.String()
}

func cleanLine(records []run.Record) string {
	verdicts := 0
	for _, record := range records {
		verdicts += len(record.Verdicts)
	}
	return fmt.Sprintf("\nverdict: clean, %d verdicts over %d runs\n", verdicts, len(records))
}

// breakageOf is what failed where no verdict over memory did: the set-up, a spec of Ginkgo's report, or something else.
func breakageOf(setUp error, report *types.Report, measured int) finding {
	found := finding{
		what:    "no verdict over memory has failed; something else has",
		howMuch: fmt.Sprintf("runs measured: %d", measured),
		where:   "the failures above",
	}
	if setUp != nil {
		return finding{what: "the suite could not start", howMuch: "no spec was run", where: inOneLine(setUp.Error())}
	}
	if report == nil {
		return found
	}
	broken := report.SpecReports.WithState(types.SpecStateFailureStates)
	switch {
	case len(broken) > 0:
		found.what = titleOf(broken[0])
		found.howMuch = fmt.Sprintf("specs failed: %d; runs measured: %d", len(broken), measured)
		found.where = fmt.Sprintf("%s:%d: %s", fromModule(broken[0].Failure.Location.FileName),
			broken[0].Failure.Location.LineNumber, inOneLine(broken[0].Failure.Message))
	case len(report.SpecialSuiteFailureReasons) > 0:
		found.where = report.SpecialSuiteFailureReasons[0]
	}
	return found
}

// titleOf is a spec's text, or what kind of node it is where it has none.
func titleOf(spec types.SpecReport) string {
	if text := spec.FullText(); text != "" {
		return text
	}
	return spec.LeafNodeType.String()
}

// fromModule is a path as it is from the module's root; what lies outside stays as it is.
func fromModule(path string) string {
	root, err := settings.Root()
	if err != nil {
		return path
	}
	relative, err := filepath.Rel(root, path)
	if err != nil || !filepath.IsLocal(relative) {
		return path
	}
	return filepath.ToSlash(relative)
}

// inOneLine is the beginning of a text without the lines in which Gomega names types and addresses.
func inOneLine(text string) string {
	const most = 200
	lines := slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "<") })
	short := []rune(strings.Join(strings.Fields(strings.Join(lines, " ")), " "))
	if len(short) > most {
		return string(short[:most]) + " ..."
	}
	return string(short)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}
