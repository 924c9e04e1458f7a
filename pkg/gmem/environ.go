package gmem

import (
	"slices"
	"strings"
)

// isMemorySetting tells the environment variables that move memory without any change of a program: those of Go's runtime and
// of C's allocator.
func isMemorySetting(name string) bool {
	return slices.Contains([]string{"GOGC", "GOMEMLIMIT", "GODEBUG", "GLIBC_TUNABLES", "LD_PRELOAD"}, name) || strings.HasPrefix(name, "MALLOC_")
}

// MemorySettings returns the variables of an environment, as from os.Environ, that move memory: under GOGC=400 a clean
// program takes 10 % more. Figures are comparable only where they are the same.
func MemorySettings(environ []string) map[string]string {
	settings := map[string]string{}
	for _, entry := range environ {
		if name, value, _ := strings.Cut(entry, "="); isMemorySetting(name) {
			settings[name] = value
		}
	}
	return settings
}

// PlainEnviron returns a copy of an environment, as from os.Environ, without the settings that move memory: for a process
// whose memory is judged. A preloaded library stays, since the program may need it.
func PlainEnviron(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return isMemorySetting(name) && name != "LD_PRELOAD"
	})
}
