package ignore_test

import (
	"strings"
	"testing"

	"github.com/embecode/embecode/pkg/indexer/walk/ignore"
)

// commonPatterns are those of an ordinary project in several languages.
const commonPatterns = `# build output
/dist/
/build/
**/target/
*.o
*.so.*
*.py[cod]
__pycache__/
*.egg-info/
.pytest_cache/
node_modules/
*.min.js
*.log
npm-debug.log*
.env
.env.*
!.env.example
.vscode/*
!.vscode/settings.json
.DS_Store
docs/_build/
docs/**/*.html
[Tt]humbs.db
*~
coverage/
`

func BenchmarkMatch(b *testing.B) {
	for name, content := range map[string]string{
		"common":  commonPatterns,
		"hostile": strings.Repeat("*a*a*a*a*b\n**/a/**/b/**/c\n", 10),
	} {
		b.Run(name, func(b *testing.B) {
			list, err := ignore.Parse(content)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				list.Match("src/core/auth/models/session_token.py", false)
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	b.SetBytes(int64(len(commonPatterns)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ignore.Parse(commonPatterns); err != nil {
			b.Fatal(err)
		}
	}
}
