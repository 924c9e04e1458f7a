package config

import (
	"os"
	"strings"
	"testing"
)

// FuzzLoad looks for content that makes the loader panic, give back a configuration which the indexer can't work with,
// or report a problem without naming the file.
func FuzzLoad(f *testing.F) {
	for _, seed := range []string{
		"",
		"\ufeff[index]\r\ninclude = []\r\n",
		"[index]\ninclude = [\"src/\", \"*.md\"]\nexclude = []\n[index.languages]\npython = 1500\n",
		"index = { languages = { go = 99, cobol = 1 } }\nembeddings.model = ' '\n",
		"[index]\ninclud = []\n[embedding]\n",
		"[index]\ninclude = \"src/\"\n",
		"[[index]]\n",
		"[index.languages]\ndefault = 1e3\n",
		"a = [[[[[[{b = {c.d = 1}}]]]]]]",
		"index.include = ['''\n''']",
	} {
		f.Add([]byte(seed))
	}
	tree, err := os.OpenRoot(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = tree.Close() })
	f.Fuzz(func(t *testing.T, data []byte) {
		const path = "tree/.embecode.toml"
		config, err := parse(path, data, tree)
		if err != nil {
			if !strings.Contains(err.Error(), path) {
				t.Fatalf("the error does not name the file: %v", err)
			}
			return
		}
		if err := config.Validate(); err != nil {
			t.Fatalf("loaded, but not valid: %v", err)
		}
		if config.Source != path {
			t.Fatalf("source is %q, want %q", config.Source, path)
		}
	})
}
