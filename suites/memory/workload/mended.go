package workload

// mended are files that the parser stumbles over, by name: each branch of the mending is taken by one of them.
func mended() map[string]string {
	return map[string]string{
		"module.cc": "module;\n#include <a.h>\nexport module a.b:part_VERSION;\nimport std;\nexport import :other;\nmodule :private;\nexport {\nint f(int a);\n}\nexport namespace n {\nint g() { return 1; }\n}\n",
		"raw.cc":    "const char *s = R\"x( { )x\", *t = R\"y( VERSION;\nint a = 1'000;\nvoid f() {\n  if (x) {\n}\nvoid g() {}\n",
		"branches.c": "int f(void) {\n#ifdef A\n  if (x) {\n#elif B\n  if (y) {\n#else\n  {\n#endif\n#define C\n    z(VERSION);\n  }\n}\nint g(void) {\n#if A\n#if B\n  if (x) {\n#endif\n#endif\n" +
			"  return 1;\n}\nint h(void) { return 1; }\n",
		"switch.c":    "int f(void) {\n  switch (x) {\n#ifdef A\n  case VERSION: {\n    b();\n#else\n  case 2: {\n#endif\n    c();\n  }\n  }\n}\nint g(void) { return 1; }\n",
		"branches.cc": "class K {\n#ifdef A\n  void m() {\n#else\n  void m(int VERSION_) {\n#endif\n    z();\n  }\n  void n() {}\n};\n",
		"open.go":     "package a\n\nvar s = `\n\tx := y {\n\t}\n`\n\nfunc a() {\n\tx := `open VERSION\n}\n\nfunc b() {}\n",
		"tag.go":      "package a\n\ntype T struct {\n\tx int `json:\"VERSION\n\ty int\n}\n\nfunc d() {}\nfunc e() {}\n",
		"text.rs":     "fn a() {\n    let s = \"\n      {\\\"\n\"; // '\\''\n    let t = \"open VERSION;\n}\nfn b() {}\nstruct T;\n",
		"template.ts": "class A {\n  m() {\n    const s = `open ${VERSION};\n  }\n  n() {}\n}\nfunction b() { return `x`; }\n",
		"regexp.js":   "function a() {\n  const re = /open VERSION;\n}\nfunction b() {}\n",
		"Text.java":   "class A {\n  String t = \"\"\"\n    open VERSION;\n  void b() { }\n  void c() { }\n}\n",
		"nested.js":   "function a() {\n  if (VERSION) {\nfunction b() {}\nconst o = {\n  m() {},\n\nfunction c() {}\n",
		"methods.cc":  "namespace n {\nclass A {\n public:\n  void a() {\n    if (x) {\n  }\n  void b() { }\n  void c( { }\n  void d() {\n    VERSION;\n\nclass B {\n  void c() {}\n};\n}\n",
		"brackets.py": "x = [1, '\\'', \"\"\"two\nlines\"\"\", 'open\n\ndef g():\n    pass\n\nclass C:\n    def a(self:\n        pass\n    def m(self):\n        y = {\n    def n(self):\n        call(VERSION,\n             b\n    def o(self): pass\n" +
			"def h(\ndef i(): pass\n",
		"attributes.c": "typedef struct MANY_WORDS s { int a; } s;\nint f(void) NOTHROW;\nint (WINAPI *g)(int a);\nstatic DEFINE_PER_CPU(struct lock, held_VERSION) = 1;\nDEFINE_OPEN(a\nSYSCALL_DEFINE1(close, unsigned, fd) {\n  return f((1));\n}\n" +
			"int x UNUSED;\nNOINLINE static far int h(int (*call)(void), API void *p) { return 1; }\nenum e {\n  A = 1, /* one */\n#define B 2\n  C\n#define D /* three */ 4\n};\nint old(a, b)\n  int a;\n  char b;\n{\n  return a;\n}\nint near far broken( {\n}\n",
		"attributes.cc": "[[nodiscard]] API std::vector<int> h();\ntemplate <class T> struct Q requires C<T> { int q; };\nclass EXPORT Shape FINAL_MARK : public Base {\n  EXPLICIT_MARK Shape(int VERSION_);\n  INLINE_MARK virtual bool f() const OVERRIDE_MARK { return 1; }\n};\nWORD_A WORD_B WORD_C WORD_D WORD_E WORD_F WORD_G WORD_H WORD_I WORD_J WORD_K WORD_L WORD_M int z();\nint broken( {\n}\n",
		"items.rs": "bitflags! {\n    #[derive(Debug)]\n    pub struct Flags: u32 { const A = VERSION; const B = 2; }\n}\nlazy_static! { static ref X: HashMap<u8, u8> = { new() }; }\n" +
			"items! { struct A { f: fn(u8) -> B } fn f<const N: usize>() { let y = 1; } trait T { fn m(&self); type O; } mod q { fn r() {} } impl<T> fmt::Display for a::Foo<'a, T> where T: X { fn f() {} } pub enum E<T> { A, #[x(y)] B(T), C { x: u8 }, D = 4 } }\n" +
			"mod m { outer! { inner! { struct S; } } }\nglobal_asm!(\"fn f\");\n",
		"adding.js": "function A() {\n  if (!b) return VERSION;\n  this.x = function () {};\n  this['y'] = () => 1;\n}\nFoo['a'] = function () {};\nObject.assign(Foo.prototype, { m() {} });\nObject.defineProperty(exports, 'p', { get() {} });\n" +
			"(function (root, factory) { define(['a'], factory); })(this, function () { return { z() {} }; });\nconst list = [{ q() {} }];\n",
	}
}
