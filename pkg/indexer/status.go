package indexer

import (
	"maps"
	"sync"
	"time"

	"github.com/embecode/embecode/pkg/store"
)

// State says what an indexer is doing, or how its last run ended.
type State string

// The states of an indexer.
const (
	Idle      State = "idle" // no run yet
	Indexing  State = "indexing"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Status is a snapshot of the current run, or of the last one.
type Status struct {
	State       State
	Found       int64                      // files that the walk has found so far
	Indexed     int64                      // files whose chunks were written to the store
	Unchanged   int64                      // files that an update found as the store held them; zero for a full index
	Skipped     map[store.SkipReason]int64 // files found and not indexed, by reason
	ToDo        int64                      // files found and none of these yet; a full index's walk runs ahead by a bounded number
	Chunks      int64                      // chunks written to the store
	Path        string                     // the file whose chunking began last
	LastUpdated time.Time                  // when a run last committed; zero before
	Err         error                      // why the run failed or was cancelled
}

// TotalSkipped is the number of files skipped for whatever reason.
func (s Status) TotalSkipped() int64 {
	var total int64
	for _, count := range s.Skipped {
		total += count
	}
	return total
}

// progress is the status under its lock.
type progress struct {
	mu     sync.Mutex
	status Status
}

func (p *progress) snapshot() Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	snapshot := p.status
	snapshot.Skipped = maps.Clone(p.status.Skipped)
	snapshot.ToDo = snapshot.Found - snapshot.Indexed - snapshot.Unchanged - snapshot.TotalSkipped()
	return snapshot
}

// begin starts a run; it reports false while one is under way.
func (p *progress) begin() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.status.State == Indexing {
		return false
	}
	p.status = Status{State: Indexing, Skipped: map[store.SkipReason]int64{}, LastUpdated: p.status.LastUpdated}
	return true
}

func (p *progress) end(state State, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status.State, p.status.Err, p.status.Path = state, err, ""
	if state == Done {
		p.status.LastUpdated = time.Now()
	}
}

func (p *progress) found() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status.Found++
}

func (p *progress) chunking(path string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status.Path = path
}

// unvisited counts the files that an update needn't look at, given how many of those found it has to.
func (p *progress) unvisited(visited int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status.Unchanged += p.status.Found - visited
}

// settled counts a file of which everything is in the store.
func (p *progress) settled(done *chunkedFile) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case done.file.Skipped != store.NotSkipped:
		p.status.Skipped[done.file.Skipped]++
	case done.unchanged:
		p.status.Unchanged++
	default:
		p.status.Indexed++
		p.status.Chunks += int64(done.written)
	}
}
