package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

// flags are those that every command has.
type flags struct {
	index                            string
	provider, url, model, apiKeyName string
}

// command is the command line.
func (p *program) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "embecode",
		Short: "Index a source tree and search it, within 128 MB",
		Long: `embecode indexes a source tree and searches it: by the words of a question, and by its meaning where an embedding model
is configured. Without one nothing is sent anywhere. It takes 128 MB of memory, whatever the size of the tree, and
writes into your cache folder only.`,
		Example: `  embecode index .                                   index the current folder, or bring its index up to date
  embecode search "where is the configuration read"  search it
  embecode search parseConfig --path src/ -k 3       only below src/, three results
  embecode status                                    what is in the index
  source <(embecode completion bash)                 completions for this shell`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	all := root.PersistentFlags()
	all.StringVar(&p.flags.index, "index", "", "keep the index in `FILE` instead of the cache folder")
	all.StringVar(&p.flags.provider, "provider", "", "of embeddings: none, openai (any server with that API), ollama")
	all.StringVar(&p.flags.url, "url", "", "address of the provider's `API`")
	all.StringVar(&p.flags.model, "model", "", "`NAME` of the embedding model")
	all.StringVar(&p.flags.apiKeyName, "api-key-env", "", "`NAME` of the environment variable that holds the key")
	root.SetFlagErrorFunc(func(command *cobra.Command, err error) error {
		return fmt.Errorf("%w; see %s --help", err, command.CommandPath())
	})
	root.AddCommand(p.indexCommand(), p.searchCommand(), p.statusCommand(), p.cleanCommand(), p.recoverCommand())
	return root
}

// atMostOneTree is the argument of commands about a tree.
func atMostOneTree(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return fmt.Errorf("%d arguments, want one tree at most; quote a path that holds blanks", len(args))
	}
	return nil
}

// onlyTrees completes a tree's path.
func onlyTrees(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}
