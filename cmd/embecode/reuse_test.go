package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/synth"
)

var _ = Describe("What was embedded is not paid for twice", func() {
	var u *user
	var model *modelServer

	// source is a file of functions, each of which makes a chunk.
	source := func(functions int, changed ...int) string {
		var out strings.Builder
		for i := range functions {
			fmt.Fprintf(&out, "def function_%d(argument):\n", i)
			for line := range 50 {
				fmt.Fprintf(&out, "    value_%d = argument + %d\n", line, i*1000+line)
			}
			for _, c := range changed {
				if c == i {
					out.WriteString("    changed = True\n")
				}
			}
			out.WriteString("    return value_0\n\n\n")
		}
		return out.String()
	}

	BeforeEach(func() {
		u, model = newUser(), newModelServer()
		u.use(model)
	})

	// indexed indexes the tree and returns how many texts that has embedded.
	indexed := func(ctx SpecContext, args ...string) int {
		GinkgoHelper()
		u.succeeds(ctx, append([]string{"index"}, args...)...)
		return model.embedded()
	}

	It("when one function of a file is edited", func(ctx SpecContext) {
		u.writes("a.py", source(40))
		Expect(indexed(ctx)).To(Equal(40+1), "each chunk, and a word to find the dimension")
		u.writes("a.py", source(40, 17))
		Expect(indexed(ctx)).To(And(BeNumerically(">=", 1), BeNumerically("<=", 2)))
	})

	It("when an unchanged tree is indexed anew, for which no server is needed", func(ctx SpecContext) {
		u.writes("a.py", source(5))
		u.writes("b.py", source(5, 0, 1, 2, 3, 4))
		Expect(indexed(ctx)).To(Equal(10 + 1))
		Expect(indexed(ctx, "--full")).To(BeZero())
		model.Close()
		Expect(indexed(ctx, "--full")).To(BeZero())
	})

	It("when a branch is left and come back to, whether updated or indexed anew", func(ctx SpecContext) {
		u.writes("a.py", source(5))
		indexed(ctx)
		u.writes("a.py", source(5, 0, 1, 2, 3, 4))
		Expect(indexed(ctx)).To(Equal(5))
		u.writes("a.py", source(5))
		Expect(indexed(ctx)).To(BeZero())
		u.writes("a.py", source(5, 0, 1, 2, 3, 4))
		Expect(indexed(ctx, "--full")).To(BeZero())
	})

	It("when a file is moved to another folder or copied, or the whole tree is moved", func(ctx SpecContext) {
		u.writes("a.py", source(5))
		indexed(ctx)
		Expect(os.Mkdir(filepath.Join(u.folder, "sub"), 0o700)).To(Succeed())
		Expect(os.Rename(filepath.Join(u.folder, "a.py"), filepath.Join(u.folder, "sub", "a.py"))).To(Succeed())
		u.writes("other/a.py", source(5))
		Expect(indexed(ctx)).To(BeZero())
		moved := u.folder + "-moved"
		Expect(os.Rename(u.folder, moved)).To(Succeed())
		u.folder = moved
		Expect(indexed(ctx, "--full")).To(BeZero())
	})

	It("but by another model it is embedded anew", func(ctx SpecContext) {
		u.writes("a.py", source(5))
		indexed(ctx)
		Expect(indexed(ctx, "--model", "other")).To(Equal(5 + 1))
		Expect(indexed(ctx)).To(BeZero(), "and the former one's vectors are still known")
	})

	It("when a first index is killed at nine tenths", func(ctx SpecContext) {
		_, err := synth.Generate(ctx, u.folder, synth.Options{Seed: 1, Scale: 0.2})
		Expect(err).NotTo(HaveOccurred())
		all := indexed(ctx)
		Expect(os.RemoveAll(filepath.Join(u.cache, "embecode"))).To(Succeed())

		killed := make(chan *exec.Cmd, 1)
		model.before = func(_ *http.Request, texts int) {
			if texts >= all*9/10 {
				select {
				case command := <-killed:
					_ = command.Process.Kill()
				default:
				}
			}
		}
		command := u.command(ctx, "index")
		Expect(command.Start()).To(Succeed())
		killed <- command
		Expect(command.Wait()).To(MatchError(ContainSubstring("killed")))
		first := model.embedded()
		Expect(first).To(BeNumerically("<", all))
		again := first + indexed(ctx) - all
		Expect(again).To(BeNumerically("<=", all/20))
		AddReportEntry("embedded twice after the kill", fmt.Sprintf("%d of %d texts", again, all))
	}, Label("slow"), SpecTimeout(2*time.Minute))
})

var _ = Describe("A model behind a server", func() {
	var u *user
	var model *modelServer

	BeforeEach(func() {
		u, model = newUser(), newModelServer()
		u.use(model)
		u.writes("a.py", "x = 1\n")
	})

	It("gets the key, which is printed and stored nowhere", func(ctx SpecContext) {
		got := u.runs(ctx, "index")
		Expect(got.Code).To(BeZero(), got.Err)
		Expect(model.keys).To(Equal(map[string]bool{"Bearer sk-hunter2": true}))
		Expect(u.succeeds(ctx, "status")).To(ContainSubstring("m, 768 numbers"))
		found, err := exec.CommandContext(ctx, "grep", "-r", "hunter2", u.cache, u.home, u.folder).CombinedOutput()
		Expect(err).To(HaveOccurred(), string(found))
		Expect(got.Out + got.Err).NotTo(ContainSubstring("hunter2"))
	})

	It("is not asked without its key, and the error doesn't tell what might be one", func(ctx SpecContext) {
		u.configures("[embeddings]\nprovider = \"openai\"\napi_key_env = \"hunter2\"\n")
		got := u.runs(ctx, "index")
		Expect(got.Code).To(Equal(2))
		Expect(got.Err).To(And(ContainSubstring("api_key_env"), Not(ContainSubstring("hunter2"))))
	})

	It("that is down leaves the former index in place, and says what to do", func(ctx SpecContext) {
		u.succeeds(ctx, "index")
		model.Close()
		u.writes("b.py", "y = 2\n")
		got := u.runs(ctx, "index", "--full")
		Expect(got.Code).To(Equal(2))
		Expect(got.Err).To(And(ContainSubstring("no server answers at "+model.URL), ContainSubstring("start it, or correct url"),
			ContainSubstring("the former index"), ContainSubstring("is still in place")))
		Expect(u.succeeds(ctx, "status")).To(MatchRegexp(`files +1\n`))
	}, Label("slow"))

	It("that hangs doesn't keep Ctrl-C from ending the run, which leaves the former index in place", func(ctx SpecContext) {
		u.succeeds(ctx, "index")
		asked := make(chan struct{}, 10)
		model.before = func(request *http.Request, _ int) {
			asked <- struct{}{}
			<-request.Context().Done()
		}
		u.writes("b.py", "y = 2\n")
		command := u.command(ctx, "index", "--full")
		var problems strings.Builder
		command.Stderr = &problems
		Expect(command.Start()).To(Succeed())
		Eventually(ctx, asked).WithTimeout(10 * time.Second).Should(Receive())
		Expect(command.Process.Signal(os.Interrupt)).To(Succeed())
		_ = command.Wait()
		Expect(command.ProcessState.ExitCode()).To(Equal(130))
		Expect(problems.String()).To(And(ContainSubstring("interrupted"), ContainSubstring("the former index"), ContainSubstring("is still in place")))
		Expect(u.succeeds(ctx, "status")).To(MatchRegexp(`files +1\n`))
	}, SpecTimeout(time.Minute))
})
