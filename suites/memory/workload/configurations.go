package workload

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/embecode/embecode/pkg/embed"
	"github.com/embecode/embecode/pkg/indexer"
	"github.com/embecode/embecode/pkg/indexer/config"
)

// soundConfigurations say everything that a file can say; brokenConfigurations what it must not.
var (
	soundConfigurations = []string{
		"", "[index]\ninclude = [\"src/\", \"!src/old/\"]\nexclude = [\"/gen\", \"*.tmp\", \"a b\"]\ngenerated = true\n[index.languages]\ndefault = 900\npython = 1800\n[index.encodings]\nshift_jis = [\"/legacy/\", \"!/legacy/new/\"]\nutf-8 = [\"*.u8\"]\n" +
			"[embeddings]\nmodel = \"m-ROUND\"\ndocument_prefix = \"d\"\nquery_prefix = \"q\"\nmax_tokens = 512\nbatch = 8\nconcurrency = 2\ntimeout_seconds = 30\n[search]\nmode = \"keyword\"\nresults = 20\n",
	}
	soundHome = "[index]\ngit_excludes = false\n[embeddings]\nprovider = \"openai\"\nurl = \"http://localhost:1/v1\"\napi_key_env = \"KEY_ROUND\"\n[cache]\nmax_gb = 2.5\n"

	brokenConfigurations = []string{
		"index = [", "[index]\nno_such_ROUND = 1\n", "[search]\nresults = \"ten\"\n", "results = 1\n", "[index]\ninclude = 1\n",
		"[index]\ngit_excludes = false\n[embeddings]\nprovider = \"p-ROUND\"\nurl = \"http://u:p@h/\"\napi_key_env = \"a key\"\nmodel = \" \"\nbatch = 0\nconcurrency = 99\ntimeout_seconds = 0\nmax_tokens = -1\n[cache]\nmax_gb = 0.0\n[search]\nmode = \"m\"\nresults = 0\n[index.languages]\nklingon = 5\n",
		"[embeddings]\nurl = \"no address\"\n", "[index.encodings]\nno-such-ROUND = [\"a\"]\n", "[embeddings]\nurl = \"http://h/?q\"\n",
		"[index]\ninclude = [\"!a\"]\nexclude = [\"\", \"a\\nb\", \"#a\", \"*.a, *.b\", \"*.a *.b\", \"'a'\", \"*.{a,b}\", \"!@(a|b)\", \"~/a\", \"/\", \".\", \"a/../b\", \"./a\", \"a//b/\", \"a\\\\b\", \"[a\", \"/home/a/b\", \"ROOT/a\", \"ROOT\", \"C:\\\\a\"]\n",
		strings.Repeat("# a comment\n", config.MaxFileSize/10),
	}
)

// configure reads every configuration, as a tree's own and as the user's, below a folder of this round.
func configure(ctx context.Context, folder string, round int) (err error) {
	root := filepath.Join(folder, fmt.Sprintf("configured-%d", round))
	defer func() { err = errors.Join(err, os.RemoveAll(root)) }()
	tree, home, empty := filepath.Join(root, "tree"), filepath.Join(root, "home"), filepath.Join(root, "empty")
	if err := errors.Join(plant(root, map[string]string{"tree/a.py": "", "home/a": "", "empty/a": ""})); err != nil {
		return err
	}
	said := strings.NewReplacer("ROUND", fmt.Sprint(round), "ROOT", tree)
	load := func(own, user string) (config.Config, error) {
		err := errors.Join(plant(tree, map[string]string{config.FileName: said.Replace(own)}), plant(home, map[string]string{config.HomeFile: said.Replace(user)}))
		if err != nil {
			return config.Config{}, err
		}
		return config.Load(tree, home)
	}
	for _, own := range soundConfigurations {
		cfg, err := load(own, soundHome)
		if err != nil {
			return err
		}
		if err := errors.Join(cfg.Validate(), assembled(ctx, tree, cfg)); err != nil {
			return err
		}
	}
	for _, broken := range brokenConfigurations {
		_, own := load(broken, "")
		_, user := load("", broken)
		if own == nil || user == nil || own.Error() == "" {
			return fmt.Errorf("nothing is wrong with %.200q", broken)
		}
	}
	bad := config.Default()
	bad.Search.Results = -round
	if bad.Validate() == nil {
		return errors.New("a negative number of results is sound")
	}
	return unusual(tree, home, empty)
}

// assembled makes the parts that a configuration asks for, and cuts files in the encodings that it names.
func assembled(ctx context.Context, tree string, cfg config.Config) error {
	_, err := indexer.NewWalker(tree, cfg)
	_ = indexer.StoreOptions(cfg, indexer.DefaultBudget, embed.None{})
	chunker := indexer.NewChunker(cfg, indexer.MinBudget)
	for path, text := range map[string]string{
		"legacy/a.py": "# \x82\xa0\n", "legacy/new/b.py": "x = 1\n", "c.py": "y = 2\n", "legacy/d.py": "\xff\xfex\x00", "e.u8/f.py": "# \xff\n", "e.u8/g.py": "\x00\n", "legacy/h.py": "\x81",
	} {
		_, _ = chunker.Split(ctx, path, []byte(text)) // some are in no encoding
	}
	return err
}

// unusual are files that are none, and trees and homes that aren't there.
func unusual(tree, home, empty string) error {
	file := filepath.Join(tree, config.FileName)
	if err := errors.Join(os.Remove(file), os.Mkdir(file, 0o700)); err != nil {
		return err
	}
	_, folder := config.Load(tree, home)
	if err := errors.Join(os.Remove(file), os.Symlink("nowhere", file)); err != nil {
		return err
	}
	_, dangling := config.Load(tree, home)
	_, gone := config.Load(filepath.Join(tree, "no-such"), home)
	_, long := config.Load(empty, strings.Repeat("a", 5_000))
	if folder == nil || dangling == nil || gone == nil || long == nil {
		return errors.New("a configuration that is no file is read")
	}
	_, _ = config.Load(empty, "") // whatever the user who runs this has
	return nil
}
