package run_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
	"github.com/embecode/embecode/suites/memory/run"
)

var _ = Describe("memory.json", func() {
	It("holds every record that was kept, in the order of time, with the names that readers rely on", func() {
		kept, out := GinkgoT().TempDir(), filepath.Join(GinkgoT().TempDir(), "new", "folder")
		start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		for i, name := range []string{"second", "first"} {
			Expect(run.Keep(kept, run.Record{
				Spec: name, FilesIndexed: 3, PeakBytes: 7,
				Series:   gmem.Series{Started: start.Add(-time.Duration(i) * time.Hour)},
				Verdicts: []gmem.Verdict{{Name: "ceiling", OK: true, Value: 1, Limit: 2, Unit: "bytes", Detail: "d"}},
			})).To(Succeed())
		}
		path, err := run.Collect(kept, out)
		Expect(err).NotTo(HaveOccurred())
		Expect(path).To(Equal(filepath.Join(out, "memory.json")))

		data, err := os.ReadFile(path)
		Expect(err).NotTo(HaveOccurred())
		var all map[string]any
		Expect(json.Unmarshal(data, &all)).To(Succeed())
		Expect(all).To(HaveKeyWithValue("schema", BeEquivalentTo(1)))
		Expect(all["runs"]).To(HaveExactElements(HaveKeyWithValue("spec", "first"), HaveKeyWithValue("spec", "second")))
		Expect(all["runs"].([]any)[0]).To(And(
			HaveKey("leak"), HaveKey("scale"), HaveKey("files_generated"), HaveKeyWithValue("files_indexed", BeEquivalentTo(3)),
			HaveKey("files_skipped"), HaveKey("chunks"), HaveKey("baseline_bytes"), HaveKeyWithValue("peak_bytes", BeEquivalentTo(7)),
			HaveKey("final_bytes"), HaveKey("duration_seconds"), HaveKey("samples"), HaveKey("series"), HaveKey("parts"),
			HaveKeyWithValue("verdicts", ConsistOf(Equal(map[string]any{
				"name": "ceiling", "ok": true, "value": 1.0, "limit": 2.0, "unit": "bytes", "detail": "d",
			}))),
		))
		Expect(filepath.Glob(path + ".*")).To(BeEmpty())
	})
})
