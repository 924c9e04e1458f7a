package main

import (
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

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
