package workload

import (
	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/store"
	"github.com/embecode/embecode/suites/memory/judge"
)

// Result is what a job has shown.
type Result struct {
	Rounds gmem.Rounds `json:"rounds"` // of a task done again and again; of one done once, its series alone
	Found  int64       `json:"files_found"`
	Chunks int64       `json:"chunks"` // of one round
	Files  int64       `json:"files"`  // done in all rounds
	Stored Stored      `json:"stored"` // by the index that stays open over all rounds, at its end; of a life its orphans alone, zero for other tasks

	// Unreleased is what tree-sitter held when a task that was done once had ended, before any collection.
	Unreleased gmem.Bytes `json:"unreleased_bytes"`

	Stages []judge.Stage `json:"stages,omitempty"` // of a task of stages, in their order
	InHand InHand        `json:"in_hand"`          // likewise

	Disk    []judge.Disk               `json:"disk,omitempty"`    // of a life, at the end of each round
	Skipped map[store.SkipReason]int64 `json:"skipped,omitempty"` // of a life, by its last full index

	Quiet      bool `json:"quiet"`      // the quiet allocator settings were in force
	Processors int  `json:"processors"` // that Go code ran on
}

// Series is resident memory over the whole job.
func (r Result) Series() gmem.Series { return r.Rounds.Series }

// Unmetered says why native memory was not counted; empty when it was.
func (r Result) Unmetered() string {
	for _, left := range r.Rounds.LeftOut {
		if left.Name == "native memory" {
			return left.Reason
		}
	}
	return ""
}

// TreeSitter returns the most that tree-sitter held at the end of a round, before any collection.
func (r Result) TreeSitter() gmem.Bytes {
	most := r.Unreleased
	for _, round := range r.Rounds.Rounds {
		for _, part := range round.Before {
			if part.Name == "tree-sitter" {
				most = max(most, part.Bytes)
			}
		}
	}
	return most
}
