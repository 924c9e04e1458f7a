package embecode_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// module is the path of this module, the prefix of the import paths of its packages.
const module = "github.com/embecode/embecode"

// listLimit is for one go list, which takes less than a second on an idle machine.
const listLimit = time.Minute

// Libraries by which a test is recognised, and which no program that indexes shall carry.
var testSide = []string{
	"github.com/onsi/ginkgo",
	"github.com/onsi/gomega",
	"github.com/shirou/gopsutil",
	module + "/pkg/gmem",
	module + "/internal",
	module + "/suites",
}

// mayImport is the house: for each package, with all below it that has no line of its own, which of our packages and
// which outside ones it may import. The standard library is for everybody, and so is what lies below the same line.
var mayImport = map[string][]string{
	"pkg/synth":         {},
	"pkg/embed":         {},
	"pkg/embed/api":     {module + "/pkg/embed", "github.com/cenkalti/backoff/v5", "golang.org/x/sync/errgroup"},
	"pkg/embed/vectors": {"github.com/mattn/go-sqlite3"},
	"pkg/store":         {"github.com/gofrs/flock", "github.com/kljensen/snowball", "github.com/marcboeker/go-duckdb", "golang.org/x/sync/semaphore"},
	"pkg/indexer/walk":  {"github.com/go-git/gcfg/v2"},
	"pkg/indexer/chunk": {
		"github.com/smacker/go-tree-sitter", "golang.org/x/sync/semaphore", "github.com/wlynxg/chardet", "golang.org/x/text/encoding",
		"golang.org/x/text/transform",
	},
	"pkg/indexer/config": {
		module + "/pkg/indexer/walk/ignore", "github.com/pelletier/go-toml/v2", "golang.org/x/text/encoding",
	},
	"pkg/indexer": {
		module + "/pkg/indexer/walk", module + "/pkg/indexer/chunk", module + "/pkg/indexer/config",
		module + "/pkg/embed", module + "/pkg/store",
		"golang.org/x/sync",
	},
	"cmd/embecode": {
		module + "/pkg/indexer", module + "/pkg/store", module + "/pkg/embed",
		"github.com/spf13/cobra", "github.com/dustin/go-humanize", "github.com/cenkalti/backoff/v5", "golang.org/x/term",
	},
	"pkg/gmem":        {"github.com/shirou/gopsutil/v3", "github.com/onsi/gomega", "github.com/dustin/go-humanize"},
	"cmd/gmem":        {module + "/pkg/gmem", "golang.org/x/sys/unix"},
	"pkg/gmem/report": {module + "/pkg/gmem", "github.com/shirou/gopsutil/v3", "github.com/dustin/go-humanize"},
	"pkg/gmem/native": {module + "/pkg/gmem"},
	"pkg/gmem/gspec": {
		module + "/pkg/gmem", module + "/pkg/gmem/native", "github.com/onsi/ginkgo/v2",
	},
	"internal/settings": {module + "/pkg/gmem", "go.yaml.in/yaml/v3"},
	"internal/suite":    {module + "/internal/settings", "github.com/onsi/ginkgo/v2", "github.com/onsi/gomega"},
	"suites": {
		module + "/pkg", module + "/internal",
		"github.com/onsi/ginkgo/v2", "github.com/onsi/gomega", "github.com/shirou/gopsutil/v3",
		"github.com/marcboeker/go-duckdb", "github.com/smacker/go-tree-sitter", "golang.org/x/tools/cover",
	},
}

