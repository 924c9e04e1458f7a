// Package plaingo keeps the sessions of a server, in Go alone.
package plaingo

import "sync"

// Sessions are those that are open. The zero value has none.
type Sessions struct {
	mutex sync.Mutex
	open  map[int]*session
	last  int
}

type session struct {
	buffer [256]byte
	ended  chan struct{}
}

// Leaks are what Serve may leave behind.
type Leaks struct {
	Map       bool // sessions are never taken out of the map again
	Goroutine bool // the goroutine that waits for a session's end is never told
}

// Serve opens a session and ends it.
func (s *Sessions) Serve(leaks Leaks) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	opened := s.remember()
	go waitForEnd(opened)
	if !leaks.Goroutine {
		close(opened.ended)
	}
	if !leaks.Map {
		delete(s.open, s.last)
	}
}

// remember keeps a new session in the map.
func (s *Sessions) remember() *session {
	if s.open == nil {
		s.open = map[int]*session{}
	}
	s.last++
	opened := &session{ended: make(chan struct{})}
	s.open[s.last] = opened
	return opened
}

// waitForEnd stands for what a session does until its end.
func waitForEnd(opened *session) { <-opened.ended }
