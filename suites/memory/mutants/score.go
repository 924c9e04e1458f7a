package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/mutants/mutate"
)

// line is a result in one line.
func (r result) line() string {
	text := fmt.Sprintf("%s  %s:%d %s: %s → %s", r.Outcome, r.File, r.Line, r.Rule, r.Before, cmp.Or(r.After, nothing))
	if len(r.Verdicts) > 0 {
		text += "  by " + strings.Join(r.Verdicts, ", ")
	}
	if r.Outcome == caught {
		text += map[bool]string{true: "; right: ", false: "; WRONG: "}[r.Right] + strings.Join(append(r.Named, r.Sites...), ", ")
	}
	if r.Outcome == survived && r.Note != "" {
		text += "  " + r.Note
	}
	return fmt.Sprintf("%s  %.0f s", text, r.Seconds)
}

// tally counts results.
type tally struct{ counted, caught, right int }

func (t tally) caughtShare() float64 { return 100 * float64(t.caught) / float64(max(t.counted, 1)) }

func (t *tally) add(r result) {
	if !r.Outcome.counts() {
		return
	}
	t.counted++
	if r.Outcome == caught {
		t.caught++
	}
	if r.Right {
		t.right++
	}
}

func score(results []result) (t tally) {
	for _, r := range results {
		t.add(r)
	}
	return t
}

// String says what it comes to.
func (t tally) String() string {
	return fmt.Sprintf("%d mutants count: %d caught (%.0f %%), %d with the right part named (%.0f %%)\n",
		t.counted, t.caught, t.caughtShare(), t.right, 100*float64(t.right)/float64(max(t.counted, 1)))
}

// table shows the rules, and then whatever wasn't caught with its place.
func table(results []result) string {
	byRule, others := map[string]*tally{}, map[outcome]int{}
	for _, r := range results {
		if byRule[r.Rule] == nil {
			byRule[r.Rule] = &tally{}
		}
		byRule[r.Rule].add(r)
		if !r.Outcome.counts() {
			others[r.Outcome]++
		}
	}
	rules := new(gmem.Table).Heading("rule", "count", "caught", "right")
	for _, rule := range mutate.Rules() {
		if t := byRule[rule[0]]; t != nil {
			rules.Row(rule[0], fmt.Sprint(t.counted), fmt.Sprint(t.caught), fmt.Sprint(t.right))
		}
	}
	var text strings.Builder
	text.WriteString(rules.String())
	for _, o := range []outcome{notBuilt, same, fails, tooLong} {
		if others[o] > 0 {
			fmt.Fprintf(&text, "%d don't count: %s\n", others[o], o)
		}
	}
	for _, r := range results {
		if r.Outcome != notBuilt && r.Outcome != same && !r.Right {
			text.WriteString("\n" + r.Key + "\n  " + r.line() + "\n")
		}
	}
	return text.String()
}
