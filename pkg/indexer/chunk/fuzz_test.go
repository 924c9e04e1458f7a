package chunk

import "testing"

// FuzzCut holds every source to what the package promises. The seeds are the fixtures; the name is one of theirs.
func FuzzCut(f *testing.F) {
	var paths []string
	for i, seed := range fixtures() {
		paths = append(paths, seed.path)
		f.Add(uint8(i), uint16(100), seed.source)
	}
	f.Fuzz(func(t *testing.T, name uint8, budget uint16, source []byte) {
		if len(source) > 100_000 {
			t.Skip("larger inputs only slow the search down")
		}
		path := paths[int(name)%len(paths)]
		if _, err := cutSoundly(t.Context(), Budgets{Default: 1 + int(budget)%2000}, path, source); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	})
}
