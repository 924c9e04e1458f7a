package leaks

import (
	"fmt"
	"strings"
)

// List is the catalogue for people: each entry with the incident behind it.
func List() string {
	var out strings.Builder
	for _, leak := range Catalogue {
		name := leak.Name
		if leak.Amount > 0 {
			name = fmt.Sprintf("%s:%s", name, strings.ReplaceAll(leak.Amount.Short(), " ", ""))
		}
		fmt.Fprintf(&out, "%s\n    %s\n    after: %s\n", name, leak.What, leak.Incident)
		if leak.Verdict == "" {
			out.WriteString("    stays green\n")
			continue
		}
		fmt.Fprintf(&out, "    caught by: %s, which names: %s\n", leak.Verdict, leak.Place)
	}
	return out.String()
}
