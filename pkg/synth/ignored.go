package synth

import (
	"context"
	"path"
	"strconv"
	"strings"
)

// Patterns stand at five levels: the tree, a package, an area, a feature and a layer. They are chosen so that none of
// the names that the tree gives to its source files matches by accident.
const (
	treePatterns = `# editors and systems
.DS_Store
*.swp

# logs and caches
*.log
*.py[co]
/coverage/
/var/**/stage/

# made from the schemas; the exceptions stand where they are
*.generated.*
`
	groupPatterns = `/out/
*.tsbuildinfo
`
	areaPatterns = `# clients made by the protocol compiler
stubs/
*_pb2.py
/settings.local.*
`
	featurePatterns = `**/__snapshots__/
cache-[0-9]*/
*.tmp
`
	innerPatterns = `# recordings are not kept, save one
*-recorded.*
`
)

// aroundTree writes what is ignored directly below the tree, by its .gitignore or by embecode's default excludes.
func (g *generator) aroundTree(ctx context.Context) error {
	if err := g.ignoreFile(ctx, "", treePatterns); err != nil {
		return err
	}
	return g.ignored(ctx, "",
		"debug.log", "coverage/report/sorter.js", "coverage/block.js", "var/cache/stage/plan.py",
		"node_modules/leftpad/index.js", "node_modules/leftpad/lib/pad.js", "node_modules/@types/leftpad/index.ts",
		"dist/bundle.js", "dist/bundle.min.js", "build/lib/setup.py", "public/vendor.min.js",
		".venv/lib/site-packages/six.py", "__pycache__/conftest.cpython-312.pyc")
}

// around writes the .gitignore files around a place and files that they ignore, if the place is the first one there.
func (g *generator) around(ctx context.Context, at place) error {
	for _, level := range []struct {
		dir, patterns string
		ignored       []string
	}{
		{at.group, groupPatterns, []string{
			"out/main.js", "out/types/main.ts", "app.tsbuildinfo", "dist/app.min.js", "node_modules/tiny/index.js", "server.log",
		}},
		{at.area, areaPatterns, []string{"stubs/client.ts", "stubs/v1/client.py", "orders_pb2.py", "settings.local.py"}},
		{at.feature, featurePatterns, []string{"__snapshots__/view.js", "cache-" + strconv.Itoa(g.rng.IntN(90)) + "/entry.js", "upload.tmp"}},
	} {
		if level.dir == "" {
			continue
		}
		if err := g.ignoreFile(ctx, level.dir, level.patterns); err != nil {
			return err
		}
		if err := g.ignored(ctx, level.dir, level.ignored...); err != nil {
			return err
		}
	}
	return nil
}

// except writes the .gitignore of a place with an exception, and files that are ignored beside it. It returns the name
// that the exception is for.
func (g *generator) except(ctx context.Context, at place, k kind) (string, error) {
	extension := kinds[k].extension
	middle, patterns := ".generated", ""
	if at.exception == innerException {
		middle, patterns = "-recorded", innerPatterns
	}
	kept := g.stem() + middle + extension
	if err := g.ignoreFile(ctx, at.path, patterns+"!"+kept+"\n"); err != nil {
		return "", err
	}
	return kept, g.ignored(ctx, at.path,
		g.stem()+middle+extension, g.stem()+middle+".py", "worker.log", "__pycache__/"+g.stem()+".cpython-312.pyc")
}

// ignoreFile writes the .gitignore of dir.
func (g *generator) ignoreFile(ctx context.Context, dir, patterns string) error {
	return g.file(ctx, path.Join(dir, ".gitignore"), func() { g.out.write([]byte(patterns)) })
}

// ignored writes files that an indexer must not find, and counts them.
func (g *generator) ignored(ctx context.Context, dir string, names ...string) error {
	for _, name := range names {
		if err := g.ignoredFile(ctx, path.Join(dir, name)); err != nil {
			return err
		}
		g.summary.Ignored++
	}
	return nil
}

// ignoredFile writes a file with contents that suit its name.
func (g *generator) ignoredFile(ctx context.Context, name string) error {
	if !strings.HasSuffix(name, ".min.js") {
		for k := range kinds {
			if strings.HasSuffix(name, kinds[k].extension) {
				return g.program(ctx, name, kind(k), 50+g.rng.IntN(40))
			}
		}
	}
	return g.file(ctx, name, func() {
		separator := "\n"
		if strings.HasSuffix(name, ".js") {
			separator = ";"
		}
		for range 20 + g.rng.IntN(60) {
			noun, verb := nouns[g.rng.IntN(len(nouns))], verbs[g.rng.IntN(len(verbs))]
			g.out.write([]byte(verb + "(" + strconv.Itoa(g.rng.IntN(1_000_000)) + "," + noun + ")" + separator))
		}
	})
}
