package gmem

import (
	"fmt"
	"strings"

	"github.com/onsi/gomega/types"
)

// VerdictWithinRun is the name of the verdict on live bytes within one run.
const VerdictWithinRun = "within-run"

// Point is what was alive at some moment of a run, when so many files were done.
type Point struct {
	Files int64 `json:"files"`
	Live  Bytes `json:"live_bytes"` // after a collection
}

// fewestPoints after the warm-up: below that a few large files at hand make a trend.
const fewestPoints = 12

// WithinOptions say what growth within one run counts.
type WithinOptions struct {
	// Threshold is the growth that is still allowed, in bytes per file; it must be above zero.
	Threshold float64
	// Slack is the growth over all judged points that is allowed anyhow, in bytes: the work at hand comes to more or less
	// from reading to reading, which on a small tree is much per file. 0 means none.
	Slack Bytes
}

// JudgeWithinRun fails when live bytes grow with the files done in one run by more than the options allow: the Theil-Sen
// slope, which no large file at hand moves. The first quarter of the points, while pools fill, is not judged.
// It is vacuous with fewer than twelve points after that, points out of order and a reading that is not above zero.
func JudgeWithinRun(points []Point, options WithinOptions) Verdict {
	if !finite(options.Threshold) || options.Threshold <= 0 || options.Slack < 0 {
		return vacuous(VerdictWithinRun, "bytes/file",
			fmt.Sprintf("a threshold of %v bytes per file and a slack of %s allow nothing", options.Threshold, options.Slack.Short()))
	}
	judged := points[len(points)/4:]
	if len(judged) < fewestPoints {
		return vacuous(VerdictWithinRun, "bytes/file", fmt.Sprintf("too few points: %d after a quarter of warm-up, want at least %d",
			len(judged), fewestPoints))
	}
	files, live := make([]float64, len(judged)), make([]float64, len(judged))
	for i, point := range judged {
		if point.Live <= 0 || (i > 0 && point.Files <= judged[i-1].Files) {
			return vacuous(VerdictWithinRun, "bytes/file", fmt.Sprintf("%s alive at file %s is no reading, or out of order",
				point.Live.Short(), group(point.Files)))
		}
		files[i], live[i] = float64(point.Files), float64(point.Live)
	}
	slope, err := TheilSen(files, live)
	if err != nil {
		return vacuous(VerdictWithinRun, "bytes/file", err.Error())
	}
	limit := max(options.Threshold, float64(options.Slack)/(files[len(files)-1]-files[0]))
	return Verdict{
		Name: VerdictWithinRun, OK: slope <= limit, Value: slope, Limit: limit, Unit: "bytes/file",
		Detail: withinDetail(judged, BytesPerFile(slope), limit),
	}
}

func withinDetail(judged []Point, rate BytesPerFile, limit float64) string {
	first, last := judged[0], judged[len(judged)-1]
	lines := []string{
		fmt.Sprintf("live bytes within one run: %v, allowed %s", rate, strings.TrimPrefix(BytesPerFile(limit).String(), "+")),
		fmt.Sprintf("judged:    %d readings from file %s to %s; %s at the first, %s at the last",
			len(judged), group(first.Files), group(last.Files), first.Live.Short(), last.Live.Short()),
	}
	if float64(rate) > limit {
		total := rate.Over(extrapolated)
		lines = append(lines,
			fmt.Sprintf("ahead:     %s by %s files", signed(total.Short(), total), group(extrapolated)),
			"look first at what is kept for each file until the run ends: lists of paths, chunks that wait, a transaction")
	}
	return strings.Join(lines, "\n")
}

// HoldSteadyWithin succeeds for the []Point of one run whose live bytes do not grow with its files, as JudgeWithinRun sees
// it.
func HoldSteadyWithin(options WithinOptions) types.GomegaMatcher {
	return &judging[[]Point]{
		promise: "hold steady from file to file",
		subject: func(points []Point) string { return fmt.Sprintf("live bytes over %d readings of one run", len(points)) },
		judge:   func(points []Point) Verdict { return JudgeWithinRun(points, options) },
	}
}
