package native

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// way is a way to blocks of these sizes: functions of a library, innermost first, that Go called through a stub.
func way(least, most int64, names ...string) trail {
	var calls []call
	for _, name := range names {
		calls = append(calls, call{name: name})
	}
	return newTrail(append(calls, call{name: "_" + names[len(names)-1], kind: ofStub}, call{kind: ofGo}), least, most)
}

var _ = Describe("The place of a block", func() {
	place := func(trails []trail, of int) string {
		function, within := findLayers(trails).place(trails[of])
		return function + ">" + within
	}

	It("is the function that Go called, and the innermost one that doesn't only allocate for others", func() {
		trails := []trail{
			way(16, 16, "take", "new_table", "load", "lib_open"),
			way(32, 48, "take", "new_row", "load", "lib_open"),
			way(64, 96, "take", "read", "lib_read"),
		}
		Expect(place(trails, 0)).To(Equal("lib_open>new_table"))
		Expect(place(trails, 2)).To(Equal("lib_read>read"))
	})

	It("is beyond several layers, one upon the other", func() {
		trails := []trail{
			way(16, 16, "raw", "take", "new_table", "lib_open"),
			way(32, 48, "raw", "take", "new_row", "lib_open"),
			way(64, 96, "raw", "take", "read", "lib_read"),
			way(24, 24, "raw", "grow", "lib_open"),
			way(40, 40, "raw", "pool", "lib_open"),
		}
		Expect(place(trails, 1)).To(Equal("lib_open>new_row"))
	})

	DescribeTable("is not beyond a function", func(why []trail, want string) {
		Expect(place(why, 0)).To(Equal(want))
	},
		Entry("with one caller", []trail{
			way(16, 64, "new_table", "load", "lib_open"), way(32, 48, "new_table", "load", "lib_read"),
		}, "lib_open>new_table"),
		Entry("that allocates one size, for itself", []trail{
			way(64, 64, "new_node", "a", "lib_open"), way(64, 64, "new_node", "b", "lib_open"), way(64, 64, "new_node", "c", "lib_open"),
		}, "lib_open>new_node"),
		Entry("that others call on the way", []trail{
			way(16, 16, "parse", "a", "lib_open"), way(32, 48, "parse", "b", "lib_open"), way(64, 96, "parse", "c", "lib_open"),
			way(8, 8, "new_node", "parse", "lib_open"),
		}, "lib_open>parse"),
		Entry("that Go calls itself", []trail{
			way(16, 16, "take"), way(32, 48, "take", "a", "lib_open"), way(64, 96, "take", "b", "lib_open"), way(64, 96, "take", "c", "lib_open"),
		}, "take>"),
	)

	It("is the function that Go called where that allocates by itself", func() {
		Expect(place([]trail{way(64, 64, "lib_open")}, 0)).To(Equal("lib_open>"))
	})

	It("is a library's function and not the lines of C around it", func() {
		calls := []call{{name: "db_open"}, {name: "my_open", kind: ofProgramStatic}, {name: "my_open", kind: ofStub}}
		Expect(place([]trail{newTrail(calls, 1, 1)}, 0)).To(Equal("db_open>"))
	})

	DescribeTable("is no function further in, where the outermost one", func(outermost call) {
		calls := []call{{name: "lib_register"}, outermost, {name: "my_open", kind: ofStub}}
		function, within := layers{}.place(newTrail(calls, 1, 1))
		Expect(function + ">" + within).To(Equal("my_open>lib_register"))
	},
		Entry("is static and not what Go called", call{name: "open_database", kind: ofProgramStatic}),
		Entry("has no name", call{kind: ofProgramStatic}),
	)

	It("is what cgo's stub calls where nothing else has a name", func() {
		calls := []call{{kind: ofHook}, {}, {name: "leak", kind: ofStub}}
		Expect(place([]trail{newTrail(calls, 1, 1)}, 0)).To(Equal("leak>"))
	})

	It("is what a thread of C runs", func() {
		calls := []call{{kind: ofHook}, {name: "strdup", kind: ofRuntime}, {name: "work"}, {name: "start_thread", kind: ofRuntime}}
		Expect(place([]trail{newTrail(calls, 1, 1)}, 0)).To(Equal("work>"))
	})

	It("is the C library's function where that is all there is", func() {
		calls := []call{{kind: ofHook}, {name: "fopen", kind: ofRuntime}}
		Expect(place([]trail{newTrail(calls, 1, 1)}, 0)).To(Equal("fopen>"))
	})

	It("says so where none of the program's functions has a name", func() {
		calls := []call{{kind: ofHook}, {}, {name: "start_thread", kind: ofRuntime}}
		Expect(place([]trail{newTrail(calls, 1, 1)}, 0)).To(Equal(nameless + ">"))
	})
})
