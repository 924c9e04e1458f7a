package gmem

import (
	"slices"
	"strconv"
	"strings"
)

// isMemorySetting tells the environment variables that move memory without any change of a program: those of Go's runtime and
// of C's allocator.
func isMemorySetting(name string) bool {
	return slices.Contains([]string{"GOGC", "GOMEMLIMIT", "GODEBUG", "GLIBC_TUNABLES", "LD_PRELOAD"}, name) || strings.HasPrefix(name, "MALLOC_")
}

// MemorySettings returns the entries of an environment, as from os.Environ, that move memory: under GOGC=400 a clean program
// takes 10 % more. Figures are comparable only where they are the same.
func MemorySettings(environ []string) []string {
	return entries(environ, func(name, _ string) bool { return isMemorySetting(name) })
}

// RaisingSettings returns the entries of an environment, as from os.Environ, under which any program takes more memory or
// gives less of it back: growth under them need not be the program's.
func RaisingSettings(environ []string) []string {
	return entries(environ, func(name, value string) bool { return value != "" && isMemorySetting(name) && raises(name, value) })
}

// entries returns those of an environment that are wanted.
func entries(environ []string, wanted func(name, value string) bool) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
		name, value, _ := strings.Cut(entry, "=")
		return !wanted(name, value)
	})
}

// raises reports whether a setting of memory, which is not empty, makes it more.
func raises(name, value string) bool {
	switch name {
	case "GOGC":
		percent, err := strconv.Atoi(value)
		return err != nil || percent < 0 || percent > 100
	case "GOMEMLIMIT", "MALLOC_ARENA_MAX", "MALLOC_ARENA_TEST", "MALLOC_CHECK_":
		return false
	case "GODEBUG":
		return slices.Contains(strings.Split(value, ","), "madvdontneed=0")
	case "GLIBC_TUNABLES":
		return slices.ContainsFunc(strings.Split(value, ":"), func(tunable string) bool {
			name, ofMalloc := strings.CutPrefix(tunable, "glibc.malloc.")
			name, _, _ = strings.Cut(name, "=")
			return ofMalloc && !slices.Contains([]string{"tcache_count", "tcache_max", "arena_max", "arena_test", "check"}, name)
		})
	}
	return true
}

// under has a verdict on resident memory that failed name the settings that raise it. It speaks of no leak then.
func (v *Verdict) under(settings []string) {
	if len(settings) == 0 || v.OK || v.Inconclusive {
		return
	}
	all := strings.Join(settings, " ")
	v.Fault, v.Advice = TooMuch, all+": measure again without it"
	v.Detail += "\nunder " + all + ", which raises resident memory by itself"
}

// PlainEnviron returns a copy of an environment, as from os.Environ, without the settings that move memory: for a process
// whose memory is judged. A preloaded library stays, since the program may need it.
func PlainEnviron(environ []string) []string {
	return entries(environ, func(name, _ string) bool { return !isMemorySetting(name) || name == "LD_PRELOAD" })
}
