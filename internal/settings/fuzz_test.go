package settings

import (
	"os"
	"strings"
	"testing"
)

// FuzzLoad looks for content that makes the loader panic, give back settings that make no sense, or report a problem
// without naming the file.
func FuzzLoad(f *testing.F) {
	own, err := os.ReadFile("../../" + FileName)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(own)
	for _, seed := range []string{
		"",
		"---\n---\n",
		"labels: {slow: text, slow: text}\nmemory: &m {tree: *m}\n",
		"labels: !!binary aGk=\nmemory: []\n",
		"? {a: b}\n: c\n",
		"memory: {ceiling: ~, tree: {seed: 18446744073709551616, scale: .nan}}\n",
		"<<: {labels: {a: b}}\n",
		"a: |\n  b\n c",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		settings, err := parse("ginkgo.yml", data)
		if err != nil {
			if !strings.Contains(err.Error(), "ginkgo.yml:") {
				t.Fatalf("the error does not name the file: %v", err)
			}
			return
		}
		if err := settings.Validate(); err != nil {
			t.Fatalf("loaded, but not valid: %v", err)
		}
	})
}
