package native

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/embecode/embecode/pkg/gmem"
)

var _ = Describe("Sites", func() {
	It("are one for each function that Go called and its caller, within the place that allocated most", func() {
		site := func(function, within, caller string, bytes gmem.Bytes) gmem.Site {
			return gmem.Site{Function: function, Within: within, Caller: caller, Bytes: bytes, Blocks: 1}
		}
		Expect(joinSites([]gmem.Site{
			site("open", "cache", "main.a", 3), site("open", "page", "main.a", 1), site("open", "page", "main.b", 5),
			site("open", "page", "main.a", 3), site("close", "", "main.b", 9),
		})).To(Equal([]gmem.Site{
			site("close", "", "main.b", 9),
			{Function: "open", Within: "page", Caller: "main.a", Bytes: 7, Blocks: 3},
			site("open", "page", "main.b", 5),
		}))
	})
})
