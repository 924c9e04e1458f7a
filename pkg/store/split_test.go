package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The words of a text", func() {
	DescribeTable("are split as names are joined in code", func(text, want string) {
		Expect(strings.ToLower(strings.Join(slices.Collect(wordsOf(text)), " "))).To(Equal(want))
	}, func(text, want string) string { return fmt.Sprintf("%.40q into %.40q", text, want) },
		Entry(nil, "parseConfig", "parse config"),
		Entry(nil, "parse_config PARSE-CONFIG", "parse config parse config"),
		Entry(nil, "HTTPServer", "http server"),
		Entry(nil, "getHTTP", "get http"),
		Entry(nil, "userIDs, URLsOf", "user ids urls of"),
		Entry(nil, "XMLs", "xmls"),
		Entry(nil, "utf8 UTF-8", "utf 8 utf 8"),
		Entry(nil, "sha256Sum", "sha 256 sum"),
		Entry(nil, "x509.ParsePKCS8", "x 509 parse pkcs 8"),
		Entry(nil, "__init__", "init"),
		Entry(nil, "A", "a"),
		Entry(nil, "aB", "a b"),
		Entry(nil, "AB", "ab"),
		Entry(nil, "ABc", "a bc"),
		Entry(nil, "größeÄndern", "größe ändern"),
		Entry(nil, "ΑΒγ", "α βγ"),
		Entry(nil, "注文を処理", "注文 文を を処 処理 理"),
		Entry(nil, "注", "注"),
		Entry(nil, "文x", "文 x"),
		Entry(nil, "", ""),
		Entry(nil, "\x00 \xff\xfe --", ""),
		Entry(nil, "a\xffb", "a b"),
		Entry(nil, "don't", "don t"),
		Entry(nil, strings.Repeat("a", 65)+" b", "b"),
		Entry(nil, strings.Repeat("a", 64), strings.Repeat("a", 64)),
	)
})

func FuzzWordsOf(f *testing.F) {
	f.Add("parseHTTPConfig_2x 注文")
	f.Fuzz(func(t *testing.T, text string) {
		for word := range wordsOf(text) {
			if word == "" || len(word) > maxWord || !utf8.ValidString(word) {
				t.Errorf("%q: word %q", text, word)
			}
		}
	})
}
