package indexer_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/javascript"
	"github.com/smacker/go-tree-sitter/python"
	"github.com/smacker/go-tree-sitter/typescript/tsx"
	"github.com/smacker/go-tree-sitter/typescript/typescript"
	"golang.org/x/sync/errgroup"
)

// parseAll reads and parses every file and does nothing else: the rate that the parser sets.
func parseAll(ctx context.Context, files []string, workers int) error {
	queue := make(chan string, 256)
	group, ctx := errgroup.WithContext(ctx)
	for range workers {
		group.Go(func() error {
			for path := range queue {
				if err := parseOne(ctx, path); err != nil {
					return err
				}
			}
			return nil
		})
	}
	group.Go(func() error {
		defer close(queue)
		for _, path := range files {
			select {
			case queue <- path:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return group.Wait()
}

var bareGrammars = map[string]func() *sitter.Language{
	".py": python.GetLanguage, ".ts": typescript.GetLanguage, ".tsx": tsx.GetLanguage, ".js": javascript.GetLanguage,
}

func parseOne(ctx context.Context, path string) error {
	source, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	grammar, known := bareGrammars[filepath.Ext(path)]
	if !known {
		return &fs.PathError{Op: "parse", Path: path, Err: fs.ErrInvalid}
	}
	parser := sitter.NewParser()
	defer parser.Close()
	parser.SetLanguage(grammar())
	tree, err := parser.ParseCtx(ctx, nil, source)
	if err != nil {
		return err
	}
	tree.Close()
	return nil
}
