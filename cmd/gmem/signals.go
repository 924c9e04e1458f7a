package main

import (
	"errors"
	"os"
	"os/signal"
)

// signalsFor hands signals that are sent to this process alone on to a command, from its start on. Those that a terminal
// sends reach the command by themselves, and those that this process was started to ignore, it ignores too. When the
// command has ended, a signal closes ended.
type signalsFor struct {
	received chan os.Signal
	quit     chan struct{}
	ended    chan struct{}
}

// catchSignals begins to hold signals back. The caller must stop it.
func catchSignals() *signalsFor {
	s := &signalsFor{make(chan os.Signal, 8), make(chan struct{}), make(chan struct{})}
	for _, each := range passed {
		if !signal.Ignored(each) { // else the command would not ignore it either
			signal.Notify(s.received, each)
		}
	}
	return s
}

// pass hands on what was received so far, and what will be.
func (s *signalsFor) pass(to *os.Process) {
	go func() {
		for {
			select {
			case <-s.quit:
				return
			case received := <-s.received:
				if fromTerminal(received) {
					continue
				}
				if errors.Is(to.Signal(received), os.ErrProcessDone) {
					close(s.ended)
					return
				}
			}
		}
	}()
}

func (s *signalsFor) stop() {
	signal.Stop(s.received)
	close(s.quit)
}
