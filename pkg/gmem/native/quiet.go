package native

import "strings"

// QuietEnv is the environment variable that, set to "1", makes a process use the quiet allocator settings: one malloc
// arena, no thread caches, nor any in the allocators of registered libraries. They make resident memory repeat to a
// fraction of a megabyte, at the price of speed, and they understate fragmentation. QuietEnviron sets it together with what
// has to come along.
const QuietEnv = "GMEM_QUIET_ALLOCATORS"

const (
	tunablesEnv = "GLIBC_TUNABLES"
	noTcache    = "glibc.malloc.tcache_count=0"
)

// QuietEnviron returns a copy of base, an environment as from os.Environ, for a child process that is to use the quiet
// settings. Thread caches of glibc can be switched off only by its own variable, before the process starts; the rest is
// done by a C constructor in the child. Quiet tells there whether all of it took effect.
func QuietEnviron(base []string) []string {
	tunables := noTcache
	environ := make([]string, 0, len(base)+2)
	for _, entry := range base {
		name, value, _ := strings.Cut(entry, "=")
		switch {
		case name == QuietEnv:
		case name == tunablesEnv && value != "":
			tunables = value + ":" + noTcache // glibc lets the last one win
		case name == tunablesEnv:
		default:
			environ = append(environ, entry)
		}
	}
	return append(environ, QuietEnv+"=1", tunablesEnv+"="+tunables)
}
