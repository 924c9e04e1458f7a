// Command rounds does a job of package workload: the file that its one argument names. The memory suite has its own test binary
// do them; this one is built with coverage counters, which a test binary can neither clear nor write in its midst.
package main

import (
	"context"
	"fmt"
	"os"

	_ "github.com/embecode/embecode/pkg/store/arenas"
	"github.com/embecode/embecode/suites/memory/workload"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: rounds JOB")
		os.Exit(2)
	}
	if err := workload.Child(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "rounds:", err)
		os.Exit(1)
	}
}
