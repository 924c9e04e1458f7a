package run_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
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
		Expect(all["measured_on"]).To(And(HaveKeyWithValue("os", runtime.GOOS), HaveKeyWithValue("arch", runtime.GOARCH),
			HaveKeyWithValue("cores", BeEquivalentTo(runtime.NumCPU())), HaveKeyWithValue("go", runtime.Version()),
			HaveKeyWithValue("kernel", Not(BeEmpty())), HaveKeyWithValue("libc", Not(BeEmpty()))))
		Expect(all["runs"]).To(HaveExactElements(HaveKeyWithValue("spec", "first"), HaveKeyWithValue("spec", "second")))
		Expect(all["runs"].([]any)[0]).To(And(
			HaveKey("leak"), HaveKey("scale"), HaveKey("files_generated"), HaveKeyWithValue("files_indexed", BeEquivalentTo(3)),
			HaveKey("files_skipped"), HaveKey("chunks"), HaveKey("baseline_bytes"), HaveKeyWithValue("peak_bytes", BeEquivalentTo(7)),
			HaveKey("final_bytes"), HaveKey("duration_seconds"), HaveKey("samples"), HaveKey("series"), HaveKey("parts"),
			HaveKey("kind"), HaveKey("tree"), HaveKey("settings"),
			HaveKeyWithValue("verdicts", ConsistOf(Equal(map[string]any{
				"name": "ceiling", "ok": true, "value": 1.0, "limit": 2.0, "unit": "bytes", "detail": "d",
			}))),
		))
		Expect(filepath.Glob(path + ".*")).To(BeEmpty())
	})
})

var _ = Describe("Reading memory.json", func() {
	var path string

	BeforeEach(func() { path = filepath.Join(GinkgoT().TempDir(), "memory.json") })

	DescribeTable("refuses what is none, and says what is wrong", func(content, want string) {
		Expect(os.WriteFile(path, []byte(content), 0o600)).To(Succeed())
		_, err := run.ReadArchive(path)
		Expect(err).To(MatchError(And(ContainSubstring(path), ContainSubstring(want))))
	},
		Entry("empty", "", "not a memory.json: EOF"),
		Entry("not JSON", "<html>", "not a memory.json: invalid character"),
		Entry("cut off", `{"schema": 1, "runs": [`, "not a memory.json: unexpected EOF"),
		Entry("something after it", `{"schema": 1, "runs": []} x`, "there is something after it"),
		Entry("of another schema", `{"schema": 2, "runs": []}`, "schema 2, want 1"),
		Entry("without a schema", `{}`, "schema 0, want 1"),
	)

	It("passes over fields that a later version may have added", func() {
		Expect(os.WriteFile(path, []byte(`{"schema": 1, "later": true, "runs": [{"kind": "cycles", "more": 1}]}`), 0o600)).To(Succeed())
		archive, err := run.ReadArchive(path)
		Expect(err).NotTo(HaveOccurred())
		Expect(archive.Runs).To(HaveExactElements(HaveField("Kind", run.KindCycles)))
	})

	It("is the first step to changing it, which leaves a whole file and no other", func() {
		Expect(os.WriteFile(path, []byte(`{"schema": 1, "runs": [{"kind": "cycles"}]}`), 0o600)).To(Succeed())
		Expect(run.Amend(filepath.Dir(path), func(a *run.Archive) { a.Outcome = "leak" })).To(Succeed())
		archive, err := run.ReadArchive(path)
		Expect(err).NotTo(HaveOccurred())
		Expect(archive.Outcome).To(Equal("leak"))
		Expect(archive.Runs).To(HaveLen(1))
		Expect(filepath.Glob(path + "*")).To(HaveLen(1))
	})
})
