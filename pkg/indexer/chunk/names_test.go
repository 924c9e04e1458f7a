package chunk

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Names", func() {
	DescribeTable("are what a file defines, members under what they belong to",
		func(ctx SpecContext, path string, want ...string) {
			for _, f := range fixtures() {
				if f.path == path {
					chunks, err := New(Budgets{Default: 100_000}, Limits{}).Cut(ctx, path, f.source)
					Expect(err).NotTo(HaveOccurred())
					Expect(chunks).To(HaveLen(1))
					Expect(chunks[0].Names).To(Equal(want))
					return
				}
			}
			Fail("no such fixture: " + path)
		},
		Entry("Python", "sample.py", "LIMIT", "rate", "names", "limit_of", "Booking", "Booking.amount", "Booking.text",
			"Booking.positive", "Booking.describe", "Account", "Account.kind", "Account.__init__", "Account.book",
			"Account.balance", "Account.report", "Account.Error", "Account.Error.code", "fibonacci", "TEXT", "account"),
		Entry("TypeScript", "sample.ts", "LIMIT", "rate", "half", "Pair", "Store", "Store.get", "Store.put", "Kind",
			"Kind.Plain", "Kind.Special", "MemoryStore", "MemoryStore.entries", "MemoryStore.constructor", "MemoryStore.size", "MemoryStore.get", "MemoryStore.put", "Reader",
			"Reader.next", "Reader.close", "text", "text.upper", "external", "load", "pick"),
		Entry("TSX", "sample.tsx", "Props", "Empty", "List", "Board", "Board.state", "Board.toggle", "Board.render"),
		Entry("JavaScript", "sample.js", "path", "counter", "last", "join", "numbers", "Queue", "Queue.#items", "Queue.empty", "Queue.push", "Queue.length",
			"Queue.drain", "pattern"),
		Entry("Go", "sample.go", "limit", "Plain", "Special", "ErrFull", "registry", "Kind", "Booker", "Booker.Book", "alias", "Account",
			"Account.Book", "Account.String", "Set", "Set.Add", "sum", "init"),
		Entry("Rust", "sample.rs", "LIMIT", "NAME", "Amount", "Error", "Error.Full", "Error.Unknown", "Result", "Book", "Book.book", "Book.balance",
			"Account", "Account", "Account.new", "Account", "Account.book", "Error", "Error.fmt", "square",
			"tools", "tools.count", "tests", "tests.squares"),
		Entry("Java", "Sample.java", "Sample", "Sample.LIMIT", "Sample.nested", "Sample.bookings", "Sample.Sample", "Sample.Sample", "Sample.book", "Sample.iterator",
			"Sample.Visitor", "Sample.Visitor.visit", "Sample.Kind", "Sample.Kind.PLAIN", "Sample.Kind.SPECIAL", "Sample.Kind.code", "Sample.Kind.Kind", "Sample.Kind.of", "Sample.Pair",
			"Sample.Pair.text"),
		Entry("C", "sample.c", "LIMIT", "MAX", "account_t", "account", "account.bookings", "account.count", "account.next",
			"kind", "kind.PLAIN", "kind.SPECIAL", "value", "value.i", "value.d", "total", "names", "handler", "book", "book", "describe", "main"),
		Entry("C++", "sample.cpp", "ledger", "ledger::limit", "ledger::Names", "ledger::Kind", "ledger::Kind::Plain", "ledger::Kind::Special", "ledger::Account",
			"ledger::Account::Account", "ledger::Account::~Account", "ledger::Account::operator+=", "ledger::Account::balance",
			"ledger::Account::at", "ledger::Account::owner_", "ledger::Account::bookings_", "ledger::Pair", "ledger::Pair::first",
			"ledger::Pair::less", "ledger::counter", "ledger::pick", "ledger::detail", "ledger::detail::twice",
			"ledger::counter", "ledger_version"),
	)
})

