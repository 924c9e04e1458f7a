package chunk

import (
	"bytes"
	"errors"
	"testing"
)

// FuzzCut holds every source to what the package promises, under a limit of native memory of the input's choice. The seeds are
// the fixtures; the name is one of theirs. Each source is parsed a second time without a warning before the limit, so that a
// parse that passes it is left by a jump.
func FuzzCut(f *testing.F) {
	var paths []string
	for i, seed := range fixtures() {
		paths = append(paths, seed.path)
		f.Add(uint8(i), uint16(100), uint16(0), seed.source)
		f.Add(uint8(i), uint16(100), uint16(1500), bytes.Repeat(seed.source, 3))
	}
	f.Fuzz(func(t *testing.T, name uint8, budget, limit uint16, source []byte) {
		if len(source) > 100_000 {
			t.Skip("larger inputs only slow the search down")
		}
		path := paths[int(name)%len(paths)]
		limits := Limits{NativeBytes: 64 * int(limit)} // up to 4 MB, and zero is the default
		if _, err := cutSoundlyWithin(t.Context(), Budgets{Default: 1 + int(budget)%2000}, limits, path, source); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if language, _ := LanguageOf(path); grammars[language] != nil {
			err := parsedAs(t.Context(), path, source, parseLimit{native: 16 * int(limit), warning: 16 * int(limit)}, unread)
			if err != nil && !errors.Is(err, errTooComplex) {
				t.Fatalf("%s: %v", path, err)
			}
		}
	})
}
