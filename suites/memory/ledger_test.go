package memory_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/pkg/gmem/native"
	"github.com/embecode/embecode/suites/memory/run"
)

// expectAttributed holds the parts of memory against all of it at each moment; the first is the baseline. With a leak
// injected on purpose nothing is expected: some leak past every meter. Without meters the native parts are missing.
func expectAttributed(moments []run.Moment) {
	GinkgoHelper()
	if counted, _ := native.Available(); !counted || options.leak != "" {
		return
	}
	Expect(moments).NotTo(BeEmpty())
	for _, moment := range moments {
		Expect(moment.Ledger).To(gmem.BeAttributed(moments[0].Ledger), "at the moment %q:\n%s", moment.At, ledgerTable(moments))
	}
}