var _ = Describe("The project's packages", func() {
	It("index, store and embed without anything that belongs to tests", func(ctx SpecContext) {
		for _, pkg := range goList(ctx, "-deps", "./cmd/embecode", "./pkg/indexer/...", "./pkg/store", "./pkg/embed/...", "./pkg/synth") {
			Expect(within(pkg.ImportPath, testSide)).To(BeFalse(), "a production package depends on %s", pkg.ImportPath)
		}
	}, SpecTimeout(listLimit))

	It("would be seen to depend on it, as pkg/gmem does", func(ctx SpecContext) {
		var seen []string
		for _, pkg := range goList(ctx, "-deps", "./pkg/gmem") {
			if within(pkg.ImportPath, testSide) {
				seen = append(seen, pkg.ImportPath)
			}
		}
		Expect(seen).To(ContainElements(HavePrefix("github.com/onsi/gomega"), HavePrefix("github.com/shirou/gopsutil")))
	}, SpecTimeout(listLimit))

	It("measure memory without knowing what is measured", func(ctx SpecContext) {
		for _, pkg := range goList(ctx, "-deps", "./pkg/gmem", "./pkg/gmem/native", "./pkg/gmem/report") {
			Expect(pkg.ImportPath).NotTo(MatchRegexp(`duckdb|tree-sitter|gonum|freetype`))
		}
		for _, path := range sourcesBelow("pkg/gmem") {
			if strings.HasPrefix(path, "pkg/gmem/native/duckdb/") || strings.HasPrefix(path, "pkg/gmem/native/treesitter/") {
				continue
			}
			text, err := os.ReadFile(path)
			Expect(err).NotTo(HaveOccurred())
			named := regexp.MustCompile(`(?i)duckdb|tree-?sitter|indexer|EMBECODE_`).FindAllString(string(text), -1)
			Expect(named).To(BeEmpty(), path)
		}
	}, SpecTimeout(listLimit))

	It("import one another, and outside packages, as the house was drawn", func(ctx SpecContext) {
		var wrong []string
		for _, pkg := range goList(ctx, "./...") {
			wrong = append(wrong, strayImports(pkg)...)
		}
		Expect(wrong).To(BeEmpty(), "mend the import, or the table in imports_test.go if the house has changed")
	}, SpecTimeout(listLimit))

	DescribeTable("are held to the house:", func(pkg, imported string, want int) {
		Expect(strayImports(goPackage{ImportPath: module + "/" + pkg, Imports: []string{imported}})).To(HaveLen(want))
	},
		Entry("the standard library is for everybody", "pkg/embed", "encoding/json", 0),
		Entry("C is for everybody", "pkg/gmem/native", "C", 0),
		Entry("what has a line may be imported", "pkg/indexer", module+"/pkg/store", 0),
		Entry("what lies below a line too", "pkg/store", "github.com/marcboeker/go-duckdb/v2", 0),
		Entry("a package and its own parts belong together", "pkg/synth", module+"/pkg/synth/words", 0),
		Entry("a part that has its own line does not belong to what lies above it", "pkg/gmem", module+"/pkg/gmem/native", 1),
		Entry("nor does that lend it its imports", "pkg/indexer/walk", module+"/pkg/store", 1),
		Entry("what has no line may not be imported", "pkg/store", module+"/pkg/embed", 1),
		Entry("an outside package neither", "pkg/embed", "golang.org/x/sync/errgroup", 1),
		Entry("a name that only begins alike is another package", "pkg/indexer", module+"/pkg/storehouse", 1),
		Entry("a package that nobody drew is not in the house", "pkg/extra", "fmt", 1),
	)
})

// sourcesBelow are the files of a folder and all below it that are part of the program: no tests, no test data.
func sourcesBelow(folder string) (paths []string) {
	GinkgoHelper()
	Expect(filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == "testdata":
			return filepath.SkipDir
		case !entry.IsDir() && !strings.HasSuffix(path, "_test.go") && !strings.HasSuffix(path, ".test"): // .test: built meanwhile
			paths = append(paths, path)
		}
		return nil
	})).To(Succeed())
	Expect(paths).NotTo(BeEmpty())
	return paths
}

// goPackage is what go list says of a package.
type goPackage struct {
	ImportPath string
	Imports    []string
}

// goList runs go list in the module's root.
func goList(ctx SpecContext, args ...string) []goPackage {
	GinkgoHelper()
	command := exec.CommandContext(ctx, "go", append([]string{"list", "-json=ImportPath,Imports"}, args...)...)
	output, err := command.Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		Fail(fmt.Sprintf("go list %s: %s", strings.Join(args, " "), failed.Stderr))
	}
	Expect(err).NotTo(HaveOccurred())

	var packages []goPackage
	for decoder := json.NewDecoder(strings.NewReader(string(output))); ; {
		var pkg goPackage
		err := decoder.Decode(&pkg)
		if errors.Is(err, io.EOF) {
			break
		}
		Expect(err).NotTo(HaveOccurred())
		packages = append(packages, pkg)
	}
	Expect(packages).NotTo(BeEmpty(), "go list %s", strings.Join(args, " "))
	return packages
}

// strayImports says which imports of a package the house does not provide for.
func strayImports(pkg goPackage) []string {
	own := lineOf(pkg.ImportPath)
	if own == "" && pkg.ImportPath != module {
		return []string{pkg.ImportPath + " has no line in the table"}
	}
	var stray []string
	for _, imported := range pkg.Imports {
		first, _, _ := strings.Cut(imported, "/")
		standard := !strings.Contains(first, ".")
		sameLine := own != "" && lineOf(imported) == own
		if !standard && !sameLine && !within(imported, mayImport[own]) {
			stray = append(stray, pkg.ImportPath+" imports "+imported)
		}
	}
	return stray
}

// lineOf is the line of the table that a package of ours comes under: the longest; "" if there is none.
func lineOf(importPath string) string {
	longest := ""
	for line := range mayImport {
		if within(importPath, []string{module + "/" + line}) && len(line) > len(longest) {
			longest = line
		}
	}
	return longest
}

// within tells whether a package is one of those, or lies below one of them.
func within(importPath string, folders []string) bool {
	for _, folder := range folders {
		if importPath == folder || strings.HasPrefix(importPath, folder+"/") {
			return true
		}
	}
	return false
}
