package walk_test

// ignoreCase is a tree of ignore files, with marked files beside them: "+" is found, "-" is ignored.
type ignoreCase struct {
	promise string // completes "ignores as git does:"
	files   tree
	marked  []string
}

var ignoreCases = []ignoreCase{
	{"a name, at every depth", tree{".gitignore": "log\n"}, []string{"-log", "-a/log", "-a/b/log", "+a/logs"}},
	{"a suffix", tree{".gitignore": "*.log"}, []string{"-a.log", "-.log", "-d/b.log", "+log", "+a.log.txt"}},
	{
		"a directory with all below it",
		tree{".gitignore": "build/\n"},
		[]string{"-build/a", "-x/build/b/c", "+x/y/build"},
	},
	{"a leading slash anchors", tree{".gitignore": "/a\n"}, []string{"-a", "+d/a"}},
	{"a slash in the middle anchors", tree{".gitignore": "d/a\n"}, []string{"-d/a", "+e/d/a"}},
	{"a slash at the end does not", tree{".gitignore": "a/\n"}, []string{"-d/a/x"}},
	{"nested files are anchored where they lie", tree{"d/.gitignore": "/a\n"}, []string{"+a", "-d/a", "+d/e/a"}},
	{
		"the last match decides",
		tree{".gitignore": "*.log\n!keep.log\nkeep.log\n!keep.log\n"},
		[]string{"-a.log", "+keep.log"},
	},
	{
		"the deeper file decides",
		tree{".gitignore": "*.log\n", "d/.gitignore": "!*.log\n"},
		[]string{"-a.log", "+d/a.log"},
	},
	{
		"a silent deeper file leaves it to the one above",
		tree{".gitignore": "a\n", "d/.gitignore": "b\n"},
		[]string{"-d/a", "-d/b"},
	},
	{"nothing comes back below an ignored directory", tree{".gitignore": "d/\n!d/a\n"}, []string{"-d/a", "+e"}},
	{
		"nor by an ignore file in it",
		tree{".gitignore": "d\n", "d/.gitignore": "!a\n!.gitignore\n"},
		[]string{"-d/a", "-d/.gitignore"},
	},
	{"what is in a directory can come back", tree{".gitignore": "d/*\n!d/a\n"}, []string{"+d/a", "-d/b"}},
	{"an ignore file may ignore itself", tree{".gitignore": ".*\n"}, []string{"-.gitignore", "+a"}},
	{
		"comments only in the first column",
		tree{".gitignore": "#a\n #b\n\\#c\n!#d\n"},
		[]string{"+#a", "- #b", "-#c", "+#d"},
	},
	{"a quoted exclamation mark", tree{".gitignore": "\\!a\n"}, []string{"-!a", "+a"}},
	{"only one exclamation mark negates", tree{".gitignore": "*\n!!a\n!.gitignore"}, []string{"+!a", "-a"}},
	{
		"trailing spaces are dropped",
		tree{".gitignore": "a  \nb\\ \nc\\  \n"},
		[]string{"-a", "+a ", "-b ", "+b", "-c ", "+c  "},
	},
	{"tabs and leading spaces are not", tree{".gitignore": "a\t\n b\n"}, []string{"+a", "-a\t", "+b", "- b"}},
	{"one carriage return is dropped", tree{".gitignore": "a\r\nb\r\r\nc\r"}, []string{"-a", "+b", "-b\r", "-c"}},
	{"spaces before a carriage return", tree{".gitignore": "a \r\n"}, []string{"-a", "+a "}},
	{"a byte order mark", tree{".gitignore": "\uFEFFa\n\uFEFFb\n"}, []string{"-a", "+b", "-\uFEFFb"}},
	{"lines end at a NUL byte", tree{".gitignore": "a\x00b\n\x00c\nd\n"}, []string{"-a", "+ab", "+c", "-d"}},
	{"patterns of nothing", tree{".gitignore": "/\n!\n!/\n//\n \n\n\\\n"}, []string{"+a", "+d/b"}},
	{"a star stays in its name", tree{".gitignore": "a/*/c\n"}, []string{"-a/b/c", "+a/c", "+a/b/b/c"}},
	{"a question mark is no slash", tree{".gitignore": "a?b\nc?d/e\n"}, []string{"-axb", "+a/b", "-c.d/e", "+c/d/e"}},
	{"leading double star", tree{".gitignore": "**/a\n**/b/c\n"}, []string{"-a", "-d/a", "-b/c", "-d/b/c", "+a+b/d"}},
	{"leading double star needs a whole name", tree{".gitignore": "**/b\n"}, []string{"+ab", "+a+b", "-a/b"}},
	{"trailing double star", tree{".gitignore": "a/**\n"}, []string{"-a/b", "-a/c/d", "+b/a/c"}},
	{
		"double star in the middle",
		tree{".gitignore": "a/**/b\n"},
		[]string{"-a/b", "-a/x/b", "-a/x/y/b", "+a/xb", "+b"},
	},
	{
		"double star within a name is a star",
		tree{".gitignore": "a**b\nc/*d**e\n"},
		[]string{"-axb", "+a/b", "-c/de", "+c/d/e"},
	},
	{
		"double star as the first wildcard has a free left side",
		tree{".gitignore": "x/foo**/bar\n"},
		[]string{"-x/fooA/b/c/bar", "-x/foobar", "-x/foo/bar", "+x/fo/bar", "+y/foo/bar"},
	},
	{
		"double star before a quoted slash needs a directory",
		tree{".gitignore": "a/**\\/b\n"},
		[]string{"+a/b", "-a/x/b", "-a/x/y/b"},
	},
	{"three stars are two", tree{".gitignore": "a/***/b\n"}, []string{"-a/b", "-a/x/y/b"}},
	{"classes", tree{".gitignore": "[ab]c\n[!ab]d\n[^ab]e\n"}, []string{"-ac", "+cc", "-cd", "+ad", "-ce", "+ae"}},
	{
		"a bracket first in a class",
		tree{".gitignore": "[]a]b\n[!]a]c\n"},
		[]string{"-]b", "-ab", "+bb", "-bc", "+]c"},
	},
	{
		"ranges",
		tree{".gitignore": "[a-c]x\n[-z]y\n[a-]z\n[c-a]w\n"},
		[]string{"-bx", "+dx", "--y", "-zy", "-az", "--z", "+bw"},
	},
	{
		"a range after a range",
		tree{".gitignore": "[a-c-e]x\n[--0]y\n"},
		[]string{"-ax", "--x", "-ex", "+dx", "-.y", "-0y", "+1y"},
	},
	{"quotes in classes", tree{".gitignore": "[\\]]x\n[a-\\c]y\n[\\a-c]z\n"}, []string{"-]x", "+\\x", "-by", "-bz"}},
	{"a class holds no slash", tree{".gitignore": "a[/]b\nc[!x]d\n"}, []string{"+a/b", "+c/d", "-c.d"}},
	{
		"malformed classes match nothing",
		tree{".gitignore": "a[\na[b\n[[:no:]]\n[]\n[!]\n[[:alpha\n"},
		[]string{"+a[", "+a[b", "+a", "+[]"},
	},
	{
		"half a POSIX class is a class",
		tree{".gitignore": "[[:alpha]x\n[[:]y\n"},
		[]string{"-[x", "-hx", "+bx", "-:y", "-[y"},
	},
	{
		"a POSIX class in a class",
		tree{".gitignore": "[x[:digit:]y]z\n[[:digit:]-a]w\n"},
		[]string{"-xz", "-5z", "-yz", "+az", "--w", "-aw"},
	},
	{"a trailing backslash matches nothing", tree{".gitignore": "a\\\n"}, []string{"+a", "+a\\"}},
	{"a quoted character stands for itself", tree{".gitignore": "\\*a\n\\b\n"}, []string{"-*a", "+xa", "-b"}},
	{"letters have a case", tree{".gitignore": "readme\n"}, []string{"-readme", "+README"}},
	{"names are bytes", tree{".gitignore": "\xff\n?é\n??z\n"}, []string{"-\xff", "-aé", "+aaé", "-éz"}},
	{
		"a symbolic link to a directory is not a directory",
		tree{".gitignore": "l/\nm\n", "l": linkTo + "d", "m": linkTo + "d"},
		[]string{"+d/a", "+l", "-m"},
	},
	{
		"a symbolic link is no ignore file",
		tree{"rules": "a\n", ".gitignore": linkTo + "rules"},
		[]string{"+a", "+rules"},
	},
	{
		"a directory is no ignore file",
		tree{".gitignore/a": "a\n", ".gitignore/.gitignore": "b"},
		[]string{"+a", "-.gitignore/b"},
	},
	{"an empty one ignores nothing", tree{".gitignore": "", "d/.gitignore": "\n\n"}, []string{"+a", "+d/a"}},
	{"names with line feeds can be met by wildcards", tree{".gitignore": "a?b\n"}, []string{"-a\nb", "+a\n\nb"}},
}
