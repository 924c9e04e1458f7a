// Package wall_test holds the instrument to raising no false alarm: clean work of four kinds, in a process of its own for each
// run, since chance differs between processes.
//
//	go test ./wall -args -runs=100
package wall_test

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/embecode/embecode/examples/clibrary"
	"github.com/embecode/embecode/examples/plaingo"
	"github.com/embecode/embecode/examples/sqlite"
	"github.com/embecode/embecode/pkg/gmem"
	_ "github.com/embecode/embecode/pkg/gmem/native"
)

var (
	runs  = flag.Int("runs", 1, "how often each work is judged at each number of calls")
	work  = flag.String("work", "", "judge this work once, in this process")
	calls = flag.Int("calls", 1, "with -work: calls per round")
)

// works are clean: what they open they close.
var works = map[string]func(testing.TB) func(context.Context) error{
	"plain Go": func(testing.TB) func(context.Context) error {
		var sessions plaingo.Sessions
		return func(context.Context) error { sessions.Serve(plaingo.Leaks{}); return nil }
	},
	"C library": func(testing.TB) func(context.Context) error {
		return func(context.Context) error { clibrary.Greet("Ada", false); return nil }
	},
	"SQLite": func(t testing.TB) func(context.Context) error {
		db, err := sqlite.Open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { closed(t, db) })
		return func(ctx context.Context) error { _, err := sqlite.Count(ctx, db, "ada", false); return err }
	},
	"threads": func(testing.TB) func(context.Context) error {
		return func(context.Context) error { clibrary.GreetFromThreads("Ada", 4); return nil }
	},
}

func closed(t testing.TB, db *sql.DB) {
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

func TestCleanWorkRaisesNoAlarm(t *testing.T) {
	if *work != "" {
		gmem.VerifyNoLeak(t, works[*work](t), gmem.RepeatOptions{Calls: *calls})
		return
	}
	for name := range works {
		for _, perRound := range []int{1, 10, 100} {
			red := 0
			for range *runs {
				output, err := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestCleanWorkRaisesNoAlarm$",
					"-work="+name, fmt.Sprint("-calls=", perRound)).CombinedOutput()
				if err != nil {
					red++
					t.Errorf("%s, %d calls per round: %s", name, perRound, output)
				}
			}
			t.Logf("%s, %d calls per round: %d of %d runs red", name, perRound, red, *runs)
		}
	}
}
