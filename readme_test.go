package embecode_test

import (
	"os"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/internal/settings"
)

// mainJob is the command that the project exists for.
const mainJob = "go tool ginkgo --label-filter=memory ./suites/memory"

var _ = Describe("The README", func() {
	var commands []command

	BeforeEach(func() {
		text, err := os.ReadFile("README.md")
		Expect(err).NotTo(HaveOccurred(), "README.md says how the project is used; it must lie in the repository's root")
		commands = ginkgoCommands(string(text))
		Expect(commands).NotTo(BeEmpty(), "README.md shows no Ginkgo command in a ```console block")
	})

	It("names only commands that can be run as they stand", func() {
		loaded, err := settings.LoadRoot()
		Expect(err).NotTo(HaveOccurred())
		for _, one := range commands {
			Expect(one.problems(loaded.Labels)).To(BeEmpty(), "README.md:%d: %s", one.line, one.text)
		}
	})

	It("names the main job", func() {
		Expect(texts(commands)).To(ContainElement(mainJob))
	})

	It("names one command for all tests, and .ci/run ends with just that", func() {
		everything := slices.DeleteFunc(commands, func(c command) bool { return !c.runsEverything() })
		Expect(everything).NotTo(BeEmpty(), "README.md names no command that runs all specs of all packages")
		Expect(slices.Compact(texts(everything))).To(HaveLen(1), "README.md names several commands for all tests")

		script, err := os.ReadFile(".ci/run")
		Expect(err).NotTo(HaveOccurred())
		lines := strings.Split(strings.TrimSpace(string(script)), "\n")
		Expect(lines[len(lines)-1]).To(Equal(everything[0].text), "the last line of .ci/run")
	})
})

var _ = Describe("The CI script", func() {
	It("can be started", func() {
		info, err := os.Stat(".ci/run")
		Expect(err).NotTo(HaveOccurred())
		Expect(info.Mode().Perm()&0o111).NotTo(BeZero(), ".ci/run is not executable")
	})
})

// texts are the commands as they are written.
func texts(commands []command) []string {
	var written []string
	for _, one := range commands {
		written = append(written, one.text)
	}
	return written
}
