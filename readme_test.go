package embecode_test

import (
	"os"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/internal/settings"
)

var (
	consoleBlock = regexp.MustCompile("(?ms)^```console\n(.*?)^```")
	filterLabel  = regexp.MustCompile(`[a-z-]+`)
)

// ginkgoCommands are the calls of Ginkgo in the ```console blocks of the README.
func ginkgoCommands() (commands []string) {
	GinkgoHelper()
	text, err := os.ReadFile("README.md")
	Expect(err).NotTo(HaveOccurred())
	for _, block := range consoleBlock.FindAllStringSubmatch(string(text), -1) {
		for line := range strings.Lines(block[1]) {
			if strings.HasPrefix(line, "go tool ginkgo ") {
				commands = append(commands, strings.TrimSpace(line))
			}
		}
	}
	return commands
}

var _ = Describe("The README", func() {
	It("names only commands that Ginkgo takes, with labels and folders that there are", func() {
		loaded, err := settings.LoadRoot()
		Expect(err).NotTo(HaveOccurred())
		for _, command := range ginkgoCommands() {
			var suite types.SuiteConfig
			flags, err := types.BuildRunCommandFlagSet(&suite, &types.ReporterConfig{}, &types.CLIConfig{}, &types.GoFlagsConfig{})
			Expect(err).NotTo(HaveOccurred())
			own, _, _ := strings.Cut(strings.TrimPrefix(command, "go tool ginkgo "), " -- ") // what follows is for the suite
			own = regexp.MustCompile(`='([^']*)'`).ReplaceAllStringFunc(own, func(quoted string) string {
				return strings.NewReplacer("'", "", " ", "_").Replace(quoted)
			})
			folders, err := flags.Parse(strings.Fields(own))
			Expect(err).NotTo(HaveOccurred(), command)
			for _, folder := range folders {
				Expect(folder).To(BeADirectory(), command)
			}
			for _, label := range filterLabel.FindAllString(suite.LabelFilter, -1) {
				Expect(loaded.Labels).To(HaveKey(label), command)
			}
		}
	})

	It("names the main job, and the commands with which .ci/run runs all tests", func() {
		script, err := os.ReadFile(".ci/run")
		Expect(err).NotTo(HaveOccurred())
		all := regexp.MustCompile(`(?m)^go tool ginkgo .*$`).FindAllString(string(script), -1)
		Expect(all).NotTo(BeEmpty())
		Expect(ginkgoCommands()).To(ContainElements(append(all, "go tool ginkgo --label-filter=memory ./suites/memory")))
	})
})
