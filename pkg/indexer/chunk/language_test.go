package chunk

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The language of a file", func() {
	DescribeTable("is told by its name", func(path string, want Language) {
		language, known := LanguageOf(path)
		Expect(known).To(Equal(want != ""))
		Expect(language).To(Equal(want))
	},
		Entry(nil, "a.inl", CPP), Entry(nil, "a.ipp", CPP), Entry(nil, "a.tpp", CPP), Entry(nil, "a.h++", CPP), Entry(nil, "a.c++", CPP),
		Entry(nil, "a.C", CPP), Entry(nil, "a.H", CPP), Entry(nil, "a.CPP", CPP), Entry(nil, "A.Java", Java), Entry(nil, "a.cu", CPP),
		Entry(nil, "a.ksh", Shell), Entry(nil, "a.es6", JavaScript), Entry(nil, "a.cs", CSharp), Entry(nil, "a.php", PHP),
		Entry(nil, "a.rb", Ruby), Entry(nil, "a.kt", Kotlin), Entry(nil, "build.gradle.kts", Kotlin), Entry(nil, "a.swift", Swift),
		Entry(nil, "a.scala", Scala), Entry(nil, "a.lua", Lua), Entry(nil, "a.proto", Protobuf), Entry(nil, "main.tf", Terraform),
		Entry(nil, "x/Dockerfile", Dockerfile), Entry(nil, "Dockerfile.dev", Dockerfile), Entry(nil, "app.dockerfile", Dockerfile),
		Entry(nil, "Makefile", Makefile), Entry(nil, "Makefile.am", Makefile), Entry(nil, "rules.mk", Makefile),
		Entry(nil, "GNUmakefile", Makefile), Entry(nil, "Jenkinsfile", Groovy), Entry(nil, "CMakeLists.txt", CMake),
		Entry(nil, "go.mod", Text), Entry(nil, "BUILD", Starlark), Entry(nil, "BUILD.bazel", Starlark), Entry(nil, "Rakefile", Ruby),
		Entry(nil, "config.yaml.example", YAML), Entry(nil, "Version.java.in", Java), Entry(nil, "a.html.erb", HTML),
		Entry(nil, "a.f90", Fortran), Entry(nil, "a.F90", Fortran), Entry(nil, "a.sv", Verilog), Entry(nil, "a.el", Lisp),
		Entry(nil, "a.hbs", HTML), Entry(nil, "a.vue", Vue), Entry(nil, "configure.ac", Text),
		Entry(nil, "README", Text), Entry(nil, "notes.rst", Text), Entry(nil, "pom.xml", XML), Entry(nil, "go.sum", Text),
		Entry(nil, "bin/tool", Script), Entry(nil, "release-1.2", Script), Entry(nil, "x.cgi", Script),
		Entry(nil, ".gitignore", Language("")), Entry(nil, ".env", Language("")), Entry(nil, "a.png", Language("")),
		Entry(nil, "a.example", Script), Entry(nil, "a.so.1", Script), Entry(nil, ".", Language("")), Entry(nil, "a.", Script),
	)

	DescribeTable("of a script is told by its first line", func(first string, want Language) {
		language, err := languageOf("bin/tool", []byte(first+"\nx = 1\n"))
		if want == "" {
			Expect(err).To(MatchError(ErrUnknownKind))
			return
		}
		Expect(err).NotTo(HaveOccurred())
		Expect(language).To(Equal(want))
	},
		Entry(nil, "#!/usr/bin/env python3", Python), Entry(nil, "#!/usr/bin/python3.11 -u", Python), Entry(nil, "#! /usr/bin/python", Python),
		Entry(nil, "#!/usr/bin/env -S python3 -u", Python), Entry(nil, "#!/usr/bin/env -S uv run --script", Python),
		Entry(nil, "\ufeff#!/usr/bin/env python", Python), Entry(nil, "#!/usr/bin/env python\r", Python),
		Entry(nil, "#!/bin/sh", Shell), Entry(nil, "#!/bin/bash -eu", Shell), Entry(nil, "#!/usr/bin/env bash", Shell),
		Entry(nil, "#!/usr/local/bin/ksh93", Shell), Entry(nil, "#compdef git", Shell), Entry(nil, "#!/usr/bin/env bats", Shell),
		Entry(nil, "#!/usr/bin/env node", JavaScript), Entry(nil, "#!/usr/bin/env NODE_ENV=x node", JavaScript),
		Entry(nil, "#!/usr/bin/env -S deno run --allow-net", TypeScript), Entry(nil, "#!/usr/bin/perl -w", Perl),
		Entry(nil, "#!/usr/bin/ruby2.7", Ruby), Entry(nil, "#!/usr/bin/php", PHP), Entry(nil, "<?php", PHP), Entry(nil, "#!/usr/bin/make -f", Makefile),
		Entry(nil, "#!/usr/bin/lua5.4", Lua), Entry(nil, "<?xml version='1.0'?>", XML), Entry(nil, "<!DOCTYPE html>", HTML),
		Entry(nil, "# -*- python -*-", Python), Entry(nil, "/* -*- mode: C++; tab-width: 4 -*- */", CPP), Entry(nil, "# vim: set ft=ruby:", Ruby),
		Entry(nil, "#!/opt/own/thing", Language("")), Entry(nil, "#!", Language("")), Entry(nil, "#!/usr/bin/env", Language("")),
		Entry(nil, "text", Language("")), Entry(nil, "", Language("")), Entry(nil, "# -*- fundamental -*-", Language("")),
	)

	DescribeTable("of a header is told by what only one language can have", func(text string, want Language) {
		Expect(headerLanguage(C, []byte(text))).To(Equal(want))
	},
		Entry("a class in the first line", "class A {\n  int m();\n};\n", CPP),
		Entry("a class behind a byte order mark", "\ufeffclass A {\n};\n", CPP),
		Entry("an indented class", "  class A;\n", CPP),
		Entry("a class that is exported", "class API A : public B {\n};\n", CPP),
		Entry("enum class", "enum class E { a, b };\n", CPP),
		Entry("enum class with a type", "enum class E : unsigned char { a };\n", CPP),
		Entry("a final struct", "struct A final : B {\n};\n", CPP),
		Entry("a derived struct", "struct A : B {\n int x;\n};\n", CPP),
		Entry("an indented namespace", "#ifndef A_H\n#define A_H\n  namespace a {\n}\n#endif\n", CPP),
		Entry("a nested namespace", "namespace a::b { }", CPP),
		Entry("a namespace without a name", "namespace {\nint x;\n}\n", CPP),
		Entry("a template", "template <class T> T f(T);\n", CPP),
		Entry("using", "using word = unsigned;\n", CPP),
		Entry("methods only", "struct P {\n  int x;\n  int area(int scale);\n};\n", CPP),
		Entry("a const method", "struct P {\n  int m() const;\n};\n", CPP),
		Entry("a method with a body", "struct P {\n  void clear() { x = 0; }\n  int x;\n};\n", CPP),
		Entry("a method that gives a pointer", "struct P {\n  char *name();\n};\n", CPP),
		Entry("a constructor", "struct P {\n  P(int x);\n};\n", CPP),
		Entry("a destructor", "struct P {\n  ~P();\n};\n", CPP),
		Entry("access labels", "struct P {\nprivate:\n  int x;\n};\n", CPP),
		Entry("references", "void swap(Foo& a, Foo& b);\n", CPP),
		Entry("a reference to a word", "int add(int &a);\n", CPP),
		Entry("a reference to what is constant", "void f(const Foo &a);\n", CPP),
		Entry("a result behind an arrow", "auto f(int x) -> int;\n", CPP),
		Entry("std only", "extern std::string name;\n", CPP),
		Entry("a qualified name", "int a::b::c(void);\n", CPP),
		Entry("an operator", "P operator+(P a, P b);\n", CPP),
		Entry("a deleted function", "void f() = delete;\n", CPP),
		Entry("a header of C++", "#include <string>\nint f(void);\n", CPP),
		Entry("a method behind a comment of several lines", "#define A /* a\n b */\nstruct P {\n  int get_it(int a);\n};\n", CPP),
		Entry("extern C without a guard", "extern \"C\" int f(void);\n", CPP),
		Entry("a virtual function", "struct A { virtual void f(); };\n", CPP),

		Entry("functions", "#pragma once\n#include <stdio.h>\nint f(void);\nstatic inline int g(int a) { return a & 1; }\n", C),
		Entry("a comment with its words", "// using this class, a template for namespace x\n/* class A { public: */\nint f(void);\n", C),
		Entry("a text with its words", "#define X \"class A {\"\nconst char *s = \"using namespace std;\";\n", C),
		Entry("what only a C++ compiler is shown", "#ifdef __cplusplus\nextern \"C\" {\n#endif\nint f(void);\n#ifdef __cplusplus\n}\n#endif\n", C),
		Entry("nothing but that", "#ifndef X\n#define X\n#if __cplusplus >= 201103L\nnamespace a { void f(); }\n#endif\n#endif\n", CPP),
		Entry("the other branch of that", "#ifndef __cplusplus\ntypedef int bool;\n#else\nclass A;\n#endif\nint f(void);\n", C),
		Entry("branches within that", "#if defined(__cplusplus)\n#if X\nclass A;\n#else\nclass B;\n#endif\n#endif\nint f(void);\n", C),
		Entry("names that are words of C++", "struct class *class_of(struct namespace *ns);\nint new(int this, char *template, void *private);\n", C),
		Entry("members that are words of C++", "struct s { int class; void *private; unsigned public : 1; char *namespace; int virtual; };\n", C),
		Entry("pointers to functions", "struct ops {\n  int (*open)(void *a);\n  unsigned int (*poll)(int b);\n  size_t (*read)(char *, size_t);\n};\n", C),
		Entry("macros in a struct", "struct s {\n  DECLARE_BITMAP(bits, 8);\n  int x __attribute__((packed));\n  struct list LIST_HEAD(a);\n};\n", C),
		Entry("bit fields", "struct s { unsigned a : 3; unsigned : 5; struct t *b; };\n", C),
		Entry("inline code", "static inline int f(int a, int b) { if (a &b) goto public; return g(a & b, &b); public: return a ? b : g(a); }\n", C),
		Entry("initial values", "static const int m = A & B;\nstatic const int t[] = { A &B, C };\n", C),
		Entry("attributes", "[[gnu::packed]] int f(void);\n", C),
		Entry("labels and conditions", "#define f(a) do { switch (a) { case 1: default: ; } } while (0)\nenum e { a = 1 & 2 };\n", C),
		Entry("a comment that goes on behind a line for the preprocessor", "#define A 1 /* the\n class of things */\nint f(void);\n", C),
		Entry("sizes and macros in a struct", "struct s {\n  char pad[4 * sizeof (int) - 2];\n  const ElfW(Phdr) *p;\n  HEAD\n  Py_DEPRECATED(3.11) long h;\n};\n", C),
		Entry("nothing", "", C),
		Entry("an open comment", "int a; /* class A", C),
		Entry("an open text", "char *a = \"class A", C),

		Entry("an interface", "#ifndef A\n@interface A : NSObject\n- (void)m;\n@end\n#endif\n", ObjectiveC),
		Entry("an import", "#import <Foundation/Foundation.h>\nNS_ASSUME_NONNULL_BEGIN\n", ObjectiveC),
		Entry("a class that is announced", "@class A;\nvoid f(A *a);\n", ObjectiveC),
	)
})
