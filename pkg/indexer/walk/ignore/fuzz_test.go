package ignore_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/embecode/embecode/pkg/indexer/walk/ignore"
)

// liveHeap is how many bytes of the Go heap are reachable.
func liveHeap() uint64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// FuzzMatch checks what must hold for any pattern and any path, whatever the pattern means. Its meaning is held against
// git's by the specs of package walk.
func FuzzMatch(f *testing.F) {
	for _, seed := range [][2]string{
		{"*.log", "a/b.log"},
		{"/a/**/b/", "a/x/b"},
		{"x/foo**/bar", "x/fooA/b/bar"},
		{"[!]a-c[:alpha:]]?", "xy"},
		{"a\\ ", "a "},
		{"!a", "a"},
		{"[[:", "["},
		{"**\\/b", "a/b"},
		{"***/[]]", "a/]"},
		{"\\", "\\"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, line, path string) {
		line, _, _ = strings.Cut(line, "\n")
		if len(line) > 4096 || strings.HasPrefix(line, "\uFEFF") || !isPath(path) {
			t.Skip() // a byte order mark is one at the start of a file only, which the line does not stay at
		}
		for _, isDir := range []bool{false, true} {
			verdict := match(t, line, path, isDir)
			if negated := match(t, "!"+line, path, isDir); isPattern(line) && negated != inverse(verdict) {
				t.Errorf("%q says %d of %q, with ! before it %d", line, verdict, path, negated)
			}
			if crlf := match(t, line+"\r\n", path, isDir); !strings.HasSuffix(line, "\r") && crlf != verdict {
				t.Errorf("%q says %d of %q, with CRLF after it %d", line, verdict, path, crlf)
			}
			if after := match(t, "*\n!*\n"+line, path, isDir); verdict != ignore.Undecided && after != verdict {
				t.Errorf("%q says %d of %q, but %d as the last of three lines", line, verdict, path, after)
			}
		}
		if own := match(t, "/"+quote(path), path, false); own != ignore.Ignored {
			t.Errorf("the quoted path %q does not match itself: %d", path, own)
		}
		if own := match(t, quote(path)+"/", path, false); own != ignore.Undecided {
			t.Errorf("%q matches as a directory, which it is not: %d", path, own)
		}
	})
}

func match(t *testing.T, content, path string, isDir bool) ignore.Verdict {
	t.Helper()
	list, err := ignore.Parse(content)
	if err != nil {
		t.Fatal(err)
	}
	return list.Match(path, isDir)
}

// isPath reports whether a file in a tree can have this path.
func isPath(path string) bool {
	for name := range strings.SplitSeq(path, "/") {
		if name == "" {
			return false
		}
	}
	return len(path) <= 4096 && !strings.ContainsAny(path, "\x00\n\r")
}

// isPattern reports whether a line is neither negated nor a comment.
func isPattern(line string) bool {
	return !strings.HasPrefix(line, "!") && !strings.HasPrefix(line, "#")
}

func inverse(verdict ignore.Verdict) ignore.Verdict {
	switch verdict {
	case ignore.Ignored:
		return ignore.Kept
	case ignore.Kept:
		return ignore.Ignored
	}
	return verdict
}

// quote puts a backslash before each byte of a path, so that each stands for itself.
func quote(path string) string {
	var b strings.Builder
	for i := range len(path) {
		if path[i] != '/' {
			b.WriteByte('\\')
		}
		b.WriteByte(path[i])
	}
	return b.String()
}
