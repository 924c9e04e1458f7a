package gmem

import (
	"errors"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The registered meters", func() {
	var all registry
	BeforeEach(func() { all = registry{} })

	live := func() (Live, error) { return Live{Bytes: 1, Blocks: 1}, nil }
	count := func() (opened, closed int64) { return 2, 1 }
	native := NativeMeter{
		Live:     func() Live { return Live{Bytes: 3, Blocks: 1} },
		Resident: func() (Resident, error) { return Resident{}, nil },
		Sites:    func(work func()) ([]Site, string) { work(); return nil, "" },
	}
	wrong := func() error { return errors.New("it counts 3 for 1") }

	It("are all read when nothing is wrong with them", func() {
		all.setNative(native)
		all.addPart(PartMeter{Name: "pages", OfNative: true, Live: live, Check: func() error { return nil }})
		all.addHandle(HandleMeter{Name: "statement", Count: count})
		found := all.trusted()
		Expect(found.native.Live().Bytes).To(Equal(Bytes(3)))
		Expect(found.parts).To(ConsistOf(HaveField("Name", "pages")))
		Expect(found.handles).To(ConsistOf(HaveField("Name", "statement")))
		Expect(found.leftOut).To(BeEmpty())
	})

	It("are left out with the reason when their own check fails", func() {
		unfit := native
		unfit.Check = wrong
		all.setNative(unfit)
		all.addPart(PartMeter{Name: "pages", OfNative: true, Live: live})
		all.addPart(PartMeter{Name: "arena", Live: live})
		all.addPart(PartMeter{Name: "pool", Live: live, Check: wrong})
		all.addHandle(HandleMeter{Name: "statement", Count: count, Check: wrong})
		found := all.trusted()
		Expect(found.native).To(BeNil())
		Expect(found.parts).To(ConsistOf(HaveField("Name", "arena")))
		Expect(found.handles).To(BeEmpty())
		Expect(found.leftOut).To(Equal([]LeftOut{
			{"native memory", "it counts 3 for 1"},
			{"pages", "native memory, of which it is a part, isn't counted"},
			{"pool and 1 more, to statement", "it counts 3 for 1"},
		}))
	})

	It("are left out as one when the reason is the same for several in a row", func() {
		for _, name := range []string{"connection", "statement", "result"} {
			all.addHandle(HandleMeter{Name: name, Count: count, Check: wrong})
		}
		all.addHandle(HandleMeter{Name: "cursor", Count: count, Check: func() error { return errors.New("it is dead") }})
		Expect(all.trusted().leftOut).To(Equal([]LeftOut{
			{"connection and 2 more, to result", "it counts 3 for 1"}, {"cursor", "it is dead"},
		}))
	})

	It("check themselves once, however often they are read", func() {
		checks := 0
		all.addPart(PartMeter{Name: "pages", Live: live, Check: func() error { checks++; return wrong() }})
		Expect(all.trusted()).To(Equal(all.trusted()))
		Expect(checks).To(Equal(1))
	})

	DescribeTable("refuse with a clear text", func(text string, register func()) {
		all.addPart(PartMeter{Name: "pages", Live: live})
		Expect(register).To(PanicWith(text))
	},
		Entry("a name that is taken", `gmem: register handle "pages": there is one of this name already`,
			func() { all.addHandle(HandleMeter{Name: "pages", Count: count}) }),
		Entry("a part without a reading", `gmem: register part "arena": its name or a reading is missing`,
			func() { all.addPart(PartMeter{Name: "arena"}) }),
		Entry("a handle without a name", `gmem: register handle "": its name or a reading is missing`,
			func() { all.addHandle(HandleMeter{Count: count}) }),
		Entry("a second meter of native memory", `gmem: register meter "native memory": there is one of this name already`,
			func() { all.setNative(native); all.setNative(native) }),
		Entry("one that comes after the first reading",
			`gmem: register part "arena": readings have begun; register in an init function`,
			func() { all.trusted(); all.addPart(PartMeter{Name: "arena", Live: live}) }),
	)
})
