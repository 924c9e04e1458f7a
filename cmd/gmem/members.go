package main

import (
	"fmt"
	"strings"

	"github.com/embecode/embecode/pkg/gmem"
)

// members are the processes that were seen, those first that took most. In memory.json they are a list, which a comparison
// passes over: ids and the peaks of helpers are others each time.
type members []gmem.Member

// String tells the largest of them.
func (m members) String() string {
	const most = 2 // a line of a terminal holds these
	var texts []string
	for _, one := range m[:min(most, len(m))] {
		texts = append(texts, fmt.Sprintf("%s (%d) %s", one.Name, one.PID, one.Peak.Short()))
	}
	if more := len(m) - most; more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(texts, ", ")
}

// nameOf is the name of the process with this id.
func (m members) nameOf(pid int) string {
	for _, one := range m {
		if one.PID == pid {
			return one.Name
		}
	}
	return fmt.Sprintf("process %d", pid)
}
