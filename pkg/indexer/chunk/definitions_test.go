package chunk

import (
	"context"
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The names of a file", func() {
	named := func(ctx SpecContext, path, source string, want ...string) {
		Expect(namesOf(ctx, Budgets{Default: 100_000}, path, source)).To(HaveExactElements(want), source)
	}

	DescribeTable("in Python", func(ctx SpecContext, source string, want ...string) { named(ctx, "a.py", source, want...) },
		Entry("below if", "if a:\n    def f(): pass\nelif b:\n    class C:\n        def m(self): pass\nelse:\n    x = 1\n", "f", "C", "C.m", "x"),
		Entry("below try", "try:\n    import a\nexcept E:\n    def f(): pass\nelse:\n    y = 1\nfinally:\n    def g(): pass\n", "f", "y", "g"),
		Entry("below except*", "try:\n    x = 1\nexcept* E:\n    def f(): pass\n", "x", "f"),
		Entry("below with, for, while and match", "with a:\n    def f(): pass\nfor i in b:\n    def g(): pass\nelse:\n    z = 1\nwhile c:\n    def h(): pass\nmatch d:\n    case 1:\n        def i(): pass\n", "f", "g", "z", "h", "i"),
		Entry("below if in a class", "class C:\n    if a:\n        def f(self): pass\n    else:\n        x = 1\n", "C", "C.f", "C.x"),
		Entry("below if __name__", "if __name__ == '__main__':\n    async def main(): pass\n", "main"),
		Entry("several at once", "a, b = 1, 2\n(c, d) = [e, *f] = g\nh = i = 3\n", "a", "b", "c", "d", "e", "f", "h", "i"),
		Entry("beyond ASCII", "größe = 1\ndef prüfe(): pass\nclass 注文: pass\n", "größe", "prüfe", "注文"),
		Entry("no statement without a name", "lambda: 0\nx == 1\nf(a)\na.b = 1\nc[0] = 2\nd += 1\n'doc'\nprint(x)\n"),
		Entry("annotated", "x: int = 1\ny: str\nclass C:\n    z: int\n", "x", "y", "C", "C.z"),
		Entry("types", "type A = int\ntype B[K] = dict[K, int]\n", "A", "B"),
		Entry("decorated", "@a\n@b(1)\ndef f(): pass\n@c\nclass D:\n    @e\n    def g(self): pass\n", "f", "D", "D.g"),
		Entry("in expressions", "if (n := f()) > 0 and (m := g()):\n    pass\nwhile not (line := h()):\n    pass\n(k := 3)\n", "n", "m", "line", "k"),
		Entry("not in functions", "def f():\n    x = 1\n    def g(): pass\n    class C: pass\n", "f"),
	)

	for _, path := range []string{"a.ts", "a.tsx", "a.js"} {
		DescribeTable("in "+path, func(ctx SpecContext, source string, want ...string) { named(ctx, path, source, want...) },
			Entry("fields of classes", "class T { static create = (n) => new T(n); onClick = () => {}; #p = 1; plain; 'q-r' = 2; m() {} get x() { return 1 } }\n", "T", "T.create", "T.onClick", "T.#p", "T.plain", "T.q-r", "T.m", "T.x"),
			Entry("patterns", "const { join } = require('path');\nconst {\n  GET,\n  POST: post,\n  a = 1,\n  b: { c },\n  ...rest\n} = handlers;\nconst [d, , e = 2, ...f] = g;\n", "join", "GET", "post", "a", "c", "rest", "d", "e", "f"),
			Entry("several at once", "let a = 1, b, c = () => 2;\nvar d;\n", "a", "b", "c", "d"),
			Entry("exports", "exports.x = 1;\nmodule.exports.y = 2;\nexports.z = function () {};\n", "x", "y", "z"),
			Entry("the class that is exported", "module.exports = class Foo { m() {} };\n", "Foo", "Foo.m"),
			Entry("the class that is exported without a name", "module.exports = class { m() {} };\n", "m"),
			Entry("the object that is exported", "module.exports = { a() {}, b: () => 1, c: function () {}, d: 1, e, 'f-g': async () => {} };\n", "a", "b", "c", "f-g"),
			Entry("prototypes", "X.prototype.y = function () {};\nX.prototype.z = 1;\nX.s = () => {};\n", "X.y", "X.z", "X.s"),
			Entry("no plain assignment", "a = 1;\na.b = c;\na[d] = () => {};\nthis.x = 1;\n"),
			Entry("functions in globals", "handler = function () {};\nwindow.onload = () => {};\n", "handler", "onload"),
			Entry("methods of objects", "const api = { load() {}, save: async () => {}, inner: { deep() {} }, count: 1 };\n", "api", "api.load", "api.save", "api.inner.deep"),
			Entry("default exports", "export default class extends Base { m() {} }\n", "m"),
			Entry("default exports with a name", "export default class Foo { m() {} }\n", "Foo", "Foo.m"),
			Entry("wrapped functions", "export default memo(function Foo() { const a = 1; });\nconst Bar = memo(function Bar() {});\n", "Foo", "Bar"),
			Entry("exported objects", "export default { name: 'x', methods: { go() {} } };\n", "methods.go"),
			Entry("members by their text", "Foo['a'] = function () {};\nFoo[\"b\"].c = () => {};\nFoo.prototype['d-e'] = function () {};\nexports['f'] = 1;\nmodule.exports[`g`] = 2;\nFoo[x] = function () {};\nFoo[0] = () => {};\n", "Foo.a", "Foo.b.c", "Foo.d-e", "f", "g"),
			Entry("methods by their text", "class A { ['a']() {} [\"b\"] = 1; [Symbol.iterator]() {} }\n", "A", "A.a", "A.b", "A.[Symbol.iterator]"),
			Entry("methods in arrays", "const routes = [{ path: '/a', load() {} }, { save: () => {} }];\nconst o = { list: [{ m() {} }] };\nexport default [{ n() {} }];\n", "routes", "routes.load", "routes.save", "o", "o.list.m", "n"),
			Entry("functions in an array of what is injected", "angular.module('a').controller('C', ['$scope', function ($scope) { function f() {} $scope.go = function () {}; }]);\n", "f", "$scope.go"),
			Entry("members that are assigned", "Object.assign(X.prototype, { a() {}, b: function () {}, c: 1 });\n$.extend(Y, { d: () => {} });\nObject.assign(exports, { e() {} });\nObject.assign({}, X, { f() {} });\n", "X.a", "X.b", "Y.d", "e", "f"),
			Entry("properties that are defined", "Object.defineProperty(exports, '__esModule', { value: true });\nObject.defineProperty(exports, 'x', { enumerable: true, get: function () { return y; } });\nObject.defineProperty(Foo.prototype, 'z', { get() { return 1; }, set(v) {} });\nObject.defineProperties(Bar.prototype, { p: { get() {} }, q: { value: function () {} }, r: { value: 1 } });\n", "x", "Foo.z", "Bar.p", "Bar.q", "Bar.r"),
			Entry("no other call with a name first", "use(app, { load() {} });\non(server.a, 'open', function () { function f() {} });\nconst s = make(Base, { m() {} });\n", "load", "f", "s", "s.m"),
			Entry("functions unless there is one", "var A = A || {};\nA.f = A.f || function () {};\nA.g = old ?? (() => {});\nA.h = x ? function () {} : null;\nA.o = A.o || { m() {} };\n", "A", "A.f", "A.g", "A.h", "A.o.m"),
			Entry("members of what a function makes", "function F(x) {\n  var self = this;\n  this.a = function () { this.z = () => {}; };\n  this.b = 1;\n  self.c = other.d = function () {};\n  this['e'] = x || (() => {});\n}\nG = function () { this.f = class { m() {} }; };\nclass C { constructor() { this.g = () => {}; } }\n", "F", "F.a", "F.e", "G", "G.f", "G.f.m", "C", "C.constructor"),
			Entry("early returns", "function make(a) { if (a) { return { one() {} }; } else return { two() {} }; f(); return { three() {} }; }\n", "make", "make.one", "make.two", "make.three"),
			Entry("behind early returns", "(function () { if (window.x) return; function f() {} class A { m() {} } })();\n", "f", "A", "A.m"),
			Entry("modules in wrappers", "(function (root, factory) {\n  if (typeof define === 'function' && define.amd) { define(['exports'], factory); } else { factory(root.b = {}); }\n}(this, function (exports) {\n  exports.one = 1;\n  exports.two = function () {};\n  function three() {}\n  self.four = 4;\n}));\ndefine('n', function (require, exports) { exports.five = 5; });\n", "one", "two", "three", "five"),
			Entry("classes by the name that others know", "const D = class E extends F { n() {} };\nexports.G = class H { o() {} };\n", "D", "D.n", "G", "G.o"),
			Entry("chains of variables", "var a = b = function () {};\nvar c = exports.d = { m() {} };\n", "a", "b", "c", "d", "d.m"),
			Entry("fields that hold members", "class T { handlers = { a: () => {}, b() {} }; static K = class { m() {} }; }\n", "T", "T.handlers", "T.handlers.a", "T.handlers.b", "T.K", "T.K.m"),
			Entry("objects that are returned", "function make() { return { a() {}, b: () => {}, c: 1 }; }\nconst f = () => ({ d() {} });\nclass K { m() { f(); return { e: async () => {} }; // why\n } }\nconst g = (B) => class extends B { h() {} };\nfunction plain() { return { x: 1 }; }\nfunction local() { const y = { z() {} }; function w() {} }\n", "make", "make.a", "make.b", "f", "f.d", "K", "K.m", "K.m.e", "g", "g.h", "plain", "local"),
			Entry("objects that are handed to a call", "export default defineComponent({ setup() {}, methods: { x() {} } });\nnew Vue({ el: '#app', created() { f(); } });\nexport const s = createSlice({ name: 'n', reducers: { inc(a) {} } });\nconst useStore = create((set) => ({ n: 0, add: () => set(1) }));\n", "setup", "methods.x", "created", "s", "s.reducers.inc", "useStore", "useStore.add"),
			Entry("chains of assignments", "module.exports = exports = { a() {} };\nexports.b = exports.c = function d() {};\n", "a", "b", "c"),
			Entry("classes that a function makes", "var App = (function () { function App() {} App.prototype.start = function () {}; return App; })();\n", "App", "App.start"),
			Entry("names twice", "const A = class A { m() {} };\nconst f = function f() {};\n", "A", "A.m", "f"),
			Entry("in loops, cases and labels", "for (const k of x) { function f() {} }\nwhile (a) { function g() {} }\nswitch (x) { case 1: function h() {} default: var i = 1; }\nl: function j() {}\n", "f", "g", "h", "i", "j"),
			Entry("behind chains of calls", "(function () { function f() {} }).call(this);\n(async () => { function g() {} })().catch(log);\n(0, function () { function h() {} })();\nrouter.get('/a', function i() {}).post('/b', function j() {});\n", "f", "g", "h", "i", "j"),
			Entry("in a callback", "describe('a', () => {\n  const x = 1;\n  const helper = () => 2;\n  function f() {}\n  class C { m() {} }\n  it('does', () => { function g() {} });\n});\n", "helper", "f", "C", "C.m", "g"),
			Entry("called at once", "(function () { var x = 1; function f() {} })();\n!function () { function g() {} }();\n(() => { function h() {} })();\n", "f", "g", "h"),
			Entry("below if and try", "if (a) { function f() {} } else { var x = 1; }\ntry { var y = require('z'); } catch (e) { function g() {} }\n", "f", "x", "y", "g"),
			Entry("classes in variables", "const A = class { m() {} };\n", "A", "A.m"),
			Entry("generators", "function* f() {}\nexport async function g() {}\n", "f", "g"),
			Entry("beyond ASCII", "function größe() {}\nconst $a$b = 1, _c = 2;\n", "größe", "$a$b", "_c"),
		)
	}

	DescribeTable("in TypeScript", func(ctx SpecContext, source string, want ...string) { named(ctx, "a.ts", source, want...) },
		Entry("whole paths", "namespace A.B.C { export function f() {} }\ndeclare module 'm' { export const z: number; }\n", "A.B.C", "A.B.C.f", "m", "m.z"),
		Entry("constants of enums", "enum E { A, B = 2 }\nexport const enum F { C }\ndeclare enum G { D }\n", "E", "E.A", "E.B", "F", "F.C", "G", "G.D"),
		Entry("abstract classes", "abstract class A { abstract m(): void; private readonly x: number; constructor(private y: string) {} }\n", "A", "A.m", "A.x", "A.constructor"),
		Entry("overloads and types", "export declare function f(): void;\nexport type T<K> = { a: K };\nexport interface I<K> { m(): void; }\n", "f", "T", "I", "I.m"),
		Entry("objects of a type", "const a = { m() {} } as const;\nconst b = { n() {} } satisfies X;\nconst c = <X>{ o() {} };\n", "a", "a.m", "b", "b.n", "c", "c.o"),
		Entry("members of types, and other names for them", "type T = { m(): void; [k: string]: any; p: string };\nimport A = B.C;\nexport import D = E.F;\n", "T", "T.m", "A", "D"),
		Entry("members by their text, of a value with a type", "const f = <any>function () {};\nlet g = { m() {} } as const satisfies T;\nG.h = (function () {}) as any;\n", "f", "g", "g.m", "G.h"),
		Entry("type arguments", "class A<T> extends B<T> { m<U>() {} }\n", "A", "A.m"),
	)

	DescribeTable("in Go", func(ctx SpecContext, source string, want ...string) {
		named(ctx, "a.go", "package a\n"+source, want...)
	},
		Entry("methods of interfaces", "type I interface {\n\tM(a int) error\n\tfmt.Stringer\n\tN()\n}\n", "I", "I.M", "I.N"),
		Entry("several at once", "var a, b = 1, 2\nconst (\n\tc, d = iota, 2\n\te\n)\nvar (\n\tf, g int\n)\n", "a", "b", "c", "d", "e", "f", "g"),
		Entry("receivers", "func (*Pair[K, V]) Len() {}\nfunc (Pair[K, V]) Cap() {}\nfunc (p *Pair[K, V]) Get() {}\nfunc (T) m() {}\nfunc (t T) n() {}\nfunc (t *T) o() {}\n", "Pair.Len", "Pair.Cap", "Pair.Get", "T.m", "T.n", "T.o"),
		Entry("nothing for a blank", "var _ I = (*T)(nil)\nvar _, x = f()\nconst _ = 1\n", "x"),
		Entry("types", "type (\n\tA = B\n\tG[T any] struct{ x int }\n)\ntype H func()\n", "A", "G", "H"),
		Entry("beyond ASCII", "func Größe() {}\n", "Größe"),
	)

	DescribeTable("in Rust", func(ctx SpecContext, source string, want ...string) { named(ctx, "a.rs", source, want...) },
		Entry("impls without lifetimes and arguments", "impl<'a, T> Foo<'a, T> { fn a(&self) {} }\nimpl<T> fmt::Display for Bar<T> { fn fmt(&self) {} }\nimpl a::b::Baz<u8> { fn c() {} }\nimpl<'a> T for &'a Q<'a> { fn d() {} }\n", "Foo", "Foo.a", "Bar", "Bar.fmt", "a.b.Baz", "a.b.Baz.c", "Q", "Q.d"),
		Entry("raw names", "fn r#type() {}\nstruct r#struct;\n", "type", "struct"),
		Entry("types", "type A = u8;\ntrait T { type Out; const N: u8; fn f(&self); }\nimpl T for X { type Out = u8; }\n", "A", "T", "T.Out", "T.N", "T.f", "X", "X.Out"),
		Entry("constants of enums", "pub enum E<T> { A, B(T) = 3, C { x: u8 } }\n", "E", "E.A", "E.B", "E.C"),
		Entry("others", "pub(crate) static X: u8 = 1;\nmacro_rules! m { () => {} }\nextern \"C\" { fn q(); static Z: u8; }\nunion U { a: u8 }\nconst _: () = ();\nmod a { mod b { pub async fn f() {} } }\n", "X", "m", "q", "Z", "U", "a", "a.b", "a.b.f"),
	)

	DescribeTable("in Java", func(ctx SpecContext, source string, want ...string) { named(ctx, "A.java", source, want...) },
		Entry("fields", "class A { private static final int X = 1, y[]; List<String> z; @Inject Foo foo; }\n", "A", "A.X", "A.y", "A.z", "A.foo"),
		Entry("constants of enums", "enum K { A, B(1) { int f() { return 1; } }; int z; K(int a) {} void m() {} }\n", "K", "K.A", "K.B", "K.B.f", "K.z", "K.K", "K.m"),
		Entry("elements of annotations", "public @interface An { int x() default 1; String value(); int C = 2; }\n", "An", "An.x", "An.value", "An.C"),
		Entry("compact constructors", "record R(int a) { R { check(a); } static int q; int m() { return a; } }\n", "R", "R.R", "R.q", "R.m"),
		Entry("constants of interfaces", "interface I<T> { int C = 1; void m(); default <U> int n() { return 1; } class In { int x; } }\n", "I", "I.C", "I.m", "I.n", "I.In", "I.In.x"),
		Entry("modules", "open module com.example.a { requires java.base; }\n", "com.example.a"),
		Entry("members of classes without a name", "class A { Visitor v = new Visitor() { int n; public void visit() {} }; Runnable r = () -> { int x; }; void m() { new V() { void x() {} }; } }\n", "A", "A.v", "A.v.n", "A.v.visit", "A.r", "A.m"),
		Entry("outside of classes", "int top = 1;\nvoid main() { int x; }\n", "top", "main"),
		Entry("beyond ASCII", "class Größe { int maß; }\n", "Größe", "Größe.maß"),
	)

	for _, path := range []string{"a.c", "a.cpp"} {
		DescribeTable("in "+path, func(ctx SpecContext, source string, want ...string) {
			if path == "a.cpp" {
				for i := range want {
					want[i] = strings.ReplaceAll(want[i], ".", "::")
				}
			}
			named(ctx, path, source, want...)
		},
			Entry("several at once", "int a, *b, c[3] = {1}, (*d)(void);\n", "a", "b", "c", "d"),
			Entry("behind qualifiers", "char *const p;\nconst char *const names[] = {\"a\"};\nint *volatile v;\nint (*const fp)(void);\nint (*fq[3])(int);\nstatic const struct s *const t = 0;\n", "p", "names", "v", "fp", "fq", "t"),
			Entry("behind calling conventions", "int (__cdecl *f)(int);\n", "f"),
			Entry("members of types without a name", "typedef struct { int x; struct { int y; } in; } Td, *Tp;\nstruct { int z; } v;\n", "Td", "Tp", "Td.x", "Td.in", "Td.in.y", "v", "v.z"),
			Entry("members of types with two names", "typedef struct s { int x; } s_t;\n", "s_t", "s", "s.x"),
			Entry("constants of enums", "enum e { A, B = 2 };\ntypedef enum { C } k;\nenum { D };\n", "e", "e.A", "e.B", "k", "k.C", "D"),
			Entry("no mention", "struct foo;\nstruct foo *next;\nextern int x;\nunion u *y;\n", "next", "x", "y"),
			Entry("macros that define", "void FNAME(a)(void) {}\nvoid FNAME(b)(void) {}\n", "FNAME(a)", "FNAME(b)"),
			Entry("tests", "TEST(S, one) { f(); }\nTEST(S, two) { f(); }\n", "TEST(S, one)", "TEST(S, two)"),
			Entry("macros", "#define A 1\n#define B(x) (x)\n#ifdef C\n#define D 2\nint e;\n#elif F\nint g;\n#else\nint h;\n#endif\n", "A", "B", "D", "e", "g", "h"),
			Entry("calls of macros", "module_init(foo);\nDEFINE_MUTEX(lock);\n", "module_init(foo)", "DEFINE_MUTEX(lock)"),
			Entry("calls of macros on lines of their own", "#define F(x) int x(void) { return 1; }\nF(a)\nF(b)\nint after(void);\n", "F", "F(a)", "F(b)", "after"),
			Entry("functions that return functions, and tables of them", "int (*f(int a))(char);\nint (*(*g)(int))(char);\nvoid (*signal(int sig, void (*func)(int)))(int);\nint (*const table[])(void) = {0};\n", "f", "g", "signal", "table"),
			Entry("members of all kinds", "struct s { union { int a; float b; }; struct { int c; } d; int e : 3, f : 4; enum { G, H } k; int (*fn)(int); char m[3][4]; };\n", "s", "s.a", "s.b", "s.d", "s.d.c", "s.e", "s.f", "s.k", "s.k.G", "s.k.H", "s.fn", "s.m"),
			Entry("behind extensions", "__extension__ typedef struct { int a; } ext_t;\nstatic inline __attribute__((always_inline)) int f(void) { return 1; }\nstruct __attribute__((packed)) p { int q; };\nstruct r { int t; } __attribute__((packed));\nint g(void) __attribute__((pure));\n__int128 big;\n", "ext_t", "ext_t.a", "f", "p", "p.q", "r", "r.t", "g", "big"),
			Entry("functions", "static inline int f(void) { return 1; }\nint *g(int a);\nint main() {}\nunsigned long h(void);\n", "f", "g", "main", "h"),
		)
	}

	DescribeTable("in C", func(ctx SpecContext, source string, want ...string) { named(ctx, "a.c", source, want...) },
		Entry("behind restrict", "int *restrict q;\n", "q"),
		Entry("system calls", "SYSCALL_DEFINE1(close, unsigned, fd)\n{\n  return 0;\n}\n", "SYSCALL_DEFINE1(close, unsigned, fd)"),
		Entry("old style", "int kr(a) int a; { return a; }\nstatic char *kq(s, t) register char *s; int t; { return s; }\nint after(void);\n", "kr", "kq", "after"),
		Entry("without a type", "main() { return 0; }\nint after(void);\n", "main", "after"),
	)

	DescribeTable("in C++", func(ctx SpecContext, source string, want ...string) { named(ctx, "a.cpp", source, want...) },
		Entry("out of line, without type arguments", "template<class K, class V> V Box<K, V>::get() { return v; }\nvoid a::b::C<T>::m() {}\nA::A() : x(1) {}\nA::~A() {}\nint A::x = 1;\nAB::AB() {}\n", "Box::get", "a::b::C::m", "A::A", "A::~A", "A::x", "AB::AB"),
		Entry("operators", "S::operator bool() const {}\nstruct S { explicit operator bool() const; bool operator==(const S&) const; S &operator  +=(int); void *operator new(size_t); };\n", "S::operator bool", "S", "S::operator bool", "S::operator==", "S::operator+=", "S::operator new"),
		Entry("operators of conversion, of calls and of literals", "struct S { operator T*() const; explicit operator const char *(); int operator()(int); int &operator[](int); auto operator<=>(const S&) const = default; void operator delete[](void*); };\nS::operator T*() const { return 0; }\nlong double operator\"\"_x(long double v);\nint operator\"\" _y(const char*);\n", "S", "S::operator T*", "S::operator const char *", "S::operator()", "S::operator[]", "S::operator<=>", "S::operator delete[]", "S::operator T*", "operator\"\"_x", "operator\"\"_y"),
		Entry("modules", "module;\n#include <a>\nexport module a.b:c;\nimport std;\nexport import d;\nexport void f();\nexport namespace n { class K { void m(); }; }\nexport template <class T> struct Q { void z(); };\nexport enum class E { A };\nexport using T = int;\nexport {\n  int g();\n  struct S { int y; };\n}\nmodule :private;\nint after;\n", "a.b:c", "f", "n", "n::K", "n::K::m", "Q", "Q::z", "E", "E::A", "T", "g", "S", "S::y", "after"),
		Entry("modules on one line", "export module m; export int f(); export class C { int x; };\n", "m", "f", "C", "C::x"),
		Entry("what implements a module", "module m;\nint f() { return 1; }\n", "m", "f"),
		Entry("what a module exports, one brace in another", "export module m;\nexport {\nnamespace n {\nexport { int f(); }\n}\nint g() { return 1; }\n}\nint after;\n", "m", "n", "n::f", "g", "after"),
		Entry("no words of modules elsewhere", "int module; void import(int export_);\nstruct s { int export; };\n", "module", "import", "s", "s::export"),
		Entry("no variables of those names", "class A {\n  void m() {\n    module = g();\n    module.def([](int a) {\n      return a; });\n    import.x = [] {\n      return 1; };\n  }\n  void n();\n};\n", "A", "A::m", "A::n"),
		Entry("what is required", "template<class T> concept C = requires(T a) { a.f(); };\ntemplate<C T> requires D<T> void f(T);\ntemplate<class T> struct R requires C<T> { void m() requires D<T>; };\ntemplate<class T> requires C<T> class Q { void n(); };\nvoid after();\n", "C", "f", "R", "R::m", "Q", "Q::n", "after"),
		Entry("attributes and alignment", "struct alignas(16) A { alignas(8) int x; [[nodiscard]] int f(); };\nenum class [[deprecated]] E { X [[deprecated]], Y };\n[[noreturn]] void g();\n", "A", "A::x", "A::f", "E", "E::X", "E::Y", "g"),
		Entry("guides, aliases of namespaces and pointers to members", "template<class T> V(T) -> V<T>;\nnamespace a = b::c;\nint (A::*pm)(int);\nint A::*pd;\n", "V", "a", "pm", "pd"),
		Entry("members of templates in templates", "template<class T> class O { template<class U> class I { void m(); }; template<class W> static W s; };\ntemplate<class T> template<class U> void O<T>::I<U>::m() {}\ntemplate<class T> int O<T>::x = 1;\nO<int> O<int>::one;\n", "O", "O::I", "O::I::m", "O::s", "O::I::m", "O::x", "O::one"),
		Entry("lambdas", "auto f = [](int x) { int y; return x; };\nconstexpr auto g = [] {};\n", "f", "g"),
		Entry("calls of macros in a class", "class A { NO_COPY(A); public: MOCK_METHOD(int, f, (int), (override)); void m(); AB(int); };\n", "A", "A::NO_COPY(A)", "A::MOCK_METHOD(int, f, (int), (override))", "A::m", "A::AB(int)"),
		Entry("whole paths", "namespace a::b::c { void f(); class K { void m(); }; }\n", "a::b::c", "a::b::c::f", "a::b::c::K", "a::b::c::K::m"),
		Entry("in many namespaces", "#ifndef X\n#define X\nnamespace a { namespace b { namespace c { namespace d {\ntemplate <class T> class K { void m(); enum E { V }; };\n} } } }\n#endif\n", "X", "a", "a::b", "a::b::c", "a::b::c::d", "a::b::c::d::K", "a::b::c::d::K::m", "a::b::c::d::K::E", "a::b::c::d::K::E::V"),
		Entry("specialisations", "template<> void f<int>() {}\ntemplate<> struct H<int> { int x; };\n", "f", "H", "H::x"),
		Entry("members", "class A final : public B { A(); ~A(); static const int k = 1; virtual int m() const = 0; template<class T> void t(); using U = int; friend class F; int a, *b; };\n", "A", "A::A", "A::~A", "A::k", "A::m", "A::t", "A::U", "A::a", "A::b"),
		Entry("scoped enums", "enum class E : int { X, Y };\n", "E", "E::X", "E::Y"),
		Entry("friends", "struct A { friend bool operator==(A a, A b) { return 1; } friend class F; };\n", "A", "A::operator=="),
		Entry("bindings", "auto [p, q] = f();\n", "p", "q"),
		Entry("macros in a class", "class A { A(int x) {} TEST(a) {} };\n", "A", "A::A", "A::TEST(a)"),
		Entry("test fixtures", "TEST_F(S, one) { f(); }\nINSTANTIATE(a, b);\n", "TEST_F(S, one)", "INSTANTIATE(a, b)"),
		Entry("types", "using T = int;\ntypedef void (*cb)(int);\ntemplate<class T> concept C = true;\nextern \"C\" { int q(); }\n", "T", "cb", "C", "q"),
	)

	DescribeTable("don't run out",
		func(ctx SpecContext, path, text string, names ...string) {
			var source strings.Builder
			var want []string
			for i := range 400 {
				source.WriteString(strings.ReplaceAll(text, "%", fmt.Sprint(i)))
				for _, name := range names {
					want = append(want, strings.ReplaceAll(name, "%", fmt.Sprint(i)))
				}
			}
			for _, budget := range []int{100, 1000, 2000} {
				Expect(namesOf(ctx, Budgets{Default: budget}, path, source.String())).To(Equal(want))
			}
		},
		Entry("of constants", "a.ts", "export const A% = 1;\n", "A%"),
		Entry("of interfaces", "a.ts", "export interface I% { m(): void }\n", "I%", "I%.m"),
		Entry("of declarations", "a.ts", "export declare function f%(): void;\n", "f%"),
		Entry("of functions on one line", "a.go", "func F%() {}\n", "F%"),
		Entry("of structs", "a.h", "struct s% { int a; };\n", "s%", "s%.a"),
		Entry("of prototypes", "a.h", "int f%(void);\n", "f%"),
		Entry("of structs and impls", "a.rs", "struct S%;\nimpl S% { fn f() {} }\n", "S%", "S%", "S%.f"),
		Entry("of assignments", "a.py", "name% = %\n", "name%"),
		Entry("of macros", "a.c", "#define NAME% %\n", "NAME%"),
	)

	It("are the first 12 kB of a chunk, and its context counts the others", func(ctx SpecContext) {
		var source strings.Builder
		for i := range 4000 {
			fmt.Fprintf(&source, "a%04d = 1\n", i)
		}
		chunks, err := New(Budgets{Default: 100_000}, Limits{}).Cut(ctx, "a.py", []byte(source.String()))
		Expect(err).NotTo(HaveOccurred())
		Expect(chunks).To(HaveLen(1))
		Expect(chunks[0].Names).To(HaveLen(2457))
		Expect(chunks[0].Context).To(HaveSuffix("… (3920 more)"))
	})

	It("stay short, and keep the end of a long path", func(ctx SpecContext) {
		var source strings.Builder
		for i := range 50 {
			fmt.Fprintf(&source, "namespace some_namespace_%d { ", i)
		}
		source.WriteString("class K { void m(); };" + strings.Repeat(" }", 50))
		all := namesOf(ctx, Budgets{Default: 100_000}, "a.cpp", source.String())
		Expect(all).To(HaveEach(WithTransform(func(name string) int { return len(name) }, BeNumerically("<=", 200))))
		Expect(all[len(all)-1]).To(And(HavePrefix("…::"), HaveSuffix("::some_namespace_49::K::m")))
	})

	It("of a pattern are counted beyond the most that one definition names", func(ctx SpecContext) {
		source := "const [" + strings.Repeat("a, ", 500) + "b] = c;\n"
		chunks, err := New(Budgets{Default: 100_000}, Limits{}).Cut(ctx, "a.js", []byte(source))
		Expect(err).NotTo(HaveOccurred())
		Expect(chunks[0].Context).To(HaveSuffix("(405 more)"))
	})
})

// namesOf are the names of all chunks in their order.
func namesOf(ctx context.Context, budgets Budgets, path, source string) (names []string) {
	chunks, err := cutSoundly(ctx, budgets, path, []byte(source))
	Expect(err).NotTo(HaveOccurred())
	for _, c := range chunks {
		names = append(names, c.Names...)
		Expect(strings.Count(c.Context, "\n")).To(BeNumerically("<=", 3))
	}
	return names
}
