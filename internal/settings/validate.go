package settings

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
)

// minJudged is the least number of cycles after warm-up: of four values in rising order, Kendall's exact test is 95.8 %
// sure that they rise (1 − 1/4!), of three only 83 %.
const minJudged = 4

// labelName is what a label may look like: nothing that means something to Ginkgo's label filters or to a shell.
var labelName = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)

// Validate reports every value that makes no sense, joined, each with its key and, as far as it is known, its line.
func (s Settings) Validate() error {
	c := check{settings: s}
	for _, name := range slices.Sorted(maps.Keys(s.Labels)) {
		c.that(labelName.MatchString(name), "labels."+name, "want a label of small letters, digits and hyphens")
	}
	m := s.Memory
	c.that(m.Ceiling > 0, "memory.ceiling", "want an amount above zero, not %s", m.Ceiling.Short())
	c.that(m.SampleEvery > 0 && m.SampleEvery <= SlowestSampling, "memory.sample_every",
		"want a time above zero and at most %s, not %s", SlowestSampling, m.SampleEvery)
	c.that(m.MinSamples >= 1, "memory.min_samples", "want at least one sample, not %d", m.MinSamples)
	c.above(m.Tree.Scale, 0, "memory.tree.scale")
	c.above(m.Tree.LeakScale, 0, "memory.tree.leak_scale")
	c.steady(m.SteadyRSS.SteadyState, "memory.steady_rss")
	c.confidence(m.SteadyRSS, "memory.steady_rss.confidence")
	c.steady(m.SteadyLive, "memory.steady_live")
	c.above(m.Flatness.Scale, 1, "memory.flatness.scale")
	c.above(m.Flatness.Factor, 1, "memory.flatness.factor")
	c.that(m.Flatness.Budget > 0, "memory.flatness.budget", "want an amount above zero, not %s", m.Flatness.Budget.Short())
	c.above(m.WithinRun.Threshold, 0, "memory.within_run.threshold")
	c.that(m.WithinRun.Slack >= 0, "memory.within_run.slack", "want an amount of zero or more, not %s", m.WithinRun.Slack.Short())
	return errors.Join(c.problems...)
}

// check collects what is wrong with settings.
type check struct {
	settings Settings
	problems []error
}

// that records a problem with the key unless all is well with it.
func (c *check) that(well bool, key, format string, args ...any) {
	if well {
		return
	}
	text := key + ": " + fmt.Sprintf(format, args...)
	if line, known := c.settings.lines[key]; known {
		text = fmt.Sprintf("%s:%d: %s", c.settings.path, line, text)
	}
	c.problems = append(c.problems, errors.New(text))
}

// above wants a finite number above the limit. NaN is above nothing.
func (c *check) above(value, limit float64, key string) {
	c.that(value > limit && !math.IsInf(value, 1), key, "want a number above %v, not %v", limit, value)
}

// steady checks what both forms of the steady state have in common.
func (c *check) steady(s SteadyState, key string) {
	c.that(s.WarmUp >= 0, key+".warm_up", "want zero cycles or more, not %d", s.WarmUp)
	c.that(s.Cycles-s.WarmUp >= minJudged, key+".cycles", "want at least %d cycles after the warm-up of %d, not %d",
		minJudged, s.WarmUp, s.Cycles-s.WarmUp)
	c.above(s.Threshold, 0, key+".threshold")
}

// confidence wants one that the number of cycles can reach at all: else the verdict could never be red.
func (c *check) confidence(s SteadyRSS, key string) {
	judged := s.Cycles - s.WarmUp
	most := 1 - 1/math.Gamma(float64(judged)+1)
	c.that(s.Confidence > 0.5 && s.Confidence <= most, key,
		"want one above 0.5 and, with %d cycles after warm-up, at most %.3f, not %v", judged, most, s.Confidence)
}
