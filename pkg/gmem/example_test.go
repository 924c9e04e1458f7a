package gmem_test

import (
	"fmt"

	"github.com/embecode/embecode/pkg/gmem"
)

func ExampleParseBytes() {
	ceiling, err := gmem.ParseBytes("2.0 GB")
	fmt.Println(ceiling, err)
	// Output: 2.0 GB (2,000,000,000 bytes) <nil>
}

func ExampleJudgeSteady() {
	var cycles []gmem.Cycle
	for round := range 6 { // 64 bytes of each file are never freed
		cycles = append(cycles, gmem.Cycle{Files: 2_000, Live: 40*gmem.MB + gmem.Bytes(round)*2_000*64})
	}
	verdict := gmem.JudgeSteady(cycles, gmem.SteadyOptions{Method: gmem.ByLive})
	fmt.Println(verdict)
	// Output: steady-live: failed: live bytes (allocated and never freed): +64 B/file, allowed 32 B/file
}

func ExampleTable() {
	table := new(gmem.Table).
		Row("files indexed", "2,000").
		Row("peak", "131.2 MB", "at file 1,234")
	fmt.Print(table)
	// Output:
	// files indexed     2,000
	// peak           131.2 MB  at file 1,234
}
