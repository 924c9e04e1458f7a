package reach

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Module is the path of this module, the prefix of the import paths of its packages.
const Module = "github.com/embecode/embecode"

// Main is the import path of the program that does a job of package workload.
const Main = Module + "/suites/memory/rounds"

// product are the packages whose statements count; cPackage is the one of them that has C.
var product = []string{"pkg/indexer", "pkg/store", "pkg/embed"}

const cPackage = "pkg/indexer/chunk"

// Program does a job of package workload, with a counter for each block of statements of the product: in Go, or in C.
type Program struct {
	Path string

	root   string   // the module's
	folder string   // the caller's
	notes  []string // of gcc on its counters
}

// Packages are the import paths of the product's packages, to which those below them belong.
func Packages() (all []string) {
	for _, tree := range product {
		all = append(all, Module+"/"+tree)
	}
	return all
}

// patterns are the product's packages, for the go command.
func patterns() (all []string) {
	for _, tree := range product {
		all = append(all, "./"+tree+"/...")
	}
	return all
}

// Build builds the program with counters in Go into a folder of the caller's, who keeps it until everything is read. root is the
// module's.
func Build(ctx context.Context, root, folder string) (*Program, error) {
	p := &Program{Path: filepath.Join(folder, "rounds"), root: root, folder: folder}
	counted := append(patterns(), Main) // without counters of its own, a program doesn't keep those of other packages
	// Counters that are cleared have to be atomic ones.
	_, err := output(command(ctx, root, "go", "build", "-cover", "-covermode=atomic", "-coverpkg="+strings.Join(counted, ","), "-o", p.Path, Main))
	return p, err
}

// BuildC builds it with counters in C instead: the tool that puts them into Go knows no overlay, by which gcc is asked for them.
func BuildC(ctx context.Context, root, folder string) (*Program, error) {
	p := &Program{Path: filepath.Join(folder, "rounds"), root: root, folder: folder}
	overlay, err := p.overlay()
	if err != nil {
		return nil, err
	}
	work := filepath.Join(folder, "work") // where gcc leaves its notes, and the program its counters
	if err := os.Mkdir(work, 0o700); err != nil {
		return nil, err
	}
	build := command(ctx, root, "go", "build", "-work", "-overlay="+overlay, "-o", p.Path, Main)
	build.Env = append(os.Environ(), "GOTMPDIR="+work, "CGO_CFLAGS_ALLOW=.*", "CGO_LDFLAGS_ALLOW=.*")
	if _, err := output(build); err != nil {
		return nil, err
	}
	if p.notes, err = filepath.Glob(filepath.Join(work, "*", "*", "_x*.gcno")); err == nil && len(p.notes) == 0 {
		err = fmt.Errorf("build %s: gcc has left no notes on its counters in %s", p.Path, work)
	}
	return p, err
}

// overlay writes a file that the go command takes for one of the package with C: it has that compiled with counters, by flags
// that no earlier build had.
func (p *Program) overlay() (string, error) {
	flags := fmt.Sprintf("package %s\n\n// #cgo CFLAGS: --coverage -fprofile-update=atomic -O0 -DBUILD=%d\n"+
		"// #cgo LDFLAGS: --coverage -Wl,-u,__gcov_reset -Wl,-u,__gcov_dump\nimport \"C\"\n", filepath.Base(cPackage), time.Now().UnixNano())
	file, overlay := filepath.Join(p.folder, "counters.go"), filepath.Join(p.folder, "overlay.json")
	if err := os.WriteFile(file, []byte(flags), 0o600); err != nil {
		return "", err
	}
	data, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(p.root, filepath.FromSlash(cPackage), "counters.go"): file}})
	if err != nil {
		return "", err
	}
	return overlay, os.WriteFile(overlay, data, 0o600)
}

// Commit returns the commit that is checked out at root, with "-dirty" behind it where files differ from it.
func Commit(ctx context.Context, root string) (string, error) {
	name, err := output(command(ctx, root, "git", "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty"))
	return strings.TrimSpace(string(name)), err
}

// command is a program that is to run in a folder.
func command(ctx context.Context, folder, program string, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, program, args...)
	command.Dir = folder
	return command
}

// output runs a program and returns what it prints.
func output(command *exec.Cmd) ([]byte, error) {
	var problems bytes.Buffer
	command.Stderr = &problems
	printed, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", strings.Join(command.Args, " "), err, problems.String())
	}
	return printed, nil
}
