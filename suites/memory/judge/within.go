package judge

import (
	"github.com/embecode/embecode/pkg/gmem"
)

// Point is what was alive at some moment of a run, when so many files were done.
type Point struct {
	Files int64      `json:"files"`
	Live  gmem.Bytes `json:"live_bytes"` // after a collection
}

// fewestPoints after the warm-up: below that a few large files at hand make a trend.
const fewestPoints = 12

// Within says what growth within one run counts.
type Within struct {
	Threshold float64    // growth that is still allowed, in bytes per file; above zero
	Slack     gmem.Bytes // growth over all judged points that is allowed anyhow: work in flight varies between readings
}

// Verdict fails when live bytes grow with the files done in one run by more than allowed, judged as rounds are: from point to
// point. The first quarter of the points, while pools fill, is not judged. It is inconclusive with fewer than twelve points
// after that, points out of order and a reading that is not above zero.
func (w Within) Verdict(points []Point) gmem.Verdict {
	verdict := gmem.Verdict{Name: VerdictWithinRun, Unit: "bytes/file"}
	if !(w.Threshold > 0) || w.Slack < 0 {
		return inconclusive(verdict, "a threshold of %v bytes per file and a slack of %s allow nothing", w.Threshold, w.Slack.Short())
	}
	warmUp := len(points) / 4
	if judged := len(points) - warmUp; judged < fewestPoints {
		return inconclusive(verdict, "too few points: %d after a quarter of warm-up, want at least %d", judged, fewestPoints)
	}
	files := points[len(points)-1].Files - points[warmUp].Files
	rounds := gmem.Rounds{WarmUp: warmUp + 1, Options: gmem.RepeatOptions{
		Unit: "file", Allowance: max(w.Threshold, float64(w.Slack)/float64(max(files, 1))),
	}}
	for i, point := range points {
		done := point.Files
		if i > 0 {
			done -= points[i-1].Files
		}
		rounds.Rounds = append(rounds.Rounds, gmem.Round{Units: done, Live: point.Live})
	}
	rounds.Verdicts = rounds.Judge()
	verdict, _ = rounds.Verdict(gmem.VerdictLive)
	verdict.Name = VerdictWithinRun
	if !verdict.OK {
		verdict.Advice = "what is kept for each file until the run ends: lists of paths, chunks that wait, a transaction"
	}
	return verdict
}
