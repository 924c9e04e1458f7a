package store_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

// What DuckDB and the store ask of the kernel, and in which order, only strace tells.
var _ = Describe("Under strace, an index", Label("slow"), func() {
	var path, trace string

	BeforeEach(func() {
		if _, err := exec.LookPath("strace"); err != nil {
			Skip("strace is not installed")
		}
		folder := GinkgoT().TempDir()
		path, trace = filepath.Join(folder, "index.duckdb"), filepath.Join(GinkgoT().TempDir(), "trace")
	})

	// write writes an index in a child under strace, and returns what the child said and did.
	write := func(ctx SpecContext, options ...string) (said, did string, err error) {
		GinkgoHelper()
		binary, err := os.Executable()
		Expect(err).NotTo(HaveOccurred())
		var output bytes.Buffer
		command := exec.CommandContext(ctx, "strace", append(append([]string{"-f", "-y", "-o", trace}, options...),
			binary, "-test.run=^TestHold$", "-hold-index="+path)...)
		command.Stdout, command.Stderr = &output, &output
		err = command.Run()
		text, readErr := os.ReadFile(trace)
		Expect(readErr).NotTo(HaveOccurred(), output.String())
		return output.String(), string(text), err
	}

	It("takes the former one's place in an order that survives a power cut at any moment", func(ctx SpecContext) {
		_, did, err := write(ctx, "-e", "trace=pwrite64,write,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat")
		Expect(err).NotTo(HaveOccurred())
		name, folder := regexp.QuoteMeta(path), regexp.QuoteMeta(filepath.Dir(path))
		var steps []string
		for line := range strings.Lines(did) {
			for step, call := range map[string]string{
				"write":          `write(64)?\(\d+<` + name + `\.building>`,
				"sync file":      `sync\(\d+<` + name + `\.building>`,
				"sync folder":    `sync\(\d+<` + folder + `>`,
				"rename":         `rename.*"` + name + `\.building".*"` + name + `"`,
				"remove the log": `unlink.*"` + name + `\.wal"`,
			} {
				if regexp.MustCompile(call).MatchString(line) && (len(steps) == 0 || steps[len(steps)-1] != step) {
					steps = append(steps, step)
				}
			}
		}
		Expect(strings.Join(steps, ", ")).To(MatchRegexp(`write, sync file, (remove the log, )?sync folder, rename, sync folder(, remove the log)?$`))
	}, SpecTimeout(time.Minute))

	It("says so where the file system can't lock files", func(ctx SpecContext) {
		for _, refused := range []string{"EOPNOTSUPP", "ENOLCK"} {
			said, _, err := write(ctx, "-e", "trace=flock", "-e", "inject=flock:error="+refused)
			Expect(err).To(HaveOccurred())
			Expect(said).To(And(ContainSubstring(path), ContainSubstring(store.ErrNoLocks.Error()), Not(ContainSubstring(store.ErrInUse.Error()))), refused)
		}
	}, SpecTimeout(time.Minute))
})
