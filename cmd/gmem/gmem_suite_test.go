package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/internal/suite"
)

// roleEnv makes this test binary a program to be watched.
const roleEnv = "GMEM_TEST_ROLE"

func TestMain(m *testing.M) {
	role := os.Getenv(roleEnv)
	if role == "" {
		os.Exit(m.Run())
	}
	play(role)
}

func TestGmem(t *testing.T) { suite.Run(t, "cmd/gmem") }

// program is gmem, built once for all specs, and self is this test binary, which plays the watched programs.
var program, self string

var _ = BeforeSuite(func(ctx SpecContext) {
	program = filepath.Join(GinkgoT().TempDir(), "gmem")
	built, err := exec.CommandContext(ctx, "go", "build", "-o", program, ".").CombinedOutput()
	Expect(err).NotTo(HaveOccurred(), "%s", built)
	self, err = os.Executable()
	Expect(err).NotTo(HaveOccurred())
}, NodeTimeout(3*time.Minute))

// called is gmem as people call it, with the role of the watched program.
func called(ctx context.Context, role string, args ...string) (command *exec.Cmd, out, problems *bytes.Buffer) {
	command = exec.CommandContext(ctx, program, args...)
	command.Env = append(os.Environ(), roleEnv+"="+role)
	out, problems = &bytes.Buffer{}, &bytes.Buffer{}
	command.Stdout, command.Stderr = out, problems
	return command, out, problems
}

// status runs the command to its end and returns its exit status.
func status(command *exec.Cmd) int {
	GinkgoHelper()
	if err := command.Run(); err != nil {
		var exit *exec.ExitError
		Expect(err).To(BeAssignableToTypeOf(exit))
	}
	return command.ProcessState.ExitCode()
}

// play is what the watched programs do.
func play(role string) {
	switch role {
	case "spike": // over before a sample sees it
		take(300 << 20)
	case "hog": // would take a gigabyte
		var kept [][]byte
		for range 100 {
			kept = append(kept, take(10<<20))
			time.Sleep(10 * time.Millisecond) //nolint:forbidigo // this is the program that is watched, no spec
		}
		runtime.KeepAlive(kept)
	case "leak", "clean", "warm": // serve requests, of which a file tells the number
		var kept [][]byte
		for i := 1; ; i++ {
			if role != "warm" || i < 200 { // a runtime that collects garbage grows evenly until its first collection
				request := take(64 << 10)
				if role != "clean" {
					kept = append(kept, request)
				}
			}
			if err := os.WriteFile(os.Getenv("COUNT"), []byte(strconv.Itoa(i)), 0o600); err != nil || len(kept) > 1<<16 {
				os.Exit(1)
			}
			time.Sleep(2 * time.Millisecond) //nolint:forbidigo // likewise
		}
	}
}

// take allocates memory and writes to each page.
func take(amount int) []byte {
	memory := make([]byte, amount)
	for i := 0; i < len(memory); i += 4096 {
		memory[i] = 1
	}
	return memory
}
