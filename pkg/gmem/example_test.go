package gmem_test

import (
	"context"
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

// importOnce stands for the work that is to leave nothing behind.
func importOnce(context.Context) error { return nil }

// A spec that holds work to leaving nothing behind, however often it is done.
func Example_leaks() { //nolint:testableexamples // a spec runs in a suite
	It("leaks nothing", func(ctx SpecContext) {
		Expect(gmem.Repeat(ctx, importOnce)).NotTo(gmem.HaveLeaked())
	})
}

// A spec that holds work to a limit of resident memory.
func Example_limit() { //nolint:testableexamples // likewise
	It("stays below 200 MB", func(ctx SpecContext) {
		Expect(gmem.Watch(ctx, importOnce)).To(gmem.StayBelow(200 * gmem.MB))
	})
}

func ExampleParseBytes() {
	ceiling, err := gmem.ParseBytes("2.0 GB")
	fmt.Println(ceiling, err)
	// Output: 2.0 GB (2,000,000,000 bytes) <nil>
}

func ExampleRounds_Judge() {
	rounds := gmem.Rounds{Options: gmem.RepeatOptions{Unit: "row"}, WarmUp: 1}
	for i := range 6 { // 64 bytes of each row are never freed
		rounds.Rounds = append(rounds.Rounds, gmem.Round{Units: 2_000, RSS: 80 * gmem.MB, Live: 40*gmem.MB + gmem.Bytes(i)*2_000*64})
	}
	fmt.Println(rounds.Judge()[0])
	// Output: live: failed: live bytes (allocated and never freed): +64 B/row, allowed 3.2 B/row
}
