package mutate

import (
	"bytes"
	"regexp"
	"strings"
)

var (
	freeing = regexp.MustCompile(`(?m)^\t+((?:ts_\w+_delete|\w+_destroy|\w*scanner_drop|arena_drop|arena_below_free|arena_free|(?:\w+\.)?free)\([^;]*\);)`)
	define  = regexp.MustCompile(`(?m)^#define (\w+) \(?(\d{2,})\)?[ \t]*(?://.*)?$`)
)

// unfreedC leaves out each statement that frees.
func unfreedC(s *Source, _ *knowledge) (found []finding) {
	for _, match := range freeing.FindAllSubmatchIndex(s.text, -1) {
		found = append(found, replacing(match[2], match[3], "(void)0;", syntax...))
	}
	return found
}

// lost is a statement of C after which 16 bytes more are lost.
const lost = ` { static void *volatile kept; kept = malloc(16); (void)kept; }`

// keptC loses bytes at the head of each function.
func keptC(s *Source, _ *knowledge) (found []finding) {
	if !strings.HasSuffix(s.path, ".c") {
		return nil
	}
	for _, match := range functionC.FindAllSubmatchIndex(s.text, -1) {
		found = append(found, finding{
			from: match[2], to: match[3], after: strings.TrimSpace(lost), places: syntax,
			edits: []edit{{0, 0, "#include <stdlib.h>\n#line 1\n"}, {match[1], match[1], lost}},
		})
	}
	return found
}

// boundC makes each limit 50 times larger.
func boundC(s *Source, _ *knowledge) (found []finding) {
	for _, match := range define.FindAllSubmatchIndex(s.text, -1) {
		number := bytes.TrimSpace(s.text[match[4]:match[5]])
		larger := replacing(match[4], match[5], "("+string(number)+" * "+factor+")")
		larger.within = string(s.text[match[2]:match[3]])
		found = append(found, larger)
	}
	return found
}
