package memory_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/suites/memory/run"
)

var _ = Describe("The diagnostics of a run", func() {
	It("account for the files that were skipped, reason by reason", func() {
		d := &diagnostics{record: run.Record{FilesSkipped: 3, SkippedFor: map[string]int64{"too large": 1, "binary": 2}}}
		Expect(d.String()).To(MatchRegexp(`files skipped +3\n +binary +2\n +too large +1\nchunks stored`))
		Expect(d.MarshalJSON()).To(ContainSubstring(`"files_skipped_for":{"binary":2,"too large":1}`))
	})
})
