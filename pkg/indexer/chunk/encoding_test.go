package chunk

import (
	"math/rand/v2"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/text/encoding/htmlindex"
)

// encoded is a text in an encoding, by the name that web pages use.
func encoded(name, text string) []byte {
	GinkgoHelper()
	as, err := htmlindex.Get(name)
	Expect(err).NotTo(HaveOccurred())
	out, err := as.NewEncoder().Bytes([]byte(text))
	Expect(err).NotTo(HaveOccurred())
	return out
}

var _ = Describe("A text that isn't UTF-8", func() {
	DescribeTable("is decoded where its encoding can be told", func(ctx SpecContext, name, comment string) {
		for _, times := range []int{1, 30} {
			text := strings.Repeat("// "+comment+"\nvoid run(int id) { save(id); }\n", times)
			source := encoded(name, text)
			Expect(string(source)).NotTo(Equal(text))
			Expect(decode(source)).To(BeEquivalentTo(text))
			chunks, err := New(Budgets{}, Limits{}).Cut(ctx, "a.c", source)
			Expect(err).NotTo(HaveOccurred())
			Expect(chunks[0].Content).To(ContainSubstring(comment))
			Expect(chunks[0].Names).To(ContainElement("run"))
		}
	},
		Entry("Shift-JIS", "shift_jis", "注文を処理して、在庫を更新します。データベースへ保存"),
		Entry("EUC-JP", "euc-jp", "注文を処理して、在庫を更新します。データベースへ保存"),
		Entry("EUC-KR", "euc-kr", "주문을 처리하고 재고를 갱신합니다. 데이터베이스에 저장"),
		Entry("GBK", "gbk", "处理订单并更新库存，保存到数据库"),
		Entry("Big5", "big5", "處理訂單並更新庫存，保存到資料庫"),
		Entry("Windows-1251", "windows-1251", "Настройка соединения с базой данных"),
		Entry("KOI8-R", "koi8-r", "Настройка соединения с базой данных"),
		Entry("Windows-1252 in German", "windows-1252", "Größe der Fläche prüfen, über alle Straßen"),
		Entry("Windows-1252 in French", "windows-1252", "Vérifie que l’état du système est à jour"),
		Entry("Windows-1252 in Spanish", "windows-1252", "Configuración de la conexión, año y niño"),
		Entry("Windows-1252 in Portuguese", "windows-1252", "só são ações não válidas"),
		Entry("Windows-1252 in Swedish", "windows-1252", "större än åäö"),
		Entry("a single letter of Latin-1", "windows-1252", "café"),
		Entry("a sign of Latin-1", "windows-1252", "© 2003"),
		Entry("quotes of Windows-1252", "windows-1252", "“quoted” – text"),
	)

	It("gives the names that it defines", func(ctx SpecContext) {
		chunks, err := New(Budgets{}, Limits{}).Cut(ctx, "a.py", []byte("def pr\xfcfe(x):\n    return x\n"))
		Expect(err).NotTo(HaveOccurred())
		Expect(chunks[0].Content).To(HavePrefix("def prüfe(x)"))
		Expect(chunks[0].Names).To(Equal([]string{"prüfe"}))
	})

	DescribeTable("is decoded by its mark", func(ctx SpecContext, mark, name string) {
		text := "x = 1\r\n\r\ndef prüfe(x):\r\n    return '注文'\r\n"
		chunks, err := New(Budgets{}, Limits{}).Cut(ctx, "a.py", append([]byte(mark), encoded(name, text)...))
		Expect(err).NotTo(HaveOccurred())
		Expect(chunks[0].Content).To(Equal(strings.TrimSpace(text)))
		Expect([]int{chunks[0].FirstLine, chunks[0].LastLine}).To(Equal([]int{1, 4}))
	},
		Entry("UTF-16, little endian", "\xff\xfe", "utf-16le"),
		Entry("UTF-16, big endian", "\xfe\xff", "utf-16be"),
	)

	DescribeTable("is covered exactly once, in characters and lines of what it says", func(ctx SpecContext, mark, name, comment string) {
		text := strings.Repeat("/* "+comment+"\r\n */\r\nvoid run(int id) {\r\n  save(id, \""+comment+"\");\r\n}\r\n", 30)
		source := append([]byte(mark), encoded(name, text)...)
		for _, path := range []string{"a.c", "a.md", "a.yaml"} {
			for _, budget := range []int{1, 7, 40, 150, 1000} {
				chunks, spans, err := New(Budgets{Default: budget}, Limits{}).locate(ctx, path, source)
				Expect(err).NotTo(HaveOccurred())
				Expect(brokenPromise(chunks, spans, budget, []byte(text))).To(Succeed(), "%s, budget %d", path, budget)
			}
		}
	},
		Entry("UTF-16, little endian", "\xff\xfe", "utf-16le", "注文を処理して、在庫を更新します"),
		Entry("UTF-16, big endian, beyond the first plane", "\xfe\xff", "utf-16be", "注文を 🚀 処理して"),
		Entry("Shift-JIS", "", "shift_jis", "注文を処理して、在庫を更新します。データベースへ保存"),
		Entry("GBK", "", "gbk", "处理订单并更新库存，保存到数据库"),
		Entry("Big5", "", "big5", "處理訂單並更新庫存，保存到資料庫"),
		Entry("KOI8-R", "", "koi8-r", "Настройка соединения с базой данных"),
		Entry("Windows-1252", "", "windows-1252", "“Größe” der Fläche prüfen – über alle Straßen"),
	)

	DescribeTable("is refused where its encoding can't be told", func(source string) {
		_, err := decode([]byte(source))
		Expect(err).To(MatchError(ErrEncoding))
	},
		Entry("two characters of Shift-JIS", "x = 1 # \x96\xbc\x91O\n"),
		Entry("katakana", "// \x83e\x83X\x83g\n"),
		Entry("bytes that no encoding gives a meaning", "// "+strings.Repeat("\xff\x81\x8d", 20)+"\n"),
	)

	It("stays UTF-8 where single bytes are odd", func(ctx SpecContext) {
		chunks, err := New(Budgets{}, Limits{}).Cut(ctx, "a.py", []byte("a = 'für über'\nb = '\xff'\n"))
		Expect(err).NotTo(HaveOccurred())
		Expect(chunks[0].Content).To(Equal("a = 'für über'\nb = '\uFFFD'"))
	})

	It("has a hash of its own, whatever it is shown as", func(ctx SpecContext) {
		hashes := map[string]string{}
		for _, source := range []string{
			"a = 'für über'\nb = '\xff'\n", "a = 'für über'\nb = '\xfe'\n", "a = 'für über'\nb = '\xfe\xff'\n", "a = 'für über'\nb = '\uFFFD'\n",
			"x = 'Gr\xf6\xdfe'\n", "x = 'Gr\xfc\xdfe'\n", strings.Repeat("y = 1\n", 1500) + "\x00", strings.Repeat("y = 1\n", 1500) + "\uFFFD",
		} {
			chunks, err := New(Budgets{Default: 100_000}, Limits{}).Cut(ctx, "a.py", []byte(source))
			Expect(err).NotTo(HaveOccurred())
			last := chunks[len(chunks)-1]
			Expect(hashes).NotTo(HaveKey(last.Hash), "%q and %q", source, hashes[last.Hash])
			hashes[last.Hash] = source
		}
		same, err := New(Budgets{}, Limits{}).Cut(ctx, "a.py", []byte("x = 'Größe'\n"))
		Expect(err).NotTo(HaveOccurred())
		Expect(hashes).To(HaveKey(same[0].Hash), "the same text in two encodings is one text")
	})

	DescribeTable("may hold the character that stands for what can't be read", func(name, mark string) {
		text := "x = '\uFFFD' # 注文\n"
		Expect(decode(append([]byte(mark), encoded(name, text)...))).To(BeEquivalentTo(text))
	},
		Entry("UTF-16, little endian", "utf-16le", "\xff\xfe"),
		Entry("UTF-16, big endian", "utf-16be", "\xfe\xff"),
	)

	DescribeTable("is refused where its mark says what it isn't", func(source string) {
		_, err := decode([]byte(source))
		Expect(err).To(MatchError(ErrEncoding))
	},
		Entry("half a pair", "\xff\xfex\x00\x00\xd8y\x00"),
		Entry("half a character", "\xff\xfex\x00y"),
		Entry("half a pair beside a real U+FFFD", "\xfe\xff\xff\xfd\xd8\x00\x00y"),
	)

	DescribeTable("is read as the encoding that it is said to be in", func(ctx SpecContext, said, text string) {
		chunker := New(Budgets{}, Limits{})
		chunker.EncodingOf = func(path string) string { return map[string]string{"a.py": said}[path] }
		chunks, err := chunker.Cut(ctx, "a.py", encoded(said, text))
		Expect(err).NotTo(HaveOccurred())
		Expect(chunks[0].Content).To(Equal(strings.TrimSpace(text)))
		_, err = chunker.Cut(ctx, "b.py", encoded("utf-16be", text))
		Expect(err).To(MatchError(ErrBinary), "of which nothing is said")
	},
		Entry("by statistics it would be something else", "windows-1250", "x = 'Příliš žluťoučký kůň'\n"),
		Entry("too little for statistics", "shift_jis", "x = 1 # 名前\n"),
		Entry("UTF-16 without a mark", "utf-16le", "x = 'prüfe'\n"),
		Entry("with a U+FFFD of its own", "gb18030", "x = '\uFFFD 处理'\n"),
		Entry("a Turkish one", "windows-1254", "x = 'ığdır şeş'\n"),
		Entry("a stateful one", "iso-2022-jp", "x = '注文を処理'\n"),
	)

	It("is refused where it is none of what it is said to be, and read by its mark where it has one", func(ctx SpecContext) {
		chunker := New(Budgets{}, Limits{})
		said := ""
		chunker.EncodingOf = func(string) string { return said }
		for _, said = range []string{"euc-kr", "no-such-encoding"} {
			_, err := chunker.Cut(ctx, "a.py", []byte("x = '\xff\xff'\n"))
			Expect(err).To(MatchError(ErrEncoding))
		}
		_, err := chunker.Cut(ctx, "a.py", append([]byte("\xff\xfe"), encoded("utf-16le", "x = 'prüfe'\n")...))
		Expect(err).NotTo(HaveOccurred())
		said = "utf-8"
		chunks, err := chunker.Cut(ctx, "a.py", []byte("x = 'pr\xfcfe'\n"))
		Expect(err).NotTo(HaveOccurred())
		Expect(chunks[0].Content).To(Equal("x = 'pr\uFFFDfe'"))
	})

	It("is decoded, or refused, whatever its bytes are", func() {
		random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 0))
		for range 2000 {
			source := make([]byte, random.IntN(300))
			for i := range source {
				source[i] = byte(0x20 + random.IntN(0xe0))
			}
			if text, err := decode(source); err == nil {
				Expect(len(text)).To(BeNumerically("<=", 3*len(source)+3))
			} else {
				Expect(err).To(Or(MatchError(ErrEncoding), MatchError(ErrBinary)))
			}
		}
	})
})
