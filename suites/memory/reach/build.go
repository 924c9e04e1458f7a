package reach

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// Module is the path of this module, the prefix of the import paths of its packages.
const Module = "github.com/embecode/embecode"

// product are the packages whose statements count.
var product = []string{"pkg/indexer", "pkg/store", "pkg/embed"}

// patterns are the product's packages, for the go command.
func patterns() (all []string) {
	for _, tree := range product {
		all = append(all, "./"+tree+"/...")
	}
	return all
}

// Build builds the program that does a job of package workload, with a counter for each block of statements of the product,
// into a folder of the caller's. root is the module's.
func Build(ctx context.Context, root, folder string) (program string, err error) {
	const main = "./suites/memory/rounds"
	counted := append(patterns(), main) // without counters of its own, a program doesn't keep those of other packages
	program = filepath.Join(folder, "rounds")
	// Counters that are cleared have to be atomic ones.
	_, err = output(ctx, root, "go", "build", "-cover", "-covermode=atomic", "-coverpkg="+strings.Join(counted, ","),
		"-o", program, main)
	return program, err
}

// Commit returns the commit that is checked out at root, with "-dirty" behind it where files differ from it.
func Commit(ctx context.Context, root string) (string, error) {
	name, err := output(ctx, root, "git", "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty")
	return strings.TrimSpace(name), err
}

// output runs a program in a folder and returns what it prints.
func output(ctx context.Context, folder, program string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, program, args...)
	command.Dir = folder
	var problems bytes.Buffer
	command.Stderr = &problems
	printed, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(command.Args, " "), err, problems.String())
	}
	return string(printed), nil
}
