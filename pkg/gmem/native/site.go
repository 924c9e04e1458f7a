package native

import (
	"cmp"
	"slices"

	"github.com/embecode/embecode/pkg/gmem"
)

// joinSites adds up the sites of the same function and caller, most bytes first. Of several functions within, the one with
// most bytes is kept.
func joinSites(sites []gmem.Site) []gmem.Site {
	byPlace := addSites(sites, func(s gmem.Site) gmem.Site {
		return gmem.Site{Function: s.Function, Within: s.Within, Caller: s.Caller}
	})
	within := map[gmem.Site]string{}
	outer := func(s gmem.Site) gmem.Site { return gmem.Site{Function: s.Function, Caller: s.Caller} }
	for _, site := range slices.Backward(byPlace) {
		within[outer(site)] = site.Within
	}
	joined := addSites(byPlace, outer)
	for i := range joined {
		joined[i].Within = within[outer(joined[i])]
	}
	return joined
}

// addSites adds up the sites that come to the same, most bytes first.
func addSites(sites []gmem.Site, same func(gmem.Site) gmem.Site) []gmem.Site {
	at := map[gmem.Site]int{}
	var all []gmem.Site
	for _, site := range sites {
		key := same(site)
		i, known := at[key]
		if !known {
			i = len(all)
			at[key], all = i, append(all, key)
		}
		all[i].Bytes += site.Bytes
		all[i].Blocks += site.Blocks
	}
	slices.SortStableFunc(all, func(a, b gmem.Site) int { return cmp.Compare(b.Bytes, a.Bytes) })
	return all
}