var _ = Describe("A context header", func() {
	It("tells path, language, what encloses the chunk, and what it defines", func(ctx SpecContext) {
		source := "class Foo:\n    def bar(self):\n        return 'something'\n\n    def baz(self):\n        return 'something else'\n"
		chunks, err := New(Budgets{Default: 50}, Limits{}).Cut(ctx, "src/core/a.py", []byte(source))
		Expect(err).NotTo(HaveOccurred())
		Expect(chunks).To(HaveLen(2))
		Expect(chunks[0].Context).To(Equal("path: src/core/a.py\nlanguage: python\ndefines: class Foo, Foo.bar"))
		Expect(chunks[1].Context).To(Equal("path: src/core/a.py\nlanguage: python\nin: class Foo\ndefines: Foo.baz"))
	})

	It("names the function that a chunk lies in the middle of, and no longer when it is over", func(ctx SpecContext) {
		source := "func f() {\n" + strings.Repeat("\tcall(1)\n", 12) + "}\n\nfunc g() { call(2) }\n"
		chunks, err := New(Budgets{Default: 40}, Limits{}).Cut(ctx, "a.go", []byte(source))
		Expect(err).NotTo(HaveOccurred())
		Expect(chunks[1].Context).To(Equal("path: a.go\nlanguage: go\nin: f"))
		Expect(chunks[len(chunks)-1].Context).To(Equal("path: a.go\nlanguage: go\ndefines: g"))
	})

	It("tells the titles of calls that hold functions, which are no names", func(ctx SpecContext) {
		source := "describe('a queue', () => {\n  it('pops', async () => {\n    first(1);\n    second(2);\n  });\n\n  function helper() {\n    third(3);\n  }\n});\n"
		chunks, err := New(Budgets{Default: 60}, Limits{}).Cut(ctx, "a.js", []byte(source))
		Expect(err).NotTo(HaveOccurred())
		Expect(chunks).To(HaveLen(2))
		Expect(chunks[0].Context).To(Equal(`path: a.js` + "\n" + `language: javascript` + "\n" + `defines: describe "a queue", it "pops"`))
		Expect(chunks[0].Names).To(BeEmpty())
		Expect(chunks[1].Context).To(Equal(`path: a.js` + "\n" + `language: javascript` + "\n" + `in: describe "a queue", it "pops"` + "\n" + `defines: helper`))
	})

	It("tells the trait of an impl", func(ctx SpecContext) {
		chunks, err := New(Budgets{}, Limits{}).Cut(ctx, "a.rs", []byte("impl<T> fmt::Display for Foo<T> {\n    fn fmt(&self) {}\n}\nimpl Foo<u8> {}\n"))
		Expect(err).NotTo(HaveOccurred())
		Expect(chunks[0].Context).To(HaveSuffix("defines: impl fmt::Display for Foo, Foo.fmt, impl Foo"))
	})

	It("stays within four lines whatever a name is spread over", func(ctx SpecContext) {
		source := "const {\n  GET,\n  POST: post,\n} = handlers;\nclass A {\n  'a\\\n b'() {}\n  [`x\n\ny`]() {}\n}\n"
		chunks, err := New(Budgets{}, Limits{}).Cut(ctx, "a.js", []byte(source))
		Expect(err).NotTo(HaveOccurred())
		Expect(strings.Split(chunks[0].Context, "\n")).To(HaveLen(3))
	})

	It("stays one short text whatever the path and the names", func(ctx SpecContext) {
		path := strings.Repeat("long/", 1000) + "a\nb\xff.py"
		source := strings.Repeat("def "+strings.Repeat("x", 5000)+"(): pass\n", 100)
		chunks, err := cutSoundly(ctx, Budgets{Default: 1_000_000}, path, []byte(source))
		Expect(err).NotTo(HaveOccurred())
		Expect(strings.Split(chunks[0].Context, "\n")).To(HaveLen(3))
		Expect(chunks[0].Context).To(ContainSubstring("long/a\uFFFDb\uFFFD.py\nlanguage: python\ndefines: xxx"))
	})
})

var _ = Describe("A value behind many comments", func() {
	It("is looked for in one pass over them", func(ctx SpecContext) {
		names := namesOf(ctx, Budgets{Default: 1000}, "a.js", "const a = ("+strings.Repeat("/**/", 40_000)+"{ b() {} });\n")
		Expect(names).To(HaveExactElements("a", "a.b"))
	}, SpecTimeout(5*time.Second))
})
