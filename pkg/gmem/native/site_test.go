package native

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The name of a site", func() {
	DescribeTable("leaves out of a C++ name what can't be searched for",
		func(spelled, name string) { Expect(readable(spelled)).To(Equal(name)) },
		Entry("parameters", "db::Value::Value(db::LogicalType)", "db::Value::Value"),
		Entry("arguments of templates and the type returned",
			"std::shared_ptr<db::Info> db::make_shared<db::Info, int>(int&&)", "db::make_shared"),
		Entry("a type of several words", "unsigned long db::Load<unsigned long>(unsigned char const*)", "db::Load"),
		Entry("a qualifier", "db::Vector::Slice(db::Vector const&, unsigned long) const", "db::Vector::Slice"),
		Entry("the anonymous namespace", "(anonymous namespace)::by_new(unsigned long)", "by_new"),
		Entry("but not what is left of an operator", "db::Value::operator=(db::Value const&)", "db::Value::operator="),
		Entry("nor of one that is called", "db::Lambda::operator()(int) const", "db::Lambda::operator()"),
		Entry("nor of one that compares", "bool db::operator<(db::Value, db::Value)", "db::operator<"),
		Entry("nor of one that allocates", "operator new[](unsigned long)", "operator new[]"),
		Entry("nor anything of C", "sqlite3_open", "sqlite3_open"),
	)

	DescribeTable("says of a call from Go what is called, and in which package",
		func(symbol, name string) {
			Expect(stub(symbol, map[string]string{"d1d32af626f8": "native/nativetest"})).To(Equal(name))
		},
		Entry("a function", "_cgo_d1d32af626f8_Cfunc_nativetest_new", "C.nativetest_new (native/nativetest)"),
		Entry("malloc, which cgo wraps once more", "_cgo_d1d32af626f8_Cfunc__Cmalloc", "C.malloc (native/nativetest)"),
		Entry("of a package that isn't known", "_cgo_8af4ff12e192_Cfunc_puts", "C.puts"),
		Entry("no call from Go", "puts", "puts"),
	)

	DescribeTable("begins where the program itself allocates",
		func(calls, want []string) { Expect(telling(calls)).To(Equal(want)) },
		Entry("behind the allocator", []string{"gmem_trace_birth", "malloc", "node_new", "main"}, []string{"node_new", "main"}),
		Entry("behind C++'s library", []string{"operator new", "std::vector::reserve", "f", "std::g", "h"}, []string{"f", "h"}),
		Entry("without the way from Go into C", []string{"malloc", "f", "__wrap_f", "C.f", "runtime.asmcgocall.abi0"}, []string{"f", "C.f"}),
		Entry("unless nothing else is known", []string{"operator new", "std::string::append"}, []string{"std::string::append"}),
		Entry("and ends after four", []string{"malloc", "a", "b", "b", "c", "d", "e"}, []string{"a", "b", "c", "d"}),
		Entry("and says so where nothing has a name", nil, []string{nameless}),
		Entry("and at the allocator itself if need be", []string{"gmem_trace_birth", "malloc"}, []string{"malloc"}),
	)

	It("stands for all sites of that name, the largest first", func() {
		site := func(bytes int64, calls ...string) Site {
			return Site{Calls: calls, Count: Count{Bytes: bytes, Blocks: 1}}
		}
		Expect(joinedSites([]Site{site(3, "a"), site(4, "b"), site(2, "a"), site(1, "a", "b")})).To(Equal([]Site{
			{Calls: []string{"a"}, Count: Count{Bytes: 5, Blocks: 2}}, site(4, "b"), site(1, "a", "b"),
		}))
	})
})
