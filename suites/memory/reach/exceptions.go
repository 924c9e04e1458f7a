package reach

import "strings"

// Exception names statements that no round has to reach.
type Exception struct {
	File   string // below the module's root
	Func   string // as Block has it
	Text   string // that the lines of the block hold; empty for every block of the function
	Reason string
}

func (e Exception) names(block Block) bool {
	return e.File == block.File && e.Func == block.Func && strings.Contains(block.text, e.Text)
}

// Reasons.
const (
	once   = "it runs once in a process, before or with the first file"
	folder = "it fails where the working directory is gone"
	opened = "a file that was opened just now can be looked at and read"
)

// Exceptions returns all there are, each with its reason.
func Exceptions() []Exception {
	return []Exception{
		{"pkg/indexer/chunk/binary.go", "", "", once},
		{"pkg/indexer/chunk/cheader.go", "words", "", once},
		{"pkg/indexer/chunk/grammar.go", "", "", once},
		{"pkg/indexer/chunk/grammar.go", "lazily", "", once},
		{"pkg/indexer/chunk/grammar.go", "grammar.rule", "", once},
		{"pkg/indexer/chunk/grammar.go", "field", "", once},
		{"pkg/indexer/chunk/language.go", "inverted", "", once},
		{"pkg/indexer/chunk/leads.go", "", "", once},
		{"pkg/indexer/chunk/tags.go", "def", "", once},
		{"pkg/indexer/chunk/tags.go", "tag.members", "", once},
		{"pkg/indexer/chunk/tags.go", "tag.at", "", once},
		{"pkg/indexer/chunk/tags.go", "tag.but", "", once},
		{"pkg/indexer/chunk/tags.go", "in", "", once},
		{"pkg/indexer/chunk/tags.go", "follow", "", once},
		{"pkg/indexer/chunk/tags.go", "layoutOf", "", once},
		{"pkg/indexer/chunk/tags.go", "syntax.joinedBy", "", once},
		{"pkg/indexer/chunk/tree.go", "", "installArenas", once},
		{"pkg/indexer/chunk/weight.go", "", "", once},
		{"pkg/store/keyword.go", "", "", once},

		{"pkg/embed/vectors/cache.go", "Open", "open vectors %s", folder},
		{"pkg/indexer/config/patterns.go", "belowRoot", "return \"\", false", folder},
		{"pkg/indexer/walk/walk.go", "New", "find root", folder},
		{"pkg/store/store.go", "resolve", "return \"\", err", folder},

		{"pkg/indexer/config/load.go", "readFile", "return nil, false, err", opened},
		{"pkg/indexer/walk/scope.go", "loadUserExcludes", "return nil, err", opened},

		{"pkg/embed/api/request.go", "Client.askOnce", "return nil, &failure{text: err.Error()}", "texts and a model's name can be written as JSON"},
		{"pkg/indexer/update.go", "fresh.Touch", "", "a new index holds nothing that could be touched"},
		{"pkg/indexer/walk/git/index.go", "openTable", "of which at most", "an index of git's of a gigabyte"},
		{"pkg/store/appender.go", "connectionOf", "holds no DuckDB connection", "another version of the driver than go.mod's"},
		{"pkg/store/lock.go", "lockError", "ErrNoLocks", "a file system without locks"},
		{"pkg/store/store.go", "Store.start", "start DuckDB", "DuckDB starts in memory with no options"},
	}
}
