// Package withoutginkgo_test holds a C library to leaving nothing behind, in a plain test.
package withoutginkgo_test

import (
	"context"
	"flag"
	"testing"

	"github.com/embecode/embecode/examples/clibrary"
	"github.com/embecode/embecode/pkg/gmem"
	_ "github.com/embecode/embecode/pkg/gmem/native"
)

var leaky = flag.Bool("leaky", false, "never free what C has made")

func TestGreetLeavesNothingBehind(t *testing.T) {
	gmem.VerifyNoLeak(t, func(context.Context) error {
		clibrary.Greet("Ada", *leaky)
		return nil
	})
}
