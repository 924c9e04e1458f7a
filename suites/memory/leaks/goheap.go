package leaks

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/embecode/embecode/pkg/gmem"
)

func goSlices(parts *Parts, amount gmem.Bytes) {
	parts.perFile(func(string, []byte) error {
		hold(make([]byte, amount))
		return nil
	})
}

func substrings(parts *Parts, _ gmem.Bytes) {
	parts.perFile(func(_ string, source []byte) error {
		text := string(source)
		hold(text[:min(10, len(text))])
		return nil
	})
}

func endlessMap(parts *Parts, _ gmem.Bytes) {
	var mu sync.Mutex
	seen := map[string]int{}
	hold(seen)
	parts.perFile(func(path string, source []byte) error {
		mu.Lock()
		defer mu.Unlock()
		seen[fmt.Sprintf("%s at time %d", path, len(seen))] = len(source)
		return nil
	})
}

func blockedGoroutines(parts *Parts, _ gmem.Bytes) {
	never := make(chan struct{})
	parts.perFile(func(string, []byte) error {
		go func() { <-never }()
		return nil
	})
}

func descriptors(parts *Parts, _ gmem.Bytes) {
	root := parts.Tree
	parts.perFile(func(path string, _ []byte) error {
		file, err := os.Open(filepath.Join(root, filepath.FromSlash(path)))
		hold(file)
		return err
	})
}
