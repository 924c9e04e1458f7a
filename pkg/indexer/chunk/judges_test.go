package chunk

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"go/build"
	"io/fs"
	"maps"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// judged is how many real files of each language are compared.
const judged = 60

// judgedTrees has other files compared than those of Go and of the modules that this one pins, which are the same in every run.
var judgedTrees = flag.String("chunk.trees", "", "judge the names of files below these `FOLDERS`, joined as in a PATH and drawn by the seed")

// leastNamed is the least share of the definitions that ctags finds; docs/parsing.md has the shares that are reached. In
// JavaScript it takes the parameters of minified files for functions.
var leastNamed = map[Language]float64{
	Go: 0.99, Java: 0.99, Rust: 0.99, C: 0.99, CPP: 0.95, JavaScript: 0.9, TypeScript: 0.98,
}

var _ = Describe("The names of real code", Label("slow"), func() {
	It("are those that ctags finds", func(ctx SpecContext) {
		ctags := universalCtags(ctx)
		files := someOf(ctx, judgedRoots(ctx)...)
		for _, language := range slices.Sorted(maps.Keys(leastNamed)) {
			share := compare(ctx, files[language], definedByCtags(ctx, ctags, files[language]))
			GinkgoWriter.Printf("%s: %s\n", language, share)
			AddReportEntry(language, share.String())
			if share.wanted > 200 {
				Expect(share.found()).To(BeNumerically(">=", leastNamed[language]), "%s: %s", language, share)
			}
		}
	})

	It("are those that Python's own parser finds, and no chunk begins inside a head", func(ctx SpecContext) {
		library := pythonLibrary(ctx)
		files := someOf(ctx, library)[Python]
		Expect(files).NotTo(BeEmpty())
		share := compare(ctx, files, definedByPython(ctx, files))
		GinkgoWriter.Printf("python: %s\n", share)
		AddReportEntry(Python, share.String())
		Expect(share.found()).To(BeNumerically(">=", 0.99), share.String())
		Expect(share.parted).To(BeEmpty())
	})
})

// judgement is what another judge says of one file.
type judgement struct {
	Names []string // qualified, or not
	Heads [][2]int // the lines from the beginning of a definition to that of its body, where these differ
}

// shares counts definitions.
type shares struct {
	wanted  int
	missing []string
	parted  []string // chunks that begin inside a head that fits
}

func (s shares) found() float64 { return 1 - float64(len(s.missing))/float64(max(1, s.wanted)) }

func (s shares) String() string {
	return fmt.Sprintf("%d of %d (%.2f %%), without %s", s.wanted-len(s.missing), s.wanted, 100*s.found(), s.missing[:min(40, len(s.missing))])
}

// compare cuts files and looks for what a judge finds in them. Names are compared as far as the judge qualifies them.
func compare(ctx context.Context, files []string, judge map[string]judgement) (all shares) {
	for _, path := range files {
		source, err := os.ReadFile(path)
		Expect(err).NotTo(HaveOccurred())
		chunks, err := New(Budgets{}, Limits{}).Cut(ctx, path, source)
		if err != nil {
			continue
		}
		have := map[string]bool{}
		for _, c := range chunks {
			for _, name := range c.Names {
				have[name] = true
				head, _, _ := strings.Cut(name, "(") // of a macro that defines
				head = head[strings.LastIndexAny(head, ".:")+1:]
				have[head] = true
				have[strings.ReplaceAll(head, " ", "")+strings.Repeat("()", strings.Count(name, "operator()"))] = true
			}
			for _, head := range judge[path].Heads {
				if c.FirstLine > head[0] && c.FirstLine < head[1] && fitsAlone(source, head) {
					all.parted = append(all.parted, fmt.Sprintf("%s:%d", path, c.FirstLine))
				}
			}
		}
		for _, name := range judge[path].Names {
			if all.wanted++; !have[name] && !have[strings.ReplaceAll(name, " ", "")] {
				all.missing = append(all.missing, filepath.Base(path)+":"+name)
			}
		}
	}
	return all
}

// fitsAlone reports whether a chunk can hold the lines of a head.
func fitsAlone(source []byte, head [2]int) bool {
	lines := bytes.SplitAfter(source, []byte("\n"))
	if head[1] > len(lines) {
		return false
	}
	text := bytes.Join(lines[head[0]-1:head[1]], nil)
	return weigh(text).upTo(len(text)) <= defaultBudget
}

// judgedRoots are the folders whose files are compared.
func judgedRoots(ctx context.Context) []string {
	if *judgedTrees != "" {
		return filepath.SplitList(*judgedTrees)
	}
	modules, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "all").Output()
	Expect(err).NotTo(HaveOccurred())
	_, others, _ := strings.Cut(string(modules), "\n") // without this one
	return append(strings.Fields(others), filepath.Join(build.Default.GOROOT, "src"))
}

