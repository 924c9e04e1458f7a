// Command allocator has an allocator of its own linked in. It prints what the meters say.
package main

import "C"

import (
	"encoding/json"
	"os"

	"github.com/embecode/embecode/pkg/gmem/native"
)

func main() {
	var report struct {
		Available bool
		Why       string
	}
	report.Available, report.Why = native.Available()
	if err := json.NewEncoder(os.Stdout).Encode(report); err != nil {
		panic(err)
	}
}
