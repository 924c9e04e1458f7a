// Command plain has no C++ in it, and with the tag allocator an allocator of its own. It prints what the meters say.
package main

import (
	"encoding/json"
	"os"

	"github.com/embecode/embecode/pkg/gmem/native"
)

func main() {
	var report struct {
		Available bool
		Why       string
		Reading   native.Reading
		Quiet     bool
	}
	report.Available, report.Why = native.Available()
	report.Reading = native.Read()
	report.Quiet = native.Quiet()
	if err := json.NewEncoder(os.Stdout).Encode(report); err != nil {
		panic(err)
	}
}
