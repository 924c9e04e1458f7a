//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package duckdb_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"runtime"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A program that works with DuckDB", Label("slow"), func() {
	It("has its handles counted exactly as the bindings themselves do under their debug tag", func(ctx SpecContext) {
		if runtime.GOARCH != "amd64" {
			Skip("the program names the bindings of amd64")
		}
		run := exec.CommandContext(ctx, "go", "run", "-tags", "debug_bindings", "./testdata/debugbindings")
		run.Stderr = GinkgoWriter
		output, err := run.Output()
		Expect(err).NotTo(HaveOccurred())
		printed := bytes.Split(bytes.TrimSpace(output), []byte("\n"))
		Expect(printed).To(HaveLen(2))
		var working, closed struct{ Bindings, Meters map[string]int64 }
		Expect(json.Unmarshal(printed[0], &working)).To(Succeed())
		Expect(json.Unmarshal(printed[1], &closed)).To(Succeed())
		Expect(working.Bindings).To(HaveKey("DuckDB appender"))
		Expect(working.Meters).To(Equal(working.Bindings))
		Expect(closed.Meters).To(Equal(closed.Bindings))
	}, SpecTimeout(5*time.Minute))
})
