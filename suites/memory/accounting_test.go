package memory_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/store"
	"github.com/embecode/embecode/suites/memory/judge"
	"github.com/embecode/embecode/suites/memory/workload"
)

// roundsAccounting holds each round against the first one, and that against the tree.
func roundsAccounting(tree workload.Tree, result workload.Result) gmem.Verdict {
	a := judge.Accounting{Chunks: result.Chunks, Samples: len(result.Series().Samples), MinSamples: leastSamples(result.Series())}
	if result.Rounds.Rounds == nil { // it was done once
		a.Indexed = result.Files
	}
	for i, round := range result.Rounds.Rounds {
		if i == 0 || round.Units != a.Indexed {
			a.Indexed = round.Units
		}
	}
	a.DistinctPaths, a.Found, a.Skipped = a.Indexed, result.Found, result.Found-a.Indexed
	if tree.Counted && !tree.Real {
		a.Generated, a.GeneratedKnown = tree.Expected, true
	}
	return a.Verdict()
}

// sessionMismatches holds what the index ends with against the tree, and what was done against what was asked for.
func sessionMismatches(tree workload.Tree, result workload.Result, least, most int64) []string {
	stored, series := result.Stored, result.Series()
	verdict := judge.Accounting{
		Found: stored.Found, Indexed: stored.Files, Skipped: stored.Skipped, DistinctPaths: stored.DistinctPaths,
		Generated: tree.Expected, GeneratedKnown: true, Chunks: stored.Chunks,
		Samples: len(series.Samples), MinSamples: leastSamples(series),
	}.Verdict()
	var wrong []string
	if !verdict.OK {
		wrong = append(wrong, verdict.Detail)
	}
	if rounds := int64(max(len(result.Rounds.Rounds), 1)); result.Files < least*rounds || result.Files > most*rounds {
		wrong = append(wrong, fmt.Sprintf("indexed or searched %d times, want %d to %d", result.Files, least*rounds, most*rounds))
	}
	if stored.Current != workload.EditedFiles {
		wrong = append(wrong, fmt.Sprintf("the index holds %d of %d edited files as they are", stored.Current, workload.EditedFiles))
	}
	return wrong
}

// neverSkippedFor are the reasons that no tree brings about which the root user can read, and which is no deeper than a path.
var neverSkippedFor = []store.SkipReason{
	store.SkipUnreadable, store.SkipPathTooLong, store.SkipIgnoreUnreadable, store.SkipGitUnreadable,
}

// storesAccounting wants every round to have been lived.
func storesAccounting(result workload.Result) gmem.Verdict {
	var wrong []string
	if read := len(result.Rounds.Rounds); result.Files != int64(read) {
		wrong = append(wrong, fmt.Sprintf("lived %d rounds, and read %d", result.Files, read))
	}
	return judge.Mismatches(judge.VerdictAccounting, wrong, "every round")
}

// lifeAccounting wants every reason for which a file can be skipped.
func lifeAccounting(result workload.Result) gmem.Verdict {
	var wrong []string
	for reason := store.NotSkipped + 1; !strings.HasPrefix(reason.String(), "reason "); reason++ {
		if result.Skipped[reason] == 0 && !slices.Contains(neverSkippedFor, reason) {
			wrong = append(wrong, fmt.Sprintf("no file is skipped as %q: add one to the tree of everything", reason))
		}
	}
	return judge.Mismatches(judge.VerdictAccounting, wrong, "every skip reason")
}
