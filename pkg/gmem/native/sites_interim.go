//go:build linux && cgo && (amd64 || arm64) && !race && !asan && !msan

package native

import "github.com/embecode/embecode/pkg/gmem"

// Sites runs work and says where native memory was allocated that is in use at its end.
func Sites(work func()) (sites []gmem.Site, note string) {
	found, _ := Survivors(work)
	for _, site := range found {
		sites = append(sites, gmem.Site{
			Function: site.Calls[len(site.Calls)-1], Within: site.Calls[0],
			Bytes: gmem.Bytes(site.Bytes), Blocks: site.Blocks,
		})
	}
	return sites, ""
}
