package embecode_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"
)

// command is a call of Ginkgo's command line in a document.
type command struct {
	line int
	text string
	args []string
}

var (
	consoleBlock = regexp.MustCompile("(?m)^[ \t]*```console[ \t]*\n((?s:.*?))^[ \t]*```")
	ginkgoCall   = regexp.MustCompile(`^(?:go tool )?ginkgo(?: |$)`)
	shellWord    = regexp.MustCompile(`(?:'[^']*'|"[^"]*"|[^\s'"])+`)
	quotes       = regexp.MustCompile(`['"]`)
	filterRegexp = regexp.MustCompile(`/[^/]*/`)
	filterLabel  = regexp.MustCompile(`[^\s&|!(),]+`)
)

// ginkgoCommands finds the calls of Ginkgo in the ```console blocks of a Markdown text. A line may begin with a prompt,
// end with a comment, and go on after a backslash. Other lines are other commands, or what they print.
func ginkgoCommands(markdown string) []command {
	var found []command
	for _, block := range consoleBlock.FindAllStringSubmatchIndex(markdown, -1) {
		first := strings.Count(markdown[:block[2]], "\n") + 1
		lines := strings.Split(markdown[block[2]:block[3]], "\n")
		for i := 0; i < len(lines); i++ {
			start, text := i, lines[i]
			for strings.HasSuffix(text, "\\") && i+1 < len(lines) {
				i++
				text = strings.TrimSuffix(text, "\\") + lines[i]
			}
			text, _, _ = strings.Cut(strings.TrimSpace(text), " #")
			text = strings.TrimSpace(strings.TrimPrefix(text, "$ "))
			if ginkgoCall.MatchString(text) {
				found = append(found, command{line: first + start, text: text, args: arguments(text)})
			}
		}
	}
	return found
}

// arguments are the words that Ginkgo gets to see.
func arguments(text string) []string {
	words := shellWord.FindAllString(ginkgoCall.ReplaceAllString(text, ""), -1)
	for i, word := range words {
		words[i] = quotes.ReplaceAllString(word, "")
	}
	if len(words) > 0 && words[0] == "run" {
		return words[1:]
	}
	return words
}

// parsed is what Ginkgo's own command line makes of a command.
type parsed struct {
	filter  string
	recurse bool
	folders []string
}

func (c command) parse() (parsed, error) {
	var (
		suite    types.SuiteConfig
		reporter types.ReporterConfig
		cli      types.CLIConfig
		build    types.GoFlagsConfig
	)
	flags, err := types.BuildRunCommandFlagSet(&suite, &reporter, &cli, &build)
	if err != nil {
		return parsed{}, err
	}
	own := c.args // what follows "--" is for the suite
	if end := slices.Index(own, "--"); end >= 0 {
		own = own[:end]
	}
	folders, err := flags.Parse(own)
	return parsed{filter: suite.LabelFilter, recurse: cli.Recurse, folders: folders}, err
}

// runsEverything tells whether the command runs all specs of all packages.
func (c command) runsEverything() bool {
	p, err := c.parse()
	return err == nil && p.recurse && p.filter == "" && len(p.folders) == 0
}

// problems says why the command can't be run as it stands, from the module's root.
func (c command) problems(labels map[string]string) []string {
	p, err := c.parse()
	if err != nil {
		return []string{fmt.Sprintf("Ginkgo refuses its flags: %v", err)}
	}
	var found []string
	if _, err := types.ParseLabelFilter(p.filter); err != nil {
		found = append(found, fmt.Sprintf("Ginkgo refuses its label filter: %v", err))
	}
	for _, label := range filterLabel.FindAllString(filterRegexp.ReplaceAllString(p.filter, " "), -1) {
		if _, declared := labels[label]; !declared {
			found = append(found, fmt.Sprintf("its filter names the label %q, which ginkgo.yml does not declare", label))
		}
	}
	if len(p.folders) == 0 {
		p.folders = []string{"."}
	}
	for _, folder := range p.folders {
		pattern := filepath.Join(folder, "*_test.go")
		below, all := strings.CutSuffix(folder, "/...")
		if all {
			pattern = below
		}
		if matches, err := filepath.Glob(pattern); err != nil || len(matches) == 0 {
			found = append(found, fmt.Sprintf("there is no suite in %q (the value of a flag follows a =, not a blank)", folder))
		}
	}
	return found
}

var _ = Describe("A command in the README", func() {
	const text = "Text with ```console in it.\n" +
		"```console\n$ go tool ginkgo -r # everything\nRunning Suite: ginkgo\n" +
		"ginkgo --label-filter='!slow && memory' \\\n  ./pkg/... -- -leak=x\n```\n" +
		"```go\nginkgo.Fail()\n```\n\n   ```console\n   ginkgo run .\n   ```\n"

	It("is found in a console block, with its line and its words", func() {
		Expect(ginkgoCommands(text)).To(Equal([]command{
			{line: 3, text: "go tool ginkgo -r", args: []string{"-r"}},
			{
				line: 5,
				text: "ginkgo --label-filter='!slow && memory'   ./pkg/... -- -leak=x",
				args: []string{"--label-filter=!slow && memory", "./pkg/...", "--", "-leak=x"},
			},
			{line: 13, text: "ginkgo run .", args: []string{"."}},
		}))
	})

	DescribeTable("is held to what there is:", func(text string, problems ...string) {
		got := command{args: arguments(text)}.problems(map[string]string{"slow": "", "memory": ""})
		Expect(got).To(HaveLen(len(problems)))
		for i, problem := range problems {
			Expect(got[i]).To(ContainSubstring(problem))
		}
	},
		Entry("all specs", "go tool ginkgo -r"),
		Entry("a filter", "ginkgo --label-filter='!slow && (memory || /^mem/)'"),
		Entry("a folder, with flags for its suite", "ginkgo -p ./internal/suite -- -leak=x"),
		Entry("a folder and all below it", "ginkgo ./pkg/..."),
		Entry("an unknown flag", "ginkgo --recursive", "refuses its flags: flag provided but not defined"),
		Entry("an undeclared label", "ginkgo --label-filter='!slwo'", `the label "slwo"`),
		Entry("a broken filter", "ginkgo --label-filter='slow &&'", "refuses its label filter"),
		Entry("a folder that does not exist", "ginkgo ./suites/memry", `no suite in "./suites/memry"`),
		Entry("a folder without a suite", "ginkgo ./pkg", `no suite in "./pkg"`),
		Entry("a value that is taken for a folder", "ginkgo -r slow", `no suite in "slow"`),
	)

	DescribeTable("runs everything", func(text string, want bool) {
		got := command{args: arguments(text)}
		Expect(got.runsEverything()).To(Equal(want))
	},
		Entry("when it recurses", "go tool ginkgo -r", true),
		Entry("also side by side", "ginkgo -r -p", true),
		Entry("but not without its packages", "ginkgo", false),
		Entry("nor with a filter", "ginkgo -r --label-filter=memory", false),
		Entry("nor below one folder only", "ginkgo -r ./pkg", false),
	)
})
