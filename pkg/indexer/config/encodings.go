package config

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"

	"github.com/embecode/embecode/pkg/indexer/walk/ignore"
)

// encodingProblems is what is wrong with the encodings and their patterns.
func (i Index) encodingProblems() []problem {
	var found []problem
	for _, name := range slices.Sorted(maps.Keys(i.Encodings)) {
		key := "index.encodings." + name
		if as, err := htmlindex.Get(name); err != nil || as == encoding.Replacement {
			found = append(found, problem{key, "unknown encoding; write it as web pages do, such as shift_jis, gbk, euc-kr, " +
				"windows-1250, koi8-r or utf-16le"})
		}
		found = append(found, badPatterns(key, i.Encodings[name])...)
	}
	return found
}

// EncodingOf returns the function that names the encoding of a file by its path from the root of the tree; empty where the
// configuration says nothing of it. Of several the first in the alphabet counts. The function may be called by several
// goroutines at once.
func (i Index) EncodingOf() func(path string) string {
	type files struct {
		name string
		list *ignore.List
	}
	var all []files
	for _, name := range slices.Sorted(maps.Keys(i.Encodings)) {
		if list, err := ignore.Parse(strings.Join(i.Encodings[name], "\n")); err == nil { // it fails beyond MaxFileSize only
			all = append(all, files{name, list})
		}
	}
	return func(path string) string {
		for _, one := range all {
			if matches(one.list, path) {
				return one.name
			}
		}
		return ""
	}
}

// matches reports whether a list matches a file, or else the nearest folder around it that it says anything of.
func matches(list *ignore.List, path string) bool {
	verdict := list.Match(path, false)
	for verdict == ignore.Undecided {
		slash := strings.LastIndexByte(path, '/')
		if slash < 0 {
			return false
		}
		path = path[:slash]
		verdict = list.Match(path, true)
	}
	return verdict == ignore.Ignored
}
