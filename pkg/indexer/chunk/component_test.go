package chunk

import (
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A component", func() {
	const script = "import { ref } from 'vue'\nexport function alpha(a: number): number {\n  return a + 1\n}\n" +
		"function beta() {\n  return '</template>'\n}\n"
	template := "<template>\n" + strings.Repeat("  <p>some text with { brackets ( and 'quotes</p>\n", 10) + "</template>\n"

	DescribeTable("has its scripts cut as TypeScript, at the lines where they are,",
		func(ctx SpecContext, path, source string, names ...string) {
			for _, budget := range []int{60, 150, 5000} {
				chunks, spans, err := New(Budgets{Default: budget}, Limits{}).locate(ctx, path, []byte(source))
				Expect(err).NotTo(HaveOccurred())
				Expect(brokenPromise(chunks, spans, budget, []byte(source))).To(Succeed())
				var found []string
				for _, one := range chunks {
					Expect(path).To(HaveSuffix("." + one.Language))
					found = append(found, one.Names...)
					for _, name := range one.Names {
						if !strings.Contains(one.Content, "function "+name) {
							continue
						}
						line := strings.Count(source[:strings.Index(source, "function "+name)], "\n") + 1
						Expect(line).To(BeNumerically(">=", one.FirstLine), name)
						Expect(line).To(BeNumerically("<=", one.LastLine), name)
					}
				}
				Expect(found).To(ContainElements(names), "budget %d", budget)
				if budget == 60 {
					at := slices.IndexFunc(chunks, func(c Chunk) bool { return slices.Contains(c.Names, "beta") })
					Expect(chunks[at].Content).To(ContainSubstring("function beta() {\n  return '</template>'\n}"), "whole")
				}
			}
		},
		Entry("in Vue", "A.vue", template+"\n<script setup lang=\"ts\">\n"+script+"</script>\n\n<style scoped>\na { color: red }\n</style>\n", "alpha", "beta"),
		Entry("with the script first", "A.vue", "<script setup lang='ts'>\n"+script+"</script>\n"+template, "alpha", "beta"),
		Entry("in two scripts", "A.vue", "<script>\nexport function first() {}\n</script>\n<script setup lang=\"ts\" generic=\"T extends Array<string>\">\n"+
			script+"</script>\n"+template, "first", "alpha", "beta"),
		Entry("in Svelte", "A.svelte", "<script lang=\"ts\">\n"+script+"</script>\n\n{#if x}\n<p on:click={() => beta()}>{x}</p>\n{/if}\n", "alpha", "beta"),
		Entry("in Astro", "A.astro", "---\n"+script+"---\n<html>\n<p>{alpha(1)}</p>\n<script>\nfunction gamma() {}\n</script>\n</html>\n",
			"alpha", "beta", "gamma"),
		Entry("with carriage returns", "A.vue", "<script>\r\nfunction alpha() {}\r\nfunction beta() {\n  return '</template>'\n}\r\n</script>\r\n",
			"alpha", "beta"),
		Entry("with markup in a script's text", "A.vue", "<script lang=\"tsx\">\n"+script+"const x = <p>hello</p>\n</script>\n", "alpha", "beta", "x"),
		Entry("behind one that is commented out", "A.vue", "<!-- <script>\nfunction old() {}\n</script> -->\n<script>\n"+script+"</script>\n", "alpha", "beta"),
	)

	DescribeTable("is cut by lines where it has no script", func(ctx SpecContext, path, source string) {
		chunks, spans, err := New(Budgets{Default: 60}, Limits{}).locate(ctx, path, []byte(source))
		Expect(err).NotTo(HaveOccurred())
		Expect(brokenPromise(chunks, spans, 60, []byte(source))).To(Succeed())
		Expect(chunks).To(HaveEach(HaveField("Names", BeEmpty())))
	},
		Entry("at all", "A.vue", template),
		Entry("that is closed", "A.svelte", "<script>\nfunction a() {}\n"+template),
		Entry("but data", "A.astro", "<script type=\"application/ld+json\">\n{}\n</script>\n"),
		Entry("with a grammar", "A.vue", "<script lang=\"coffee\">\na = -> 1\n</script>\n"),
		Entry("beside an open tag", "A.vue", "<script lang=\"ts\nfunction a() {}\n"),
	)

	It("is looked through once, however many tags it holds", func(_ SpecContext) {
		for _, tag := range []string{"<script>", "<script", "<script>a</script>", "<!--", "<!-- -->", "---\n", "<!--<script></script>", "<script \"", "<"} {
			text := []byte("---\n" + strings.Repeat(tag, 900_000/len(tag)))
			shown, _ := scriptOf(Astro, text)
			Expect(shown).To(HaveLen(len(text)))
		}
	}, SpecTimeout(20*time.Second)) // it takes one; once more for every tag would be minutes
})
