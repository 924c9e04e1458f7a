package chunk

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The names in what a macro of Rust is given", func() {
	DescribeTable("are those of its definitions", func(ctx SpecContext, source string, want ...string) {
		Expect(namesOf(ctx, Budgets{Default: 100_000}, "a.rs", source)).To(HaveExactElements(want), source)
	},
		Entry("flags", "bitflags! {\n    #[derive(Debug)]\n    pub struct Flags: u32 { const A = 1; const B = Self::A.bits() | 2; }\n}\n", "Flags", "Flags.A", "Flags.B"),
		Entry("lazy statics", "lazy_static::lazy_static! {\n    /// Doc.\n    pub static ref X: HashMap<u8, u8> = { const M: u8 = 1; new(M) };\n    static ref Y: T = f();\n}\n", "X", "Y"),
		Entry("thread locals", "thread_local! { static A: Cell<u8> = const { Cell::new(1) }; pub static B: *const u8 = f() }\n", "A", "B"),
		Entry("items of all kinds", "items! { struct A { x: u8, f: fn(u8) -> B, p: *const C } fn f<const N: usize>(x: fn(u8)) -> *const D { fn inner() {} let y = 1; } trait T { fn m(&self); type O; } mod q { pub const fn r() {} } type W = u8; union U { a: u8 } pub async unsafe fn g() {} extern \"C\" fn h() {} }\n",
			"A", "f", "T", "T.m", "T.O", "q", "q.r", "W", "U", "g", "h"),
		Entry("constants of enums", "pin! { pub enum E<T> { A, #[x(y)] B(T), C { x: u8 }, D = 4 } enum F {} }\n", "E", "E.A", "E.B", "E.C", "E.D", "F"),
		Entry("impls", "impls! { impl<T: A<B>> fmt::Display for a::Foo<'a, T> where T: X { fn f() {} } impl Bar<u8> { const C: u8 = 1; } impl !Send for Baz {} }\n", "Foo", "Foo.f", "Bar", "Bar.C", "Baz"),
		Entry("in parentheses", "define!(pub struct Id(u8));\nother![fn f() {}];\n", "Id", "f"),
		Entry("below conditions", "cfg_if! { if #[cfg(unix)] { fn a() {} pub mod b; } else { mod c { fn d() {} } } }\n", "a", "b", "c", "c.d"),
		Entry("in macros in one another, modules and impls", "mod m { outer! { inner! { struct S; } } }\nimpl T { methods! { fn n(&self) {} } }\n", "m", "m.S", "T", "T.n"),
		Entry("none in texts, names and values", "println!(\"struct A {}\");\nassert!(x.f(1) < y);\nlist!(a, B, c::d);\nglobal_asm!(\"fn f\");\n"),
		Entry("none in functions", "fn f() { items! { struct A; } }\n", "f"),
		Entry("none of what a macro makes", "macro_rules! m { ($x:ident) => { struct $x; fn f() {} } }\n", "m"),
	)
})
