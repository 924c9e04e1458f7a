package retrieval_test

import (
	"os"
	"path/filepath"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/store"
	"github.com/embecode/embecode/suites/retrieval"
)

var _ = Describe("A search by words", Label("slow"), func() {
	It("answers questions about Go's network packages as well as it did", func(ctx SpecContext) {
		root, err := goSources(ctx)
		Expect(err).NotTo(HaveOccurred())
		if _, err := os.Stat(root); err != nil {
			Skip(err.Error())
		}
		all, err := retrieval.GoFunctions(filepath.Join(root, "net"))
		Expect(err).NotTo(HaveOccurred())
		all = retrieval.Different(all)
		s, err := store.Open(ctx, filepath.Join(GinkgoT().TempDir(), "index.duckdb"), store.Options{Dimension: store.NoVectors})
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(s.Close)
		Expect(retrieval.Index(ctx, s, all)).To(Succeed())
		quality, err := retrieval.Measure(ctx, s, retrieval.Sample(all, false, 1, 200))
		Expect(err).NotTo(HaveOccurred())
		AddReportEntry("quality", quality)
		GinkgoWriter.Printf("%+v\n", quality)
		Expect(quality).To(And(HaveField("Questions", 200), HaveField("MRR", BeNumerically(">", 0.5)), HaveField("Found", BeNumerically(">", 0.7))))
	}, SpecTimeout(3*time.Minute))
})

var _ = Describe("A question", func() {
	DescribeTable("is the first sentence of a comment without the function's own name", func(f retrieval.Function, want string) {
		Expect(f.Question()).To(Equal(want))
	},
		Entry("", retrieval.Function{Name: "Open", Comment: "Open opens the named file for reading. More.\n"}, "opens the named file for reading."),
		Entry("also where it is qualified or owns something", retrieval.Function{Name: "Read", Owner: "File", Comment: "The File.Read method, Read's sum of all its parts."},
			"The method, sum of all its parts."),
		Entry("or none where that is too short", retrieval.Function{Name: "Open", Comment: "Open opens the named file."}, ""),
	)

	It("is about a function without its comment, in Go and Python", func(ctx SpecContext) {
		folder := GinkgoT().TempDir()
		Expect(os.WriteFile(filepath.Join(folder, "a.go"), []byte("package a\n\n// Sum adds.\nfunc (l *List[T]) Sum() int { return 1 }\n\nfunc none()\n"), 0o600)).To(Succeed())
		Expect(retrieval.GoFunctions(folder)).To(Equal([]retrieval.Function{
			{
				Path: "a.go", Line: 4, Name: "Sum", Owner: "List", Language: "go", Source: "func (l *List[T]) Sum() int { return 1 }",
				Comment: "Sum adds.\n", CommentFrom: 11, CommentTo: 23,
			},
		}))
		Expect(os.WriteFile(filepath.Join(folder, "a.py"), []byte("class A:\n  @b\n  def f(x):\n    \"\"\"Adds.\"\"\"\n    return x\n"), 0o600)).To(Succeed())
		Expect(retrieval.PythonFunctions(ctx, folder)).To(Equal([]retrieval.Function{
			{
				Path: "a.py", Line: 3, Name: "f", Owner: "A", Language: "python", Source: "def f(x):\n    \n    return x",
				Comment: "Adds.", CommentFrom: 30, CommentTo: 41,
			},
		}))
	})
})
