package store_test

import (
	"bufio"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
)

var _ = Describe("A store whose file another process has open", func() {
	var path string

	BeforeEach(func(ctx SpecContext) {
		path = filepath.Join(GinkgoT().TempDir(), "index.duckdb")
		s, err := store.Open(ctx, path, diskOptions)
		Expect(err).NotTo(HaveOccurred())
		Expect(rewrite(ctx, s, "old", 2)).To(Succeed())
		Expect(s.Close()).To(Succeed())
	})

	It("is refused, and the other one writes on undisturbed", func(ctx SpecContext) {
		release := holdIn(ctx, "-hold-index="+path)
		for range 3 {
			_, err := store.Open(ctx, path, diskOptions)
			Expect(err).To(And(MatchError(store.ErrInUse), MatchError(ContainSubstring(path))))
		}
		release()
		s, err := store.Open(ctx, path, diskOptions)
		Expect(err).NotTo(HaveOccurred())
		Expect(mustStats(ctx, s)).To(HaveField("Files", BeEquivalentTo(3)), "what the other one wrote")
		Expect(s.Close()).To(Succeed())
	})

	It("is refused as well when that is no embecode, and the file is left as it is", func(ctx SpecContext) {
		before := bytesOf(path)
		release := holdIn(ctx, "-hold-database="+path)
		_, err := store.Open(ctx, path, diskOptions)
		Expect(err).To(And(MatchError(store.ErrInUse), MatchError(ContainSubstring(path))))
		release()
		Expect(bytesOf(path)).To(Equal(before))
	})
})

var (
	flagHoldIndex    = flag.String("hold-index", "", "for the suite's own child processes: write the index at `PATH`, until stdin ends")
	flagHoldDatabase = flag.String("hold-database", "", "for the suite's own child processes: open the database at `PATH`, until stdin ends")
)

// TestHold is the work of a child process.
func TestHold(t *testing.T) {
	switch {
	case *flagHoldIndex != "":
		holdIndex(t, *flagHoldIndex)
	case *flagHoldDatabase != "":
		holdDatabase(t, *flagHoldDatabase)
	}
}

const held = "held"

func untilStdinEnds() {
	fmt.Println(held)
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func holdIndex(t *testing.T, path string) {
	s, err := store.Open(t.Context(), path, diskOptions)
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.Replace(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "b", "c"} {
		if err := w.Append(t.Context(), fileNamed(name), chunksOf(name, 2)); err != nil {
			t.Fatal(err)
		}
	}
	untilStdinEnds()
	if err := w.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func holdDatabase(t *testing.T, path string) {
	db, err := sql.Open("duckdb", path)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.PingContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	untilStdinEnds()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// holdIn starts this test binary with a flag to hold something, and returns once it does. The function returned lets go.
func holdIn(ctx SpecContext, hold string) (release func()) {
	GinkgoHelper()
	binary, err := os.Executable()
	Expect(err).NotTo(HaveOccurred())
	command := exec.CommandContext(ctx, binary, "-test.run=^TestHold$", hold)
	stdin, err := command.StdinPipe()
	Expect(err).NotTo(HaveOccurred())
	stdout, err := command.StdoutPipe()
	Expect(err).NotTo(HaveOccurred())
	command.Stderr = GinkgoWriter
	Expect(command.Start()).To(Succeed())
	lines := bufio.NewScanner(stdout)
	for lines.Scan() && lines.Text() != held {
		GinkgoWriter.Println(lines.Text())
	}
	Expect(lines.Text()).To(Equal(held))
	return func() {
		GinkgoHelper()
		Expect(stdin.Close()).To(Succeed())
		_, _ = io.Copy(GinkgoWriter, stdout)
		Expect(command.Wait()).To(Succeed())
	}
}
