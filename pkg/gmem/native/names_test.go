package native

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The name of a function", func() {
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
		Entry("but what a compiler adds", "growOpArray.constprop.0", "growOpArray"),
	)

	DescribeTable("is behind cgo's stub",
		func(stub, name string) { Expect(stubbed(stub)).To(Equal(name)) },
		Entry("of any function", "_cgo_d1d32af626f8_Cfunc_nativetest_new", "nativetest_new"),
		Entry("of malloc, which cgo wraps once more", "_cgo_d1d32af626f8_Cfunc__Cmalloc", "malloc"),
	)

	DescribeTable("tells an allocator",
		func(name string, is bool) { Expect(isAllocating(name)).To(Equal(is)) },
		Entry(nil, "sqlite3DbMallocRawNN", true),
		Entry(nil, "xmlStrdup", true),
		Entry(nil, "db::Allocator::AllocateData", true),
		Entry("by the function and not by its class", "db::Allocator::Open", false),
		Entry(nil, "sqlite3_open", false),
	)
})
