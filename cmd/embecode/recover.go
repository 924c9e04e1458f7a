package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/embecode/embecode/pkg/store"
)

func (p *program) recoverCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "recover [TREE]",
		Short: "Set aside what is damaged of the index of a tree",
		Long: `Read the whole index of a tree and set aside what is damaged of it, with ".damaged" behind its name. What was last written whole
stays, and embecode index completes it; where nothing of it can be read, embecode index builds it anew.`,
		Args:              atMostOneTree,
		ValidArgsFunction: onlyTrees,
		RunE: func(command *cobra.Command, args []string) error {
			return p.recover(command.Context(), append(args, ".")[0])
		},
	}
}

func (p *program) recover(ctx context.Context, path string) error {
	at, err := p.nearestPlace(path)
	if err != nil {
		return err
	}
	aside, err := store.Recover(ctx, at.index)
	for _, damaged := range aside {
		_, _ = fmt.Fprintf(p.out, "set aside %s\n", onOneLine(damaged))
	}
	switch {
	case err != nil:
		return err
	case len(aside) == 0:
		_, _ = fmt.Fprintf(p.out, "nothing is damaged in %s\n", onOneLine(at.index))
	default:
		_, _ = fmt.Fprintf(p.out, "run: embecode index %s\n", onOneLine(at.tree))
	}
	return nil
}
