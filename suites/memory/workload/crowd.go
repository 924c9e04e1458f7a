package workload

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/embecode/embecode/pkg/indexer/config"
)

const (
	// chunksEach is how many chunks each file of a crowd is split into. The store renews its database after 262,144 chunks and
	// files, at the end of a transaction of 8,192 chunks: a crowd that is larger by CrowdPeriod files is renewed once more, and
	// ends as far behind its last renewal.
	chunksEach = 32
	// CrowdPeriod is how many files of a crowd there are from one renewal to the next.
	CrowdPeriod = 8192 // and two batches of a folder's names
	// largeFiles come behind all others: a tenth of them is more than may be in flight.
	largeFiles = 100
	largeSize  = 200_000
	largeLine  = "- a line of a list that is cut by lines, of eighty characters with its end .....\n"
	// crowdFolder is long, so that the lists of an update don't fit in the blocks that they have in memory.
	crowdFolder = "packages/with_a_name_that_is_long/because_paths_are_what/an_update_lists/one_for_all"
	// ownWords is how many words each name has that no other has.
	ownWords = 5
)

// CrowdTree writes a tree of very many files with a few contents: all others are links to these. So it is cheap to write, and
// every file is as much work as the others. All lie in one folder, but for the large ones. Each name has words of its own, so many that 2,000 files have more than the store's
// vocabulary remembers.
func CrowdTree(ctx context.Context, root string, files int) (Tree, error) {
	err := os.MkdirAll(filepath.Join(root, crowdFolder), 0o700)
	for i := 0; i < files && err == nil; i++ {
		kind := i % len(crowdKinds)
		if i == kind {
			err = errors.Join(err, os.WriteFile(crowdPath(root, i), []byte(crowdKinds[kind].text()), 0o600))
		} else {
			err = errors.Join(err, os.Link(crowdPath(root, kind), crowdPath(root, i)))
		}
		err = errors.Join(err, ctx.Err())
	}
	if err == nil {
		err = errors.Join(largeOnes(root), os.WriteFile(filepath.Join(root, config.FileName), []byte(crowdSettings), 0o600))
	}
	if err != nil {
		return Tree{}, fmt.Errorf("write a crowd of files: %w", err)
	}
	return Tree{Root: root, Expected: int64(files) + largeFiles + 1, Counted: true}, nil
}

// largeOnes writes the files that come last.
func largeOnes(root string) error {
	path := func(i int) string { return filepath.Join(root, "zz_large", fmt.Sprintf("large_%02d.yaml", i)) }
	err := errors.Join(os.Mkdir(filepath.Dir(path(0)), 0o700), os.WriteFile(path(0), []byte(strings.Repeat(largeLine, largeSize/len(largeLine))), 0o600))
	for i := 1; i < largeFiles && err == nil; i++ {
		err = os.Link(path(0), path(i))
	}
	return err
}

func crowdPath(root string, i int) string {
	words := make([]string, ownWords)
	for k := range words {
		words[k] = word(i*ownWords + k)
	}
	return filepath.Join(root, crowdFolder, strings.Join(words, "_")+"."+crowdKinds[i%len(crowdKinds)].extension)
}

// word spells a number in five letters.
func word(number int) string {
	var letters [5]byte
	for i := range letters {
		letters[len(letters)-1-i] = 'a' + byte(number%26)
		number /= 26
	}
	return string(letters[:])
}

// crowdKinds are the languages of a crowd, and a definition in each, which is a chunk of its own under crowdSettings.
var crowdKinds = []crowdKind{
	{"py", "def total_%02d(accounts, currency):\n    return sum(a.balance(currency) for a in accounts)\n\n\n"},
	{"ts", "export function total_%02d(accounts: Account[]): number {\n  return accounts.reduce((n, a) => n + a.balance, 0);\n}\n\n"},
	{"go", "func total_%02d(accounts []Account) (sum int) {\n\tfor _, a := range accounts {\n\t\tsum += a.Balance\n\t}\n\treturn sum\n}\n\n"},
}

type crowdKind struct{ extension, definition string }

func (k crowdKind) text() string {
	var text strings.Builder
	for i := range chunksEach {
		fmt.Fprintf(&text, k.definition, i)
	}
	return text.String()
}

// crowdSettings have each definition be a chunk, and large files few.
const crowdSettings = "[index.languages]\ndefault = 100\npython = 100\ntypescript = 100\ngo = 100\nyaml = 8000\n"
