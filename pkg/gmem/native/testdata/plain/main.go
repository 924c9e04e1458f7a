// Command plain has neither C++ nor tree-sitter nor DuckDB in it. It prints what the meters say.
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
		Glibc     native.Glibc
		Jemalloc  bool
		Handles   []native.HandleCount
		Quiet     bool
	}
	report.Available, report.Why = native.Available()
	report.Reading = native.Read()
	report.Glibc, _ = native.ReadGlibc()
	_, report.Jemalloc = native.ReadJemalloc()
	report.Handles = native.Handles()
	report.Quiet = native.Quiet()
	if err := json.NewEncoder(os.Stdout).Encode(report); err != nil {
		panic(err)
	}
}
