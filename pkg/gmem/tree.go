package gmem

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"
)

// Tree reads the memory of a process and all its descendants together. It is a Meter, may be used from several goroutines and
// holds no descriptor between two readings.
//
// On Linux it counts resident memory (RSS) of one process. Of several it counts proportional memory (PSS), in which pages that
// they share are counted once; where the kernel doesn't tell, or may not be asked, shared pages count for each of them. PSS
// takes 0.3 to 4 ms for each process: it is read so often only that it costs a fiftieth of a core, and RSS serves between.
//
// On macOS it counts the physical footprint, which is what a process would give back by its end, and on Windows private
// commit. Neither holds what processes share.
type Tree struct {
	root     int
	rootless bool // the root itself doesn't count

	mutex   sync.Mutex
	members map[int]*Member // the living, and of the ended those that took most
	sharing Bytes           // what the sum of RSS counts too often, as of the last reading of PSS
	due     time.Time       // when PSS is read next
	counted string
}

// Member is one process of a tree.
type Member struct {
	PID   int    `json:"pid"`
	Name  string `json:"name"`
	Peak  Bytes  `json:"peak_bytes"` // of what is counted of it
	Ended bool   `json:"ended"`
}

const (
	// mostMembers bounds what is remembered of a tree that starts process after process.
	mostMembers = 200
	// sharingShare is which part of a core the reading of PSS may take.
	sharingShare = 50
)

// OpenTree finds the running process with this id and whatever descends from it. On Linux it needs /proc; on systems other
// than Linux, macOS and Windows it fails.
func OpenTree(pid int) (*Tree, error) {
	if _, err := Open(pid); err != nil {
		return nil, err
	}
	if err := treesReadable(); err != nil {
		return nil, fmt.Errorf("open the process tree of %d: %w", pid, err)
	}
	return &Tree{root: pid, members: map[int]*Member{}, counted: countedOfOne}, nil
}

// OpenDescendants finds whatever this process has started and will start, without this process itself. See OpenTree.
func OpenDescendants() (*Tree, error) {
	tree, err := OpenTree(os.Getpid())
	if err == nil {
		tree.rootless = true
	}
	return tree, err
}

// RSS returns the memory of all processes of the tree now.
func (t *Tree) RSS() (Bytes, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	living := t.descendants()
	var sum Bytes
	var counted int
	for _, pid := range living {
		now, peak, err := memoryOf(pid)
		if err != nil || now == 0 {
			continue // it has ended meanwhile
		}
		sum += now
		counted++
		t.note(pid, max(now, peak))
	}
	t.forget(living)
	if counted == 0 {
		return 0, fmt.Errorf("read memory of process %d and its descendants: %w", t.root, os.ErrProcessDone)
	}
	if counted == 1 || !processesShare {
		t.sharing = 0
		return sum, nil
	}
	if now := time.Now(); !now.Before(t.due) {
		t.readSharing(living, sum)
		t.due = time.Now().Add(sharingShare * time.Since(now))
	}
	return max(sum-t.sharing, 1), nil
}

// Counted says what RSS has counted so far, in words.
func (t *Tree) Counted() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return t.counted
}

// HighWater fails: the marks of several processes are of different moments, and their sum is the mark of none.
func (t *Tree) HighWater() (Bytes, error) {
	return 0, fmt.Errorf("read high-water mark of several processes: %w", ErrNoHighWater)
}

// ResetHighWater fails, as HighWater does.
func (t *Tree) ResetHighWater() error {
	_, err := t.HighWater()
	return err
}

// Members returns the processes that were seen, those first that took most.
func (t *Tree) Members() []Member {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	var members []Member
	for _, member := range t.members {
		members = append(members, *member)
	}
	slices.SortFunc(members, func(a, b Member) int { return cmp.Or(cmp.Compare(b.Peak, a.Peak), cmp.Compare(a.PID, b.PID)) })
	return members
}

// Kill ends every process of the tree. All of them are stopped first, so that none starts another while the others are ended.
func (t *Tree) Kill() error {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	const rounds = 20 // each finds what was started before the one before it
	stopped := map[int]bool{}
	for range rounds {
		more := false
		for _, pid := range t.descendants() {
			if !stopped[pid] {
				stopped[pid], more = true, true
				stopProcess(pid)
			}
		}
		if !more {
			break
		}
	}
	var problems []error
	for pid := range stopped {
		if err := endProcess(pid); err != nil {
			problems = append(problems, fmt.Errorf("end process %d: %w", pid, err))
		}
	}
	return errors.Join(problems...)
}

// descendants are the living processes of the tree, each behind the one that started it.
func (t *Tree) descendants() []int {
	found, children := []int{t.root}, readChildren()
	for i := 0; i < len(found); i++ {
		for _, child := range children(found[i]) {
			if !slices.Contains(found, child) { // an id that was given again could close a circle
				found = append(found, child)
			}
		}
	}
	if t.rootless {
		return found[1:]
	}
	return found
}

// note keeps the peak of a process. Its name is read once it has had time to become another program.
func (t *Tree) note(pid int, rss Bytes) {
	member, known := t.members[pid]
	if !known {
		member = &Member{PID: pid}
		t.members[pid] = member
	}
	if rss > member.Peak || member.Name == "" {
		if name, err := nameOf(pid); err == nil {
			member.Name = name
		}
	}
	member.Peak = max(member.Peak, rss)
}

// forget marks the members that have ended, and drops those that took least where there are too many.
func (t *Tree) forget(living []int) {
	var ended []*Member
	for pid, member := range t.members {
		if !slices.Contains(living, pid) {
			member.Ended = true
			ended = append(ended, member)
		}
	}
	if len(t.members) <= mostMembers {
		return
	}
	slices.SortFunc(ended, func(a, b *Member) int { return cmp.Compare(a.Peak, b.Peak) })
	for _, member := range ended[:min(len(t.members)-mostMembers, len(ended))] {
		delete(t.members, member.PID)
	}
}