// someOf picks real files below some folders, as many of each language: by the seed where other trees are asked for, and spread
// evenly over all otherwise.
func someOf(ctx context.Context, roots ...string) map[Language][]string {
	all := map[Language][]string{}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return ctx.Err() // what isn't readable is none of our business here
			}
			if strings.Contains(path, "site-packages") && *judgedTrees == "" { // which differ from machine to machine
				return nil
			}
			if info, err := entry.Info(); err == nil && info.Size() < 100_000 {
				if language, known := LanguageOf(path); known {
					all[language] = append(all[language], path)
				}
			}
			return nil
		})
		Expect(err).NotTo(HaveOccurred())
	}
	for language, files := range all {
		all[language] = spread(files)
	}
	return all
}

func spread(files []string) (some []string) {
	if *judgedTrees != "" {
		rand.New(rand.NewSource(GinkgoRandomSeed())).Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		return files[:min(judged, len(files))]
	}
	slices.Sort(files)
	for i := range min(judged, len(files)) {
		some = append(some, files[i*len(files)/min(judged, len(files))])
	}
	return some
}

func universalCtags(ctx context.Context) string {
	path, err := exec.LookPath("ctags")
	if err != nil {
		Skip("needs universal-ctags, which isn't installed")
	}
	if version, err := exec.CommandContext(ctx, path, "--version").Output(); err != nil || !bytes.Contains(version, []byte("Universal Ctags")) {
		Skip("needs universal-ctags: " + path + " is another one")
	}
	return path
}

// ctagsKinds are what is compared: no local variables, no parameters, no fields where these aren't named.
var ctagsKinds = map[string]bool{
	"function": true, "method": true, "class": true, "struct": true, "union": true, "interface": true, "enum": true, "enumerator": true,
	"trait": true, "module": true, "namespace": true, "func": true, "type": true, "typedef": true, "macro": true, "enumConstant": true,
	"annotation": true, "generator": true, "getter": true, "setter": true,
}

// definedByCtags leaves out what stands inside functions, and names that ctags makes up.
func definedByCtags(ctx context.Context, ctags string, files []string) map[string]judgement {
	command := exec.CommandContext(ctx, ctags, "-L", "-", "-f", "-", "--sort=no", "--excmd=number", "--fields=Ks",
		"--map-C++=+.h")
	command.Stdin = strings.NewReader(strings.Join(files, "\n"))
	out, err := command.Output()
	Expect(err).NotTo(HaveOccurred())
	all := map[string]judgement{}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		fields := strings.Split(lines.Text(), "\t")
		if len(fields) < 4 || strings.HasPrefix(fields[0], "!") || !ctagsKinds[fields[3]] || strings.HasPrefix(fields[0], "__anon") || strings.HasPrefix(fields[0], "AnonymousFunction") || strings.HasPrefix(fields[0], "anonymousFunction") ||
			fields[0] == "exports" || fields[0] == "_" {
			continue
		}
		if strings.Contains(filepath.Ext(fields[1]), "js") && (fields[3] != "function" && fields[3] != "generator" || len(fields) > 4) {
			continue // it takes objects for classes, and what is in them for methods
		}
		if len(fields) > 4 && (strings.HasPrefix(fields[4], "function:") || strings.HasPrefix(fields[4], "method:")) {
			continue
		}
		j := all[fields[1]]
		j.Names = append(j.Names, fields[0])
		all[fields[1]] = j
	}
	return all
}

func pythonLibrary(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, "python3", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))").Output()
	if err != nil {
		Skip("needs python3, which isn't installed")
	}
	return strings.TrimSpace(string(out))
}

// pythonJudge prints what the files whose names it reads define, outside of functions.
const pythonJudge = `
import ast, json, sys
def visit(node, scope, out):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            name = scope + child.name
            first = min([child.lineno] + [d.lineno for d in child.decorator_list])
            out["Names"].append(name)
            out["Heads"].append([first, child.body[0].lineno])
            if isinstance(child, ast.ClassDef):
                visit(child, name + ".", out)
        elif not isinstance(child, ast.Lambda):
            visit(child, scope, out)
all = {}
for path in sys.stdin.read().split("\n"):
    try:
        out = {"Names": [], "Heads": []}
        visit(ast.parse(open(path, "rb").read()), "", out)
        all[path] = out
    except (SyntaxError, ValueError):
        pass
print(json.dumps(all))
`

func definedByPython(ctx context.Context, files []string) (all map[string]judgement) {
	command := exec.CommandContext(ctx, "python3", "-W", "ignore", "-c", pythonJudge)
	command.Stdin = strings.NewReader(strings.Join(files, "\n"))
	out, err := command.Output()
	Expect(err).NotTo(HaveOccurred())
	Expect(json.Unmarshal(out, &all)).To(Succeed())
	return all
}
